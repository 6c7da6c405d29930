package org.meterline.ejb.charge;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.meterline.billing.wallet.HoldLine;
import org.meterline.billing.wallet.HoldLine.Part;
import org.meterline.billing.wallet.HoldOutcome;
import org.meterline.billing.wallet.HoldOutcome.NotHeld;
import org.meterline.billing.wallet.Refusal;
import org.meterline.billing.wallet.Refusal.Why;
import org.meterline.billing.wallet.WalletBook;

/** What to answer of a leg that has a hold by other terms: an answer before was lost. */
final class HeldBefore {
  /** Whose money is the tenant's when it is posted. */
  private static final Set<Part> PAYING = Set.of(Part.PAYER, Part.SPONSOR);

  private final WalletBook book;

  HeldBefore(WalletBook book) {
    this.book = book;
  }

  /**
   * Asked again, a hold that bundles were left out of stands as it was granted; and when it is that
   * of somebody who was asked later, then who is asked now could not pay.
   */
  LegHolds.Placed placed(LegHolds.Wanted asked, NotHeld no) {
    var hold = book.holds(List.of(asked.id())).get(asked.id());
    if (hold == null || hold.resolved() || !hold.tenant().equals(asked.tenant())) {
      return new LegHolds.Placed(asked, no, Map.of(), null);
    }
    var left = LegHolds.wallets(hold.terms());
    // by what is asked: the terms of one that goes on are kept as they were agreed at the beginning
    var lines = asked.lines().stream().filter(line -> left.contains(line.wallet())).toList();
    return LegHolds.wallets(lines).equals(left)
        ? new LegHolds.Placed(
            asked.with(lines),
            new HoldOutcome.Held(hold.amounts(), hold.seconds(), hold.last(), true),
            Map.of(),
            null)
        : new LegHolds.Placed(asked, passedOver(asked, left).orElse(no), Map.of(), null);
  }

  /** The first who should have paid the tenant, and does not. */
  private Optional<NotHeld> passedOver(LegHolds.Wanted asked, List<UUID> left) {
    return IntStream.range(0, asked.lines().size())
        .filter(i -> !left.contains(asked.lines().get(i).wallet()))
        .filter(i -> PAYING.contains(asked.lines().get(i).part()))
        .mapToObj(
            i -> {
              var line = asked.lines().get(i);
              return new NotHeld(i + 1, line.part(), couldNotPay(line));
            })
        .findFirst();
  }

  private Refusal couldNotPay(HoldLine line) {
    var wallet = book.wallet(line.book(), line.wallet()).orElse(null);
    if (wallet == null) {
      return new Refusal(Why.NO_WALLET, null, null);
    }
    var has = wallet.available();
    if (!has.currency().equals(line.tariff().terms().currency())) {
      return new Refusal(Why.CURRENCY, null, null);
    }
    return wallet.frozen()
        ? new Refusal(Why.FROZEN, null, null)
        : new Refusal(Why.TOO_LOW, has, null);
  }
}
