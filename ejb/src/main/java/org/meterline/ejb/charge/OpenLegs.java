package org.meterline.ejb.charge;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.payer.BundlePart;
import org.meterline.billing.payer.Earlier;
import org.meterline.billing.payer.PayerDecision;
import org.meterline.billing.wallet.HoldLine;
import org.meterline.billing.wallet.WalletBook;
import org.meterline.telephony.call.CallAuthority;

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
   * @param bundles of the lines, in their order
   */
  record Paying(String names, List<HoldLine> lines, List<BundlePart> bundles) {
    Paying {
      lines = List.copyOf(lines);
      bundles = List.copyOf(bundles);
    }

    /** Taking over from there on. */
    Paying goingOn(Earlier earlier) {
      return new Paying(names, lines.stream().map(earlier::goingOn).toList(), bundles);
    }
  }

  /**
   * Those who take over, one after the other, when the money of whoever pays ends.
   *
   * @param decision by which they do
   * @param payers by what they would pay from the leg's beginning
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
   * A leg whose money is set aside.
   *
   * @param segment 1, 2, 3 …
   * @param earlier the segments before
   * @param since the question by which it was handed over
   * @param names who pays, for people
   * @param held for the segment
   * @param before what was held for the segment before this one and was used up, while the books do
   *     not know it yet
   * @param decision why they pay, until the first grant is extended
   */
  record Open(
      UUID call,
      int segment,
      Earlier earlier,
      int since,
      String names,
      Holding held,
      List<String> trunks,
      @Nullable StandingBy standingBy,
      @Nullable Holding before,
      CallAuthority.@Nullable Decision decision) {
    Open {
      trunks = List.copyOf(trunks);
    }

    Open with(Holding held, @Nullable Holding before) {
      return new Open(call, segment, earlier, since, names, held, trunks, standingBy, before, null);
    }

    UUID tenant() {
      return held.tenant();
    }

    /** Seconds of the leg when the segment began. */
    long after() {
      return earlier.age();
    }

    /** How long the leg may be by what is held. */
    long until() {
      return after() + held.seconds();
    }

    /** The segments before, and this one. */
    Earlier used() {
      return earlier.and(held.dues(), held.seconds());
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
            hold.call(),
            1,
            Earlier.NONE,
            0,
            "",
            Holding.of(hold),
            List.of(),
            null,
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
