package org.meterline.ejb.charge;

import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.rate.RateDeck;
import org.meterline.billing.rate.TariffRows;
import org.meterline.ejb.tenant.TenantTransaction;

/**
 * The decks in force, compiled and kept in memory. A tenant's is read at its first call; {@link
 * #refresh} sees whether another came into force. A call keeps the tariff it started with.
 */
public final class Rates {
  private final TenantTransaction transaction;
  private final InstantSource clock;
  private final ConcurrentHashMap<UUID, Optional<RateDeck>> decks = new ConcurrentHashMap<>();

  public Rates(TenantTransaction transaction, InstantSource clock) {
    this.transaction = transaction;
    this.clock = clock;
  }

  /** The retail deck in force for a tenant. Blocks for the first call of a tenant. */
  public Optional<RateDeck> of(UUID tenant) {
    var known = decks.get(tenant);
    return known != null ? known : decks.computeIfAbsent(tenant, id -> read(id, null));
  }

  /** Reads what changed. Rating goes on meanwhile with what was in force. */
  public void refresh() {
    decks.forEach((tenant, known) -> decks.put(tenant, read(tenant, known.orElse(null))));
  }

  private Optional<RateDeck> read(UUID tenant, @Nullable RateDeck known) {
    return transaction.read(
        tenant,
        connection -> {
          var id = TariffRows.inForce(connection, clock.instant());
          if (id.isEmpty()) {
            return Optional.empty();
          }
          if (known != null && known.id().equals(id.get())) {
            return Optional.of(known);
          }
          return Optional.ofNullable(TariffRows.deck(connection, id.get()));
        });
  }
}
