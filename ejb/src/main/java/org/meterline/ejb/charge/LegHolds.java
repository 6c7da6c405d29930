package org.meterline.ejb.charge;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.meterline.billing.ledger.TransferId;
import org.meterline.billing.money.Money;
import org.meterline.billing.rate.Cost;
import org.meterline.billing.rate.Covered;
import org.meterline.billing.rate.Tariff;
import org.meterline.billing.wallet.ExtendRequest;
import org.meterline.billing.wallet.HoldOutcome;
import org.meterline.billing.wallet.HoldRequest;
import org.meterline.billing.wallet.Lease;
import org.meterline.billing.wallet.Settlement;
import org.meterline.billing.wallet.WalletBook;

/**
 * Sets money aside for legs, a chunk at a time; of a wallet that has less, what it has. One round
 * trip to the books unless the wallet is nearly empty. May throw what {@link Cost} throws.
 */
final class LegHolds {
  /** How often a wallet that others draw on is asked for what is left of it. */
  private static final int TRIES = 3;

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
  record Wanted(UUID tenant, UUID call, UUID id, UUID wallet, Tariff tariff, Instant priceStart) {}

  /** Places a hold for a chunk, or for what the wallet buys. */
  HoldOutcome place(Lease mine, Wanted wanted) {
    var tariff = wanted.tariff();
    var priceStart = wanted.priceStart();
    long chunk = grant(tariff, priceStart, terms.chunkSeconds());
    boolean allThereIs = chunk == Cost.longest(tariff, priceStart, Covered.NOTHING);
    long seconds = chunk;
    HoldOutcome outcome = new HoldOutcome.NoHold();
    for (int i = 0; i < TRIES && seconds > tariff.rate().graceSeconds(); i++) {
      var request =
          new HoldRequest(
              wanted.tenant(),
              wanted.id(),
              wanted.call(),
              wanted.wallet(),
              tariff.deck(),
              tariff.line(),
              Cost.of(tariff, priceStart, seconds),
              seconds,
              seconds < chunk || allThereIs,
              priceStart);
      outcome = book.hold(mine, List.of(request)).getFirst();
      if (!(outcome instanceof HoldOutcome.TooLow low)) {
        return outcome;
      }
      seconds = Math.min(seconds - 1, Cost.secondsFor(tariff, priceStart, low.available()));
    }
    return outcome;
  }

  /**
   * Extends a leg's hold by a chunk, or by what the wallet buys, be it nothing.
   *
   * @param used of the leg's present segment
   */
  HoldOutcome extend(Lease mine, OpenLegs.Open open, int sequence, Duration used) {
    var tariff = open.tariff();
    var priceStart = open.priceStart();
    long wanted =
        grant(
            tariff,
            priceStart,
            Math.max(open.seconds(), MoneyJournal.seconds(used)) + terms.chunkSeconds());
    boolean allThereIs = wanted == Cost.longest(tariff, priceStart, Covered.NOTHING);
    long seconds = wanted;
    HoldOutcome outcome = new HoldOutcome.NoHold();
    for (int i = 0; i <= TRIES; i++) {
      boolean nothingMore = seconds <= open.seconds();
      var total = nothingMore ? open.held() : Cost.of(tariff, priceStart, seconds);
      seconds = Math.max(seconds, open.seconds());
      var request =
          new ExtendRequest(
              open.tenant(),
              open.hold(),
              sequence,
              total,
              seconds,
              seconds < wanted || allThereIs,
              used);
      outcome = book.extend(mine, List.of(request)).getFirst();
      if (outcome instanceof HoldOutcome.TooLow low) {
        // the last try asks for nothing, which is always there: the grant it has is the last one
        Money buys = open.held().plus(low.available());
        seconds =
            i == TRIES - 1 ? 0 : Math.min(seconds - 1, Cost.secondsFor(tariff, priceStart, buys));
      } else if (outcome instanceof HoldOutcome.Frozen) {
        seconds = 0;
      } else {
        break;
      }
    }
    return outcome;
  }

  /** Notes that a leg has used all of a segment that it was handed over from. */
  void prove(Lease mine, UUID tenant, OpenLegs.UsedUp all, int sequence) {
    var request =
        new ExtendRequest(
            tenant,
            all.id(),
            sequence,
            all.held(),
            all.seconds(),
            true,
            Duration.ofSeconds(all.seconds()));
    var _ = book.extend(mine, List.of(request));
  }

  /** Gives back what was set aside for a leg that had ended by then. */
  void release(Wanted wanted) {
    var tariff = wanted.tariff();
    var settlement =
        new Settlement(
            wanted.tenant(),
            wanted.id(),
            TransferId.of(wanted.id(), "settled"),
            Money.zero(tariff.currency()),
            0,
            wanted.priceStart(),
            "Call, " + tariff.destination() + ", 0 s",
            "[]");
    var _ = book.resolve(false, List.of(settlement));
  }

  /** The end of the increment that so much use reaches, as far as the tariff lets a leg go on. */
  private static long grant(Tariff tariff, Instant priceStart, long seconds) {
    long billed = tariff.billedSeconds(Math.max(seconds, tariff.rate().graceSeconds() + 1L));
    return Math.min(billed, Cost.longest(tariff, priceStart, Covered.NOTHING));
  }
}
