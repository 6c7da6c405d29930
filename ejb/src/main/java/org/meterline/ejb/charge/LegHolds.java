package org.meterline.ejb.charge;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.money.Money;
import org.meterline.billing.payer.BundlePart;
import org.meterline.billing.payer.Dues;
import org.meterline.billing.wallet.BooksUnavailable;
import org.meterline.billing.wallet.ExtendRequest;
import org.meterline.billing.wallet.HoldLine;
import org.meterline.billing.wallet.HoldLine.Part;
import org.meterline.billing.wallet.HoldOutcome;
import org.meterline.billing.wallet.HoldOutcome.NotHeld;
import org.meterline.billing.wallet.HoldRequest;
import org.meterline.billing.wallet.Lease;
import org.meterline.billing.wallet.Refusal;
import org.meterline.billing.wallet.Refusal.Why;
import org.meterline.billing.wallet.WalletBook;

/**
 * Sets money aside for legs, a chunk at a time; of wallets that have less, what they have. One
 * round trip to the books unless a wallet is nearly empty. May throw what {@link
 * org.meterline.billing.rate.Cost} throws.
 */
final class LegHolds {
  private static final Logger LOG = System.getLogger(LegHolds.class.getName());

  /** How often wallets that others draw on are asked for what is left of them. */
  private static final int TRIES = 4;

  /** How often it is tried to give back what is not needed. */
  private static final int RELEASES = 2;

  private final WalletBook book;
  private final HeldBefore heldBefore;
  private final ChargeTerms terms;

  LegHolds(WalletBook book, ChargeTerms terms) {
    this.book = book;
    this.terms = terms;
    heldBefore = new HeldBefore(book);
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

    Wanted with(List<HoldLine> lines) {
      return new Wanted(tenant, call, id, lines, priceStart);
    }
  }

  /**
   * What became of it.
   *
   * @param wanted without the bundles that had nothing to give
   * @param leftOut why these had nothing, by wallet, if that is still known
   * @param least of the wallet that was too low: what would have done; null if none was
   */
  record Placed(
      Wanted wanted, HoldOutcome outcome, Map<UUID, Refusal> leftOut, @Nullable Money least) {
    Placed {
      leftOut = Map.copyOf(leftOut);
    }

    /** What came of the bundles that were asked for. */
    List<BundlePart> bundles(List<BundlePart> asked) {
      return asked.stream().map(this::part).toList();
    }

    private BundlePart part(BundlePart asked) {
      int line = wallets(wanted.lines()).indexOf(asked.wallet());
      if (outcome instanceof HoldOutcome.Held held && line >= 0) {
        return asked.holding(held.amounts().get(line).units());
      }
      var why = leftOut.get(asked.wallet());
      if (why == null) {
        return asked.leftOut("left-out", "Takes no part.");
      }
      return why.why() == Why.TOO_LOW
          ? asked.leftOut("bundle-empty", "Had no seconds left.")
          : asked.leftOut(why.code(), why.reason());
    }
  }

  /**
   * Places a hold for a chunk, or for what the wallets buy. A bundle gives what it has; one that
   * has nothing, or pays for nothing at present, is left out.
   */
  Placed place(Lease mine, Wanted asked) {
    var wanted = asked;
    var dues = new Dues(wanted.lines(), Dues.ALL, wanted.priceStart());
    long chunk = dues.grant(terms.chunkSeconds());
    long grace = dues.grace(0);
    long seconds = chunk;
    int bundles = bundles(wanted.lines());
    int patience = TRIES + bundles;
    var leftOut = new HashMap<UUID, Refusal>();
    HoldOutcome outcome = HoldOutcome.ofLeg(Why.NO_HOLD);
    for (int i = 0; i < patience + bundles && seconds > grace; i++) {
      // what bundles pay makes a leg that is cut at a maximum longer
      long longest = dues.longest();
      seconds = Math.min(seconds, longest);
      if (seconds == 0) {
        break; // too little is left of a maximum
      }
      var none = dues.none();
      var request =
          new HoldRequest(
              wanted.tenant(),
              wanted.id(),
              wanted.call(),
              wanted.lines(),
              dues.toHold(none, 0, seconds),
              seconds,
              seconds < chunk || seconds == longest,
              wanted.priceStart());
      outcome = book.hold(mine, List.of(request)).getFirst();
      if (!(outcome instanceof NotHeld no)) {
        break;
      }
      int line = no.line() - 1;
      boolean tooLow = no.why().why() == Why.TOO_LOW;
      if (no.part() == Part.BUNDLE) {
        boolean gives = tooLow && i < patience && available(no).units() > 0;
        if (!gives) {
          leftOut.put(wanted.lines().get(line).wallet(), no.why());
        }
        dues = gives ? dues.covering(line, available(no).units()) : dues.without(line);
        wanted = wanted.with(dues.lines());
      } else if (tooLow) {
        seconds = dues.buys(line, available(no), none, 0, seconds);
        grace = dues.grace(line); // what costs it nothing is no leg that it pays for
      } else {
        break;
      }
    }
    if (!(outcome instanceof NotHeld no)) {
      return new Placed(wanted, outcome, leftOut, null);
    } else if (no.why().why() == Why.OTHER_TERMS) {
      return heldBefore.placed(asked, no);
    }
    var least =
        no.why().why() == Why.TOO_LOW && no.part() != Part.BUNDLE
            ? dues.toHold(dues.none(), 0, grace + 1).get(no.line() - 1)
            : null;
    return new Placed(wanted, no, leftOut, least);
  }

  /**
   * Why nothing was held; of a wallet that was too low also whether it has enough when others hold
   * nothing of it. Asked only to refuse: one more read.
   *
   * @throws ClassCastException if something was held
   */
  NotHeld told(Placed placed) {
    var no = (NotHeld) placed.outcome();
    var least = placed.least();
    if (least == null) {
      return no;
    }
    var line = placed.wanted().lines().get(no.line() - 1);
    return book.wallet(line.book(), line.wallet())
        .map(
            wallet ->
                new NotHeld(
                    no.line(), no.part(), Refusal.tooLow(available(no), least, wallet.unheld())))
        .orElse(no);
  }

  static List<UUID> wallets(List<HoldLine> lines) {
    return lines.stream().map(HoldLine::wallet).toList();
  }

  private static int bundles(List<HoldLine> lines) {
    return Math.toIntExact(lines.stream().filter(l -> l.part() == Part.BUNDLE).count());
  }

  /**
   * What came of asking for more.
   *
   * @param lack of whom it could not be had, if it could not be extended by all that was wanted;
   *     null: it was, or the credit buys no more
   */
  record Extended(HoldOutcome outcome, org.meterline.telephony.call.@Nullable Refusal lack) {}

  /**
   * Extends a hold by a chunk, or by what the wallets buy, be it nothing.
   *
   * @param used of what it is held for
   */
  Extended extend(Lease mine, Holding open, int sequence, Duration used) {
    var dues = open.dues();
    long chunk = Math.max(open.seconds(), MoneyJournal.seconds(used)) + terms.chunkSeconds();
    long wanted = dues.grant(chunk);
    long seconds = wanted;
    int tries = TRIES + bundles(open.lines());
    HoldOutcome outcome = HoldOutcome.ofLeg(Why.NO_HOLD);
    org.meterline.telephony.call.@Nullable Refusal lack = null;
    for (int i = 0; i <= tries; i++) {
      long longest = dues.longest();
      seconds = Math.max(Math.min(seconds, longest), open.seconds());
      var totals =
          seconds == open.seconds()
              ? open.amounts()
              : dues.toHold(open.amounts(), open.seconds(), seconds);
      boolean last = seconds < wanted || seconds >= longest;
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
      int line = no.line() - 1;
      boolean tooLow = no.why().why() == Why.TOO_LOW;
      if (!tooLow && no.why().why() != Why.FROZEN) {
        break;
      }
      if (no.part() != Part.BUNDLE) {
        lack = tooLow ? Refusals.usedUp(no.part()) : Refusals.frozen(no.part());
      }
      // the last try asks for nothing, which is always there: the grant it has is the last one
      if (i == tries - 1) {
        seconds = 0;
      } else if (no.part() == Part.BUNDLE) {
        var held = open.amounts().get(line);
        dues = dues.covering(line, tooLow ? held.plus(available(no)).units() : held.units());
      } else {
        seconds =
            tooLow
                ? dues.buys(
                    line,
                    open.amounts().get(line).plus(available(no)),
                    open.amounts(),
                    open.seconds(),
                    seconds)
                : 0;
      }
    }
    return new Extended(outcome, lack);
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

  /**
   * Gives back what was set aside for a leg that is not to be, or had ended by then. If that is not
   * answered, the leg's end gives it back: to be asked again, whoever asked would find it gone.
   *
   * @return whether it is given back
   */
  boolean release(Holding held) {
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
    for (int i = 0; i < RELEASES; i++) {
      try {
        var _ = book.resolve(false, List.of(settlement));
        return true;
      } catch (BooksUnavailable away) {
        LOG.log(Level.WARNING, "leg {0}: not given back yet: {1}", held.id(), away.getMessage());
      }
    }
    return false;
  }
}
