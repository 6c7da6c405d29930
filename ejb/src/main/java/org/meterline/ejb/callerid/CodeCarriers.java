package org.meterline.ejb.callerid;

import java.util.List;
import java.util.Optional;
import org.meterline.ejb.tenant.Tenant;
import org.meterline.telephony.call.E164;
import org.meterline.telephony.trunk.Trunk;

/** What has to be known to reach a number; answers from memory. */
public interface CodeCarriers {
  /**
   * The operator's trunks that the tenant may use. Its own are none: what goes out there the tenant
   * may answer itself, whoever is called.
   */
  List<Trunk> operators(Tenant tenant);

  /** A number that the tenant has and can be called back at. */
  Optional<E164> shown(Tenant tenant);

  /** Whether somebody has the number here. */
  boolean isOwned(E164 number);
}
