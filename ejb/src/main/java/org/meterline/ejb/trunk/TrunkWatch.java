package org.meterline.ejb.trunk;

import java.util.List;
import java.util.Optional;
import org.meterline.ejb.tenant.Tenant;
import org.meterline.telephony.locate.Place;
import org.meterline.telephony.trunk.Health;
import org.meterline.telephony.trunk.TrunkChoice.Considered;

/** How trunks are on this node, and which would be tried. */
public interface TrunkWatch {
  Health.Seen health(String trunk);

  /**
   * Why a tenant's trunk may not be at that place, as far as is known now: it is asked again
   * whenever the place is used.
   */
  default Optional<String> refuses(Place place) {
    return Optional.empty();
  }

  /**
   * What would become of each of the tenant's trunks if somebody called the number.
   *
   * @param number as a phone of the tenant dials it
   * @return empty if it is not reached over trunks; the reason is in {@link Trial#means}
   */
  Trial attempt(Tenant tenant, String number);

  /**
   * @param means what the number is, for people
   * @param trunks those that are tried first, in their order
   */
  record Trial(String means, List<Considered> trunks) {
    public Trial {
      trunks = List.copyOf(trunks);
    }
  }
}
