package org.meterline.billing.wallet;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Random;
import java.util.UUID;
import org.meterline.billing.ledger.OperatorBook;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.rate.TaxRate;

/** One client of the workload: does one thing after the other, and tells the model each answer. */
final class WorkloadClient {
  private static final long SECOND = WorkloadCalls.SECOND;
  static final SaleTax TAX = new SaleTax("standard", new TaxRate("DE", new BigDecimal("0.19")));

  private final WalletWorkload work;
  private final Random random;
  private final WorkloadCalls calls;

  WorkloadClient(WalletWorkload work, Random random) {
    this.work = work;
    this.random = random;
    calls = new WorkloadCalls(work, random);
  }

  void step() {
    int dice = random.nextInt(100);
    if (dice < 25) {
      calls.hold();
    } else if (dice < 40) {
      calls.any(calls::extend);
    } else if (dice < 62) {
      calls.any(calls::settle);
    } else if (dice < 68) {
      topUp();
    } else if (dice < 74) {
      authorise();
    } else if (dice < 80) {
      endPurchase();
    } else if (dice < 83) {
      force();
    } else if (dice < 86) {
      settleDebt();
    } else if (dice < 90) {
      refund();
    } else if (dice < 93) {
      transfer();
    } else if (dice < 95) {
      limit();
    } else if (dice < 98) {
      work.certain(() -> work.book.expire(50));
    } else {
      calls.restart(work.nodes.get(random.nextInt(work.nodes.size())));
    }
  }

  private UUID wallet() {
    return work.wallets.get(random.nextInt(work.wallets.size()));
  }

  private Money some(int most) {
    return calls.some(most);
  }

  private UUID id() {
    return calls.id();
  }

  private void topUp() {
    boolean operators = random.nextInt(6) == 0;
    var wallet = operators ? work.wholesale : wallet();
    var transfer = id();
    var amount = some(800);
    boolean given = !operators && random.nextInt(3) == 0;
    Pocket pocket =
        given
            ? new Pocket.Goodwill(WalletWorkload.now().plusMillis(100 + random.nextInt(3000)))
            : new Pocket.Refundable();
    var topUp =
        new TopUp(
            operators ? OperatorBook.ID : work.tenant,
            wallet,
            "t" + transfer,
            transfer,
            amount,
            "top-up",
            "client",
            WalletWorkload.now(),
            pocket);
    if (given) {
      work.model.give(wallet, amount.units());
    }
    var outcome = work.certain(() -> work.book.topUp(topUp));
    if (outcome instanceof TopUp.Posted || outcome instanceof TopUp.Repeated) {
      work.model.effect(transfer, wallet, amount.units());
    }
  }

  private void authorise() {
    var id = id();
    var asked =
        new Purchases.Authorisation(
            work.tenant,
            wallet(),
            "p" + id,
            id,
            "page",
            "A page",
            some(200),
            TAX,
            Duration.ofMillis(20 + random.nextInt(2000)),
            "client");
    if (work.certain(() -> work.book.purchases().authorise(asked)) instanceof Outcome.Done) {
      work.purchases.add(id);
    }
  }

  private void endPurchase() {
    var id = work.purchases.poll();
    if (id == null) {
      return;
    }
    var bought = work.certain(() -> work.book.purchases().find(work.tenant, id)).orElseThrow();
    if (random.nextInt(3) == 0) {
      work.certain(() -> work.book.purchases().release(work.tenant, id));
      return;
    }
    var transfer = id();
    var amount = random.nextBoolean() ? bought.price() : Money.of(SECOND, Currency.EUR);
    var capture =
        new Purchases.Capture(
            work.tenant, id, "c" + id, transfer, amount, "client", WalletWorkload.now());
    if (work.certain(() -> work.book.purchases().capture(capture)) instanceof Outcome.Done) {
      work.model.charge(transfer, bought.wallet(), amount.units());
      work.charges.put(transfer, bought.wallet());
    }
  }

  private void force() {
    var wallet = wallet();
    var kind = random.nextBoolean() ? Debts.Kind.DISPUTE : Debts.Kind.RE_RATING;
    var transfer = id();
    var debit =
        new Debts.ForcedDebit(
            work.tenant,
            wallet,
            "f" + transfer,
            transfer,
            kind,
            some(400),
            kind == Debts.Kind.DISPUTE ? SaleTax.NONE : TAX,
            "lost",
            "client",
            WalletWorkload.now());
    if (work.certain(() -> work.book.debts().force(debit))
        instanceof Outcome.Done<Debts.Taken>(Debts.Taken taken, boolean _)) {
      if (!taken.taken().plus(taken.owed()).equals(debit.amount())) {
        work.model.fault(transfer + " took " + taken);
      }
      work.model.charge(transfer, wallet, taken.taken().units(), taken.owed().units());
      if (kind == Debts.Kind.RE_RATING && !taken.taken().isZero()) {
        work.charges.put(transfer, wallet);
      }
    }
  }

  private void settleDebt() {
    var open =
        work.certain(() -> work.book.debts().receivables(work.tenant, null, null, 1_000)).stream()
            .filter(r -> r.closed() == null)
            .toList();
    if (open.isEmpty()) {
      return;
    }
    var receivable = open.get(random.nextInt(open.size()));
    var means = random.nextBoolean() ? Debts.Means.WRITE_OFF : Debts.Means.FROM_WALLET;
    var transfer = id();
    var left = receivable.amount().minus(receivable.settled());
    var settle =
        new Debts.Settle(
            work.tenant,
            receivable.id(),
            "s" + transfer,
            transfer,
            means,
            left,
            "settled",
            "client",
            WalletWorkload.now());
    if (work.certain(() -> work.book.debts().settle(settle)) instanceof Outcome.Done
        && means == Debts.Means.WRITE_OFF) {
      work.model.effect(transfer, receivable.wallet(), left.units());
    }
  }

  private void refund() {
    var some = work.charges.entrySet().stream().skip(random.nextInt(20)).findFirst();
    if (some.isEmpty()) {
      return;
    }
    var transfer = id();
    var charge = some.get();
    var refund =
        new Refunds.Refund(
            work.tenant,
            charge.getValue(),
            charge.getKey(),
            "r" + transfer,
            transfer,
            some(150),
            "complaint",
            "client",
            WalletWorkload.now());
    switch (work.certain(() -> work.book.refunds().refund(refund))) {
      case Outcome.Done<UUID> d ->
          work.model.refund(transfer, charge.getKey(), charge.getValue(), refund.amount().units());
      case Outcome.Refused<UUID> no -> {
        if (no.why().why() == Refusal.Why.NO_CHARGE) {
          work.model.fault("the charge " + charge.getKey() + " was not found");
        }
        work.charges.remove(charge.getKey());
      }
    }
  }

  private void transfer() {
    var from = work.wallets.get(random.nextInt(3));
    var to = work.wallets.get(random.nextInt(3));
    var transfer = id();
    var between =
        new Refunds.Between(
            work.tenant,
            from,
            to,
            "b" + transfer,
            transfer,
            some(300),
            "moved",
            "client",
            WalletWorkload.now());
    if (work.certain(() -> work.book.refunds().transfer(between)) instanceof Outcome.Done) {
      work.model.effect(transfer, from, -between.amount().units());
      work.model.effect(counter(transfer), to, between.amount().units());
    }
  }

  /** The other half of a transfer has an effect of its own. */
  static UUID counter(UUID transfer) {
    return new UUID(~transfer.getMostSignificantBits(), transfer.getLeastSignificantBits());
  }

  private void limit() {
    long floor = (random.nextInt(8) - 6) * 100L * SECOND;
    boolean frozen = random.nextInt(6) == 0;
    var wallet = wallet();
    work.model.floor(wallet, floor);
    work.certain(() -> work.book.limit(work.tenant, wallet, floor, frozen));
  }
}
