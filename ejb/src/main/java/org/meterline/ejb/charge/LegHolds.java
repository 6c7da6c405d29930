package org.meterline.ejb.charge;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.meterline.billing.money.Money;
import org.meterline.billing.payer.Dues;
import org.meterline.billing.wallet.ExtendRequest;
import org.meterline.billing.wallet.HoldLine;
import org.meterline.billing.wallet.HoldLine.Part;
import org.meterline.billing.wallet.HoldOutcome;
import org.meterline.billing.wallet.HoldOutcome.NotHeld;
import org.meterline.billing.wallet.HoldRequest;
import org.meterline.billing.wallet.Lease;
import org.meterline.billing.wallet.Refusal.Why;
import org.meterline.billing.wallet.WalletBook;

/**
 * Sets money aside for legs, a chunk at a time; of wallets that have less, what they have. One
 * round trip to the books unless a wallet is nearly empty. May throw what {@link
 * org.meterline.billing.rate.Cost} throws.
 */
final class LegHolds {
  /** How often wallets that others draw on are asked for what is left of them. */
  private static final int TRIES = 4;

  private final WalletBook book;
  private final ChargeTerms terms;

  LegHolds(WalletBook book, ChargeTerms terms) {
    this.book = book;
    this.terms = terms;
  }

  /**
   * A hold to be placed.
   *
   * @param id the leg's, or that of the segment it is handed over to
   */
  record Wanted(UUID tenant, UUID call, UUID id, List<HoldLine> lines, Instant priceStart) {
    Wanted {
      lines = List.copyOf(lines);
    }
  }

  /** Places a hold for a chunk, or for what the wallets buy. */
  HoldOutcome place(Lease mine, Wanted wanted) {
    var dues = new Dues(wanted.lines(), Dues.ALL, wanted.priceStart());
    var none = dues.none();
    long chunk = dues.grant(terms.chunkSeconds());
    boolean allThereIs = chunk == dues.longest();
    long grace = wanted.lines().getFirst().tariff().rate().graceSeconds();
    long seconds = chunk;
    HoldOutcome outcome = HoldOutcome.ofLeg(Why.NO_HOLD);
    for (int i = 0; i < TRIES && seconds > grace; i++) {
      var request =
          new HoldRequest(
              wanted.tenant(),
              wanted.id(),
              wanted.call(),
              wanted.lines(),
              dues.toHold(none, 0, seconds),
              seconds,
              seconds < chunk || allThereIs,
              wanted.priceStart());
      outcome = book.hold(mine, List.of(request)).getFirst();
      if (!(outcome instanceof NotHeld no) || no.why().why() != Why.TOO_LOW) {
        return outcome;
      }
      if (no.part() == Part.BUNDLE) {
        dues = dues.covering(available(no).units());
      } else {
        seconds = dues.buys(no.line() - 1, available(no), none, 0, seconds);
      }
    }
    return outcome;
  }

  /**
   * Extends a hold by a chunk, or by what the wallets buy, be it nothing.
   *
   * @param used of what it is held for
   */
  HoldOutcome extend(Lease mine, Holding open, int sequence, Duration used) {
    var dues = open.dues();
    long wanted =
        dues.grant(Math.max(open.seconds(), MoneyJournal.seconds(used)) + terms.chunkSeconds());
    boolean allThereIs = wanted == dues.longest();
    long seconds = wanted;
    HoldOutcome outcome = HoldOutcome.ofLeg(Why.NO_HOLD);
    for (int i = 0; i <= TRIES; i++) {
      boolean nothingMore = seconds <= open.seconds();
      seconds = Math.max(seconds, open.seconds());
      var totals =
          nothingMore ? open.amounts() : dues.toHold(open.amounts(), open.seconds(), seconds);
      boolean last = seconds < wanted || allThereIs;
      outcome =
          book.extend(
                  mine,
                  List.of(
                      new ExtendRequest(
                          open.tenant(), open.id(), sequence, totals, seconds, last, used)))
              .getFirst();
      if (!(outcome instanceof NotHeld no)) {
        break;
      }
      if (no.why().why() == Why.TOO_LOW) {
        var buys = open.amounts().get(no.line() - 1).plus(available(no));
        if (no.part() == Part.BUNDLE) {
          dues = dues.covering(buys.units());
        } else {
          // the last try asks for nothing, which is always there: the grant it has is the last one
          seconds =
              i == TRIES - 1
                  ? 0
                  : dues.buys(no.line() - 1, buys, open.amounts(), open.seconds(), seconds);
        }
      } else if (no.why().why() == Why.FROZEN) {
        seconds = 0;
      } else {
        break;
      }
    }
    return outcome;
  }

  private static Money available(NotHeld no) {
    var most = no.why().most();
    if (most == null) {
      throw new IllegalStateException("too low, but not how low: " + no);
    }
    return most;
  }

  /** Notes that a leg has used all that was held. */
  void prove(Lease mine, Holding all, int sequence) {
    var request =
        new ExtendRequest(
            all.tenant(),
            all.id(),
            sequence,
            all.amounts(),
            all.seconds(),
            true,
            Duration.ofSeconds(all.seconds()));
    var _ = book.extend(mine, List.of(request));
  }

  /** Gives back what was set aside for a leg that is not to be, or had ended by then. */
  void release(Holding held) {
    var settlement =
        Settlements.of(
            held.tenant(),
            held.id(),
            held.lines(),
            held.dues().none(),
            0,
            held.priceStart(),
            "settled",
            line -> "[]");
    var _ = book.resolve(false, List.of(settlement));
  }
}
