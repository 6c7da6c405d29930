package org.meterline.ejb.switchboard;

import java.util.Optional;
import java.util.UUID;
import org.meterline.ejb.charge.Payers;
import org.meterline.ejb.tenant.Tenant;
import org.meterline.telephony.call.CallAuthority;
import org.meterline.telephony.call.Destination;
import org.meterline.telephony.call.Domain;
import org.meterline.telephony.call.Origin;

/** Whose calls are whose, by what this node knows of its tenants. */
record DirectoryPayers(MemoryDirectory directory) implements Payers {
  @Override
  public Optional<UUID> tenant(Domain domain) {
    return directory.tenant(domain).map(Tenant::id);
  }

  @Override
  public String country(Domain domain) {
    return directory.tenant(domain).map(Tenant::country).orElse("");
  }

  @Override
  public boolean suspended(CallAuthority.Ask ask) {
    return directory
        .tenant(ask.domain())
        .filter(Tenant::suspended)
        .map(tenant -> !isForSupport(ask, tenant))
        .orElse(false);
  }

  private static boolean isForSupport(CallAuthority.Ask ask, Tenant tenant) {
    return ask.from() instanceof Origin.Carrier
        && ask.to() instanceof Destination.Phone phone
        && phone.user().equals(tenant.support());
  }

  @Override
  public Optional<UUID> walletOf(Domain domain, String user) {
    return Optional.ofNullable(directory.walletOf(domain, user));
  }

  @Override
  public Carriage carriage(UUID tenant, String trunk) {
    return directory
        .trunk(tenant, trunk)
        .<Carriage>map(
            stored ->
                stored.owner() != null
                    ? new Carriage.Own()
                    : stored.carrier() != null
                        ? new Carriage.Of(stored.carrier())
                        : new Carriage.Anybodys())
        .orElse(new Carriage.Anybodys());
  }
}
