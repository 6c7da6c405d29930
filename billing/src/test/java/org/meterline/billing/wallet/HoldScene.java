package org.meterline.billing.wallet;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.meterline.billing.TestBook;
import org.meterline.billing.TestDatabase;
import org.meterline.billing.ledger.BookTransaction;
import org.meterline.billing.ledger.Reconciliation;
import org.meterline.billing.ledger.TransferId;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.rate.DeckRows;
import org.meterline.billing.rate.DeckTerms;
import org.meterline.billing.rate.Rate;
import org.meterline.billing.rate.RateDeck;
import org.meterline.billing.rate.Tariff;
import org.meterline.billing.wallet.HoldLine.Part;
import org.meterline.billing.wallet.NewWallet.PayerKind;

/** A new tenant with wallets, and what one client does to them. */
final class HoldScene {
  /** What a hold sets aside. */
  static final Money HELD = Money.parse("0.015", Currency.EUR);

  private static final Duration LEASE = Duration.ofHours(1);

  final UUID tenant = TestDatabase.tenant();
  final UUID deck = UUID.randomUUID();
  private final Tariff tariff;
  final PostgresWallets plain;
  final Lease lease;
  final int count;
  final Money cost;
  private final long prefix = UUID.randomUUID().getMostSignificantBits();

  /**
   * @param money in each wallet
   * @param cost what is posted of each hold
   */
  HoldScene(DataSource source, int count, String money, String cost) throws Exception {
    this.plain = new PostgresWallets(source);
    this.count = count;
    this.cost = Money.parse(cost, Currency.EUR);
    var rate = Rate.to("49", "Germany").price("0.06").build();
    tariff = Tariff.of(DeckTerms.plain(deck, Currency.EUR), rate);
    var compiled = RateDeck.compile(tariff.terms(), List.of(rate));
    new BookTransaction(TestDatabase.app())
        .write(
            tenant,
            connection -> {
              DeckRows.write(connection, tenant, "Bench", 1, Instant.EPOCH, compiled);
              return true;
            });
    try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
      var all = new ArrayList<Future<?>>();
      for (int i = 0; i < count; i++) {
        var wallet = wallet(i);
        all.add(pool.submit(() -> open(wallet, Money.parse(money, Currency.EUR))));
      }
      for (var one : all) {
        one.get();
      }
    }
    lease = plain.take("bench-" + tenant, LEASE);
  }

  /** Known by its number, so that a script can name it. */
  UUID wallet(int number) {
    return new UUID(prefix, 0x8000_0000_0000_0000L | number);
  }

  private void open(UUID wallet, Money money) {
    plain.open(
        new NewWallet(
            tenant,
            wallet,
            UUID.randomUUID(),
            PayerKind.CUSTOMER,
            "P",
            null,
            "W",
            Money.zero(Currency.EUR)));
    plain.topUp(
        new TopUp(
            tenant, wallet, wallet.toString(), UUID.randomUUID(), money, "b", "b", Instant.EPOCH));
  }

  private int any() {
    return ThreadLocalRandom.current().nextInt(count);
  }

  /**
   * A hold and its settlement; false if the wallet had too little.
   *
   * @param answered is run after each of the two
   */
  boolean pair(WalletBook book, Runnable answered) {
    return act(book, answered, List.of(HoldLine.of(Part.PAYER, tenant, wallet(any()), tariff)));
  }

  /** A hold over two wallets, and its settlement. */
  boolean group(WalletBook book, Runnable answered) {
    int first = any();
    return act(
        book,
        answered,
        List.of(
            HoldLine.of(Part.SPONSOR, tenant, wallet(first), tariff),
            HoldLine.of(Part.PAYER, tenant, wallet((first + 1) % count), tariff)));
  }

  private boolean act(WalletBook book, Runnable answered, List<HoldLine> lines) {
    var leg = TestBook.id(Instant.now());
    var amounts = Collections.nCopies(lines.size(), HELD);
    var request = new HoldRequest(tenant, leg, leg, lines, amounts, 15, false, Instant.EPOCH);
    switch (book.hold(lease, List.of(request)).getFirst()) {
      case HoldOutcome.Held held -> answered.run();
      case HoldOutcome.NotHeld no when no.why().why() == Refusal.Why.TOO_LOW -> {
        return false;
      }
      case HoldOutcome.NotHeld no -> throw new IllegalStateException("not held: " + no);
    }
    var costs =
        IntStream.range(0, lines.size())
            .mapToObj(i -> new Settlement.LineCost(transfer(leg, i), cost, "call", "[]"))
            .toList();
    var settlement = new Settlement(tenant, leg, 10, Instant.now(), costs);
    var outcome = book.resolve(false, List.of(settlement)).getFirst();
    if (!(outcome instanceof SettleOutcome.Settled)) {
      throw new IllegalStateException("not settled: " + outcome);
    }
    answered.run();
    return true;
  }

  private static UUID transfer(UUID leg, int line) {
    return TransferId.of(leg, "settled " + line);
  }

  void reconcile() throws SQLException {
    var differences = new BookTransaction(TestDatabase.app()).read(tenant, Reconciliation::check);
    if (!differences.isEmpty()) {
      throw new IllegalStateException("the books do not agree: " + differences);
    }
  }
}
