package org.meterline.billing.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.meterline.billing.TestBook;
import org.meterline.billing.TestDatabase;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.rate.Rate;
import org.meterline.billing.wallet.HoldLine;
import org.meterline.billing.wallet.HoldLine.Part;
import org.meterline.billing.wallet.HoldRequest;
import org.meterline.billing.wallet.Settlement;

/** News of money is there with the commit that moved it, and is taken once. */
class OutboxTest {
  private static final Instant AT = Instant.parse("2026-11-20T10:00:00Z");

  private final Outbox outbox = new Outbox(TestDatabase.app());
  private final TestBook book = new TestBook();

  @Test
  void newsIsTakenOnceTheOldestFirst() throws SQLException {
    var first = book.wallet("1.00", AT);
    var second = book.wallet("2.00", AT);
    assertEquals(List.of(first, second), ours(takeAll(1)));
    assertEquals(List.of(), ours(takeAll(1_000)));
  }

  @Test
  void noMoreIsTakenThanAskedFor() throws SQLException {
    takeAll(1_000);
    book.wallet("1.00", AT);
    book.wallet("2.00", AT);
    assertEquals(1, outbox.take(1).size());
  }

  /** What was settled in one commit is news of each of its wallets. */
  @Test
  void oneCommitMayBeNewsOfSeveralWallets() throws SQLException {
    var wallets = List.of(book.wallet("1.00", AT), book.wallet("1.00", AT));
    var tariff = book.deck("Deck", 1, Rate.to("49", "Germany").price("0.60").build(), AT);
    takeAll(1_000);
    var leg = TestBook.id(AT);
    var lines = wallets.stream().map(w -> HoldLine.of(Part.PAYER, book.tenant, w, tariff)).toList();
    var tenCents = Money.parse("0.10", Currency.EUR);
    book.wallets.hold(
        book.wallets.take("node-" + leg, Duration.ofMinutes(1)),
        List.of(
            new HoldRequest(
                book.tenant, leg, leg, lines, List.of(tenCents, tenCents), 10, false, AT)));
    var costs =
        List.of(
            new Settlement.LineCost(TestBook.id(AT), tenCents, "Call", "[]"),
            new Settlement.LineCost(TestBook.id(AT), tenCents, "Call", "[]"));
    book.wallets.resolve(false, List.of(new Settlement(book.tenant, leg, 10, AT, costs)));
    assertEquals(Set.copyOf(wallets), Set.copyOf(ours(outbox.take(1))));
  }

  @Test
  void newsOfAWalletNamesItAndItsTenant() throws SQLException {
    var wallet = book.wallet("1.00", AT);
    var news = takeAll(1_000).stream().filter(n -> n.tenant().equals(book.tenant)).findFirst();
    assertEquals("wallet.changed", news.orElseThrow().type());
    assertEquals(wallet.toString(), news.orElseThrow().subject());
    assertEquals("{\"walletId\": \"" + wallet + "\"}", news.orElseThrow().data());
  }

  private List<Outbox.Announcement> takeAll(int atOnce) throws SQLException {
    var all = new ArrayList<Outbox.Announcement>();
    List<Outbox.Announcement> taken;
    do {
      taken = outbox.take(atOnce);
      all.addAll(taken);
    } while (!taken.isEmpty());
    return all;
  }

  /** The wallets of this test that there is news of. */
  private List<UUID> ours(List<Outbox.Announcement> news) {
    return news.stream()
        .filter(n -> n.tenant().equals(book.tenant))
        .map(n -> UUID.fromString(n.subject()))
        .distinct()
        .toList();
  }
}
