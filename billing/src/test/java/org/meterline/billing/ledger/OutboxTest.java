package org.meterline.billing.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.meterline.billing.TestBook;
import org.meterline.billing.TestDatabase;

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
      assertTrue(taken.size() <= atOnce, "no more than asked for");
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
