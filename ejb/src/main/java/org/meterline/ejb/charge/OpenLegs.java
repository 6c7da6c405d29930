package org.meterline.ejb.charge;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.money.Money;
import org.meterline.billing.payer.Dues;
import org.meterline.billing.payer.PayerDecision;
import org.meterline.billing.wallet.HoldLine;
import org.meterline.billing.wallet.WalletBook;

/** What this node knows of the paid legs that are up; read from the books when it does not. */
final class OpenLegs {
  private final WalletBook book;
  private final ConcurrentHashMap<UUID, Open> legs = new ConcurrentHashMap<>();

  OpenLegs(WalletBook book) {
    this.book = book;
  }

  /**
   * Who pays, and by what.
   *
   * @param names for people
   */
  record Paying(String names, List<HoldLine> lines) {
    Paying {
      lines = List.copyOf(lines);
    }

    /** From somewhere in the leg on. */
    Paying goingOn() {
      return new Paying(names, lines.stream().map(l -> l.by(l.tariff().goingOn())).toList());
    }
  }

  /**
   * Those who take over, one after the other, when the money of whoever pays ends.
   *
   * @param decision by which they do
   */
  record StandingBy(PayerDecision decision, List<Paying> payers) {
    StandingBy {
      payers = List.copyOf(payers);
    }

    /** Those after the first so many. */
    @Nullable StandingBy after(int count) {
      return count < payers.size()
          ? new StandingBy(decision, payers.subList(count, payers.size()))
          : null;
    }
  }

  /**
   * A part of a leg that was used up, of which the books do not know it yet.
   *
   * @param id of its hold
   */
  record UsedUp(UUID id, List<Money> held, long seconds) {
    UsedUp {
      held = List.copyOf(held);
    }
  }

  /**
   * A leg whose hold is open.
   *
   * @param hold its id: that of the leg, or of the segment that it was handed over to
   * @param segment 1, 2, 3 …
   * @param after seconds of the leg when the segment began
   * @param since the question by which it was handed over
   * @param priceStart when the segment's price was agreed
   * @param held line by line
   * @param seconds what is held for, of the segment
   * @param last it is all that can be had of who pays
   */
  record Open(
      UUID tenant,
      UUID call,
      UUID hold,
      int segment,
      long after,
      int since,
      Paying paying,
      Instant priceStart,
      List<Money> held,
      long seconds,
      boolean last,
      List<String> trunks,
      @Nullable StandingBy standingBy,
      @Nullable UsedUp before) {
    Open {
      held = List.copyOf(held);
      trunks = List.copyOf(trunks);
    }

    /** A bundle that fell short once stays as it is: what it covers has no gaps. */
    Dues dues() {
      var dues = new Dues(paying.lines(), Dues.ALL, priceStart);
      for (int i = 0; i < held.size(); i++) {
        if (paying.lines().get(i).part() == HoldLine.Part.BUNDLE
            && held.get(i).compareTo(dues.at(seconds).get(i)) < 0) {
          return dues.covering(held.get(i).units());
        }
      }
      return dues;
    }

    Open with(List<Money> held, long seconds, boolean last, @Nullable UsedUp before) {
      return new Open(
          tenant,
          call,
          hold,
          segment,
          after,
          since,
          paying,
          priceStart,
          held,
          seconds,
          last,
          trunks,
          standingBy,
          before);
    }
  }

  void put(UUID leg, Open open) {
    legs.put(leg, open);
  }

  /**
   * In the place of what was known of the leg. One that has ended meanwhile stays forgotten, and
   * the answer is false.
   */
  boolean replace(UUID leg, Open open) {
    return legs.computeIfPresent(leg, (id, before) -> open) != null;
  }

  /** The leg, if it was admitted here. */
  Optional<Open> known(UUID leg) {
    return Optional.ofNullable(legs.get(leg));
  }

  /** The leg, if it has an open hold. */
  Optional<Open> find(UUID leg) {
    var known = known(leg);
    if (known.isPresent()) {
      return known;
    }
    var hold = book.holds(List.of(leg)).get(leg);
    if (hold == null || hold.resolved()) {
      return Optional.empty();
    }
    return Optional.of(
        new Open(
            hold.tenant(),
            hold.call(),
            leg,
            1,
            0,
            0,
            new Paying("", hold.terms()),
            hold.priceStart(),
            hold.amounts(),
            hold.seconds(),
            hold.last(),
            List.of(),
            null,
            null));
  }

  void forget(UUID leg) {
    legs.remove(leg);
  }

  int size() {
    return legs.size();
  }
}
