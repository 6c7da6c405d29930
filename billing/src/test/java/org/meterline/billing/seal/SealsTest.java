package org.meterline.billing.seal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.meterline.billing.TestBook;
import org.meterline.billing.TestDatabase;

/** The chain over a book: what is changed behind its back is found and named. */
class SealsTest {
  private static final Instant AT = Instant.parse("2026-11-20T10:00:00Z");

  private final TestBook book = new TestBook();
  private final Seals seals = new Seals(TestDatabase.app());

  private long seal() throws SQLException {
    TestDatabase.settle();
    return seals.seal(book.tenant);
  }

  private ChainCheck.Result check(SealedHead... kept) {
    return book.read(c -> new ChainCheck(c, book.tenant, List.of(kept)).run());
  }

  private void assertDiffers(String name, Object subject, SealedHead... kept) {
    var difference = check(kept).difference().orElseThrow();
    assertEquals(name + " " + subject, difference.name() + " " + difference.subject());
  }

  /** Three transfers under two seals. */
  private List<UUID> three() throws SQLException {
    var wallet = book.wallet("1.00", AT);
    var ids = new ArrayList<UUID>();
    ids.add(book.topUp(wallet, "2.00", AT));
    assertEquals(2, seal());
    ids.add(book.topUp(wallet, "3.00", AT));
    assertEquals(1, seal());
    assertEquals(0, seal());
    return ids;
  }

  @Test
  void whatIsAsItWasAgrees() throws SQLException {
    assertTrue(seals.head(book.tenant).isEmpty());
    assertEquals(new ChainCheck.Result(0, 0, 0, Optional.empty()), check());
    three();
    assertEquals(new ChainCheck.Result(2, 3, 0, Optional.empty()), check());
    var head = seals.head(book.tenant).orElseThrow();
    assertEquals(3, head.transfers());
    assertEquals(Optional.empty(), check(head).difference());
    book.topUp(book.wallet("1.00", AT), "1.00", AT); // not sealed yet
    assertEquals(new ChainCheck.Result(2, 3, 0, Optional.empty()), check(head));
  }

  /** Whose transaction began long before what was sealed meanwhile. */
  @Test
  void whatWasLongUnderWayIsSealed() throws SQLException {
    three();
    var late = book.topUp(book.wallet("1.00", AT), "1.00", AT);
    TestBook.tamper(
        "update transfer set recorded = recorded - interval '1 day' where id = ?", late);
    assertEquals(2, seal());
    assertEquals(new ChainCheck.Result(3, 5, 0, Optional.empty()), check());
  }

  /** A transaction is never parted, however much it posted. */
  @Test
  void aBacklogTakesSeveralSeals() throws SQLException {
    three();
    for (int posted : new int[] {Seals.TRANSFERS - 1, 3, Seals.TRANSFERS + 7, 1}) {
      TestBook.tamper(
          "insert into transfer (tenant, id, kind, currency, description, hash, effective,"
              + " posting_date, made_by) select ?, gen_random_uuid(), 'journal', 'EUR', '', '',"
              + " now(), current_date, 't' from generate_series(1, ?)",
          book.tenant,
          posted);
    }
    long all = 2L * Seals.TRANSFERS + 10;
    assertEquals(all, seal());
    assertEquals(new ChainCheck.Result(5, 3 + all, 0, Optional.empty()), check());
  }

  @Test
  void aTransferWhoseRowOrMovesChangedIsNamed() throws SQLException {
    var ids = three();
    TestBook.tamper("update move set amount = amount + 1 where transfer = ?", ids.get(1));
    assertDiffers("transfer-changed", ids.get(1));
    TestBook.tamper("update transfer set description = 'x' where id = ?", ids.get(0));
    assertDiffers("transfer-changed", ids.get(0));
  }

  @Test
  void aTransferThatIsGoneIsNamed() throws SQLException {
    var ids = three();
    TestBook.tamper("delete from move where transfer = ?", ids.get(0));
    TestBook.tamper("delete from transfer where id = ?", ids.get(0));
    assertDiffers("transfer-missing", ids.get(0));
  }

  @Test
  void aTransferThatWasSlippedInIsNamed() throws SQLException {
    var ids = three();
    var slipped = TestBook.id(AT);
    TestBook.tamper(
        "insert into transfer select tenant, ?, kind, currency, call, leg, description, hash,"
            + " recorded, effective, posting_date, made_by, xid from transfer where id = ?",
        slipped,
        ids.get(0));
    assertDiffers("transfer-added", slipped);
  }

  @Test
  void aSealThatCannotBeReadIsABrokenChain() throws SQLException {
    three();
    TestBook.tamper(
        "update seal set leaves = set_byte(leaves, 0, 0) where tenant = ? and number = 1",
        book.tenant);
    assertDiffers("chain-broken", "seal 1");
  }

  @Test
  void aBrokenChainIsNamed() throws SQLException {
    three();
    TestBook.tamper(
        "update seal set head = sha256(head) where tenant = ? and number = 1", book.tenant);
    assertDiffers("chain-broken", "seal 1");
    TestBook.tamper("delete from seal where tenant = ? and number = 1", book.tenant);
    assertDiffers("chain-broken", "seal 2");
  }

  @Test
  void aChainThatWasBuiltAnewIsFoundByAHeadThatWentOut() throws SQLException {
    var ids = three();
    var head = seals.head(book.tenant).orElseThrow();
    TestBook.tamper("update move set amount = amount + 1 where transfer = ?", ids.get(0));
    TestBook.tamper("delete from seal where tenant = ?", book.tenant);
    assertDiffers("head-missing", "seal 2", head);
    seal();
    book.wallet("1.00", AT);
    seal();
    assertEquals(Optional.empty(), check().difference(), "it agrees with itself");
    assertDiffers("head-differs", "seal 2", head);
    // and when one of the new chain went out on a later day
    var later = seals.head(book.tenant).orElseThrow();
    assertEquals(head.number(), later.number());
    assertDiffers("head-differs", "seal 2", head, later);
    assertDiffers("head-differs", "seal 2", later, head);
    assertDiffers("head-differs", "seal 2", head, later, later);
  }

  @Test
  void whatIsStillOpenIsLeftForTheNextSeal() throws SQLException {
    var wallet = book.wallet("1.00", AT);
    seal();
    try (Connection slow = TestDatabase.superuser().getConnection()) {
      slow.setAutoCommit(false);
      try (var s = slow.createStatement()) {
        s.execute("select pg_current_xact_id()");
      }
      book.topUp(wallet, "2.00", AT);
      assertEquals(0, seals.seal(book.tenant), "a transaction with a lower id is open");
      slow.commit();
      assertEquals(1, seal());
      assertEquals(Optional.empty(), check().difference());
    }
  }

  /** As when nothing could be sealed for hours: what is older than the last seal comes, too. */
  @Test
  void aBacklogIsSealedWhole() throws SQLException {
    var wallet = book.wallet("1.00", AT);
    recorded(4);
    assertEquals(1, seal());
    book.topUp(wallet, "2.00", AT);
    recorded(3);
    assertEquals(1, seal());
    assertEquals(Optional.empty(), check().difference());
  }

  /** Those that are not sealed yet were written so many hours ago. */
  private void recorded(int hours) {
    TestBook.tamper(
        "update transfer set recorded = now() - ? * interval '1 hour' where tenant = ? and xid >="
            + " coalesce((select max(horizon::text::bigint) from seal where tenant = ?)::text::xid8, '0')",
        hours,
        book.tenant,
        book.tenant);
  }

  @Test
  void theApplicationCannotWriteAnotherChain() {
    assertThrows(
        IllegalStateException.class,
        () ->
            book.write(
                c -> {
                  try (var s = c.createStatement()) {
                    return s.execute("insert into seal select * from seal");
                  }
                }));
  }

  @Test
  void twoNodesDoNotSealTheSameTwice() throws SQLException {
    book.wallet("1.00", AT);
    var other = new Seals(TestDatabase.app());
    assertEquals(1, seal() + other.seal(book.tenant));
    assertEquals(1, check().seals());
  }

  @Test
  void aHeadGoesOutSigned() throws SQLException {
    three();
    var head = seals.head(book.tenant).orElseThrow();
    var pair = SealKey.generate();
    var text = head.signed(SealKey.of(pair.secret()));
    assertEquals(head, SealedHead.read(text, pair.open()));
    for (var wrong :
        List.of(
            text.replace("transfers 3", "transfers 4"),
            text.replace("head ", "tail "),
            text.lines().limit(6).reduce("", (a, b) -> a + b + "\n"),
            text.replaceAll("sealed .*", "sealed today"))) {
      assertThrows(IllegalArgumentException.class, () -> SealedHead.read(wrong, pair.open()));
    }
    var others = SealKey.generate();
    assertThrows(IllegalArgumentException.class, () -> SealedHead.read(text, others.open()));
    assertThrows(IllegalArgumentException.class, () -> SealKey.of("not a key"));
  }
}
