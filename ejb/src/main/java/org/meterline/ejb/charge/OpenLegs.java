package org.meterline.ejb.charge;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.meterline.billing.money.Money;
import org.meterline.billing.rate.Tariff;
import org.meterline.billing.wallet.WalletBook;

/** What this node knows of the paid legs that are up; read from the books when it does not. */
final class OpenLegs {
  private final WalletBook book;
  private final ConcurrentHashMap<UUID, Open> legs = new ConcurrentHashMap<>();

  OpenLegs(WalletBook book) {
    this.book = book;
  }

  /** A leg whose hold is open. */
  record Open(
      UUID tenant,
      Tariff tariff,
      Instant priceStart,
      Money held,
      long seconds,
      List<String> trunks,
      String payer) {
    Open {
      trunks = List.copyOf(trunks);
    }

    Open with(Money held, long seconds) {
      return new Open(tenant, tariff, priceStart, held, seconds, trunks, payer);
    }
  }

  void put(UUID leg, Open open) {
    legs.put(leg, open);
  }

  /** More is held for the leg; one that has ended meanwhile stays forgotten. */
  void extended(UUID leg, Money held, long seconds) {
    legs.computeIfPresent(leg, (id, open) -> open.with(held, seconds));
  }

  /** The leg, if it has an open hold. */
  Optional<Open> find(UUID leg) {
    var known = legs.get(leg);
    if (known != null) {
      return Optional.of(known);
    }
    var hold = book.holds(List.of(leg)).get(leg);
    if (hold == null || hold.resolved()) {
      return Optional.empty();
    }
    return Optional.of(
        new Open(
            hold.tenant(),
            hold.tariff(),
            hold.priceStart(),
            hold.amount(),
            hold.seconds(),
            List.of(),
            ""));
  }

  void forget(UUID leg) {
    legs.remove(leg);
  }

  int size() {
    return legs.size();
  }
}
