package org.meterline.billing.seal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.meterline.billing.TestBook;
import org.meterline.billing.TestDatabase;
import org.meterline.billing.ledger.BookTransaction;
import org.meterline.billing.ledger.TransferId;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.rate.Rate;
import org.meterline.billing.rate.Tariff;
import org.meterline.billing.rate.TaxRate;
import org.meterline.billing.wallet.Purchases;
import org.meterline.billing.wallet.SaleTax;

/** Charges and taxes in a book's chain: price, trace, country and rate are found out like money. */
class SealedChargesTest {
  private static final Instant AT = Instant.parse("2026-11-20T10:00:00Z");

  private final TestBook book = new TestBook();
  private final Seals seals = new Seals(TestDatabase.app());
  private final UUID wallet = book.wallet("90.00", AT);
  private final Tariff tariff =
      book.deck("deck", 1, Rate.to("49", "Germany").price("0.06").build(), AT);

  /** The id of the charge of a call. */
  private UUID call(String cost) {
    var leg = book.leg(UUID.randomUUID(), wallet, tariff, "1.00", cost, 10, AT);
    return TransferId.of(leg, "settled");
  }

  /** The transfer that captured it. */
  private UUID purchase() {
    var purchases = book.wallets.purchases();
    var id = TestBook.id(AT);
    var transfer = TestBook.id(AT);
    var price = Money.parse("1.19", Currency.EUR);
    var tax = new SaleTax("standard", new TaxRate("DE", new BigDecimal("0.19")));
    var _ =
        purchases.authorise(
            new Purchases.Authorisation(
                book.tenant,
                wallet,
                "a" + id,
                id,
                "page",
                "A page",
                price,
                tax,
                Duration.ofHours(1),
                "t"));
    var _ =
        purchases.capture(
            new Purchases.Capture(book.tenant, id, "c" + id, transfer, price, "t", AT));
    return transfer;
  }

  private long seal() throws SQLException {
    return seal(book.tenant);
  }

  private long seal(UUID tenant) throws SQLException {
    TestDatabase.settle();
    return seals.seal(tenant);
  }

  private ChainCheck.Result check() {
    return book.read(c -> new ChainCheck(c, book.tenant, List.of()).run());
  }

  private void assertDiffers(String name, UUID subject) {
    var difference = check().difference().orElseThrow();
    assertEquals(name + " " + subject, difference.name() + " " + difference.subject());
  }

  @Test
  void eachChargeAndTaxIsSealedBesideItsTransfer() throws SQLException {
    call("0.10");
    call("0");
    purchase();
    // a top-up, a call and a purchase; two charges and a tax
    assertEquals(6, seal());
    assertEquals(0, seal());
    assertEquals(new ChainCheck.Result(1, 3, 3, Optional.empty()), check());
    call("0");
    assertEquals(1, seal(), "a charge of nothing has no transfer");
    assertEquals(new ChainCheck.Result(2, 3, 4, Optional.empty()), check());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "trace = '[{\"kind\": \"quote\"}]'",
        "amount = amount + 1",
        "seconds = 11",
        "rate = rate + 1",
        "tax_country = 'AT'",
        "tax_rate = 0.2",
        "recorded = recorded - interval '1 microsecond'",
        "wallet = gen_random_uuid()"
      })
  void aChargeThatChangedIsNamedTheFirstFirst(String change) throws SQLException {
    var ids = List.of(call("0.10"), call("0"), call("0.30"));
    seal();
    for (int i = ids.size() - 1; i >= 0; i--) {
      TestBook.tamper("update charge set " + change + " where id = ?", ids.get(i));
      assertDiffers("charge-changed", ids.get(i));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tax_rate = 0.07", "tax_country = 'AT'", "tax_class = 'x'", "tax = 0"})
  void aTaxThatChangedIsNamed(String change) throws SQLException {
    var id = purchase();
    seal();
    TestBook.tamper("update sale_tax set " + change + " where transfer = ?", id);
    assertDiffers("tax-changed", id);
  }

  @Test
  void whatIsGoneIsNamed() throws SQLException {
    var paid = call("0.10");
    var free = call("0");
    var bought = purchase();
    seal();
    TestBook.tamper("delete from sale_tax where transfer = ?", bought);
    assertDiffers("tax-missing", bought);
    TestBook.tamper("delete from charge where id = ?", free);
    assertDiffers("charge-missing", free);
    TestBook.tamper("delete from charge where id = ?", paid);
    assertDiffers("charge-missing", paid);
  }

  @ParameterizedTest
  @ValueSource(strings = {"xid", "null"})
  void aChargeThatWasSlippedInIsNamed(String xid) throws SQLException {
    var known = call("0.10");
    seal();
    var slipped = UUID.randomUUID();
    TestBook.tamper(
        "insert into charge (tenant, id, call, leg, segment, relation, posting, wallet, deck, rate,"
            + " seconds, amount, overrun, trace, xid) select tenant, ?, call, leg, segment, relation,"
            + " posting, wallet, deck, rate, seconds, amount, overrun, trace, "
            + xid
            + " from charge where id = ?",
        slipped,
        known);
    assertDiffers("charge-added", slipped);
  }

  /** What was charged before charges were sealed is taken in as it stands, many to a seal. */
  @Test
  void whatWasChargedBeforeIsTakenIn() throws SQLException {
    int many = Seals.MOST + 5;
    TestBook.tamper(
        "insert into charge (tenant, id, call, leg, segment, relation, posting, wallet, deck, rate,"
            + " seconds, amount, overrun, trace, xid) select ?, ('01938000-0000-7000-8000-' ||"
            + " lpad(to_hex(n), 12, '0'))::uuid, gen_random_uuid(), gen_random_uuid(), 0, 'RETAIL', 1,"
            + " gen_random_uuid(), gen_random_uuid(), 1, 1, 0, 0, '[]', null from generate_series(1, ?) n",
        book.tenant,
        many);
    var bought = purchase();
    TestBook.tamper("update sale_tax set xid = null where transfer = ?", bought);
    assertEquals(many + 3, seal());
    assertEquals(new ChainCheck.Result(3, 2, many + 1, Optional.empty()), check());
    call("0.10");
    assertEquals(2, seal());
    assertEquals(new ChainCheck.Result(4, 3, many + 2, Optional.empty()), check());
    assertEquals(3, seals.head(book.tenant).orElseThrow().transfers());

    TestBook.tamper("update sale_tax set tax_rate = 0.2 where transfer = ?", bought);
    assertDiffers("tax-changed", bought);
    var last = UUID.fromString("01938000-0000-7000-8000-" + "%012x".formatted(Seals.MOST));
    TestBook.tamper("delete from charge where tenant = ? and id = ?", book.tenant, last);
    assertDiffers("charge-missing", last);
    var other = UUID.fromString("01938000-0000-7000-8000-000000000007");
    TestBook.tamper(
        "update charge set trace = '[1]' where tenant = ? and id = ?", book.tenant, other);
    assertDiffers("charge-changed", other);
  }

  /** A book as it was sealed before charges were: its rows, and the bytes of its seal. */
  @Test
  void aChainOfTheFirstFormStillAgreesAndGoesOn() throws SQLException {
    var old = UUID.fromString("00000000-0000-4000-8000-00000000bea1");
    var transfer = UUID.fromString("01938000-0000-7000-8000-000000000001");
    TestBook.tamper(
        "select open_book(?, 'Old Books', 'old', 'old.example', 'Europe/Berlin', 'DE', 'EUR')",
        old);
    posted(old, transfer, "2026-11-20T10:01:00Z", "'5'", "null");
    TestBook.tamper(
        "insert into seal (tenant, number, horizon, transfers, leaves, previous, head) values (?, 1,"
            + " '6', 1, ?, ?, ?)",
        old,
        HexFormat.of().parseHex(LEAVES),
        new byte[32],
        HexFormat.of().parseHex(HEAD));
    var books = new BookTransaction(TestDatabase.app());
    assertEquals(
        new ChainCheck.Result(1, 1, 0, Optional.empty()),
        books.read(old, c -> new ChainCheck(c, old, List.of()).run()));
    assertEquals(1, seal(old));
    assertEquals(
        new ChainCheck.Result(2, 1, 1, Optional.empty()),
        books.read(old, c -> new ChainCheck(c, old, List.of()).run()));
    // what is posted later was written before its charges were taken in
    var later = UUID.fromString("01938000-0000-7000-8000-000000000002");
    posted(old, later, "2026-11-20T10:02:00Z", "pg_current_xact_id()", "(select xid from t)");
    assertEquals(2, seal(old));
    assertEquals(
        new ChainCheck.Result(3, 2, 2, Optional.empty()),
        books.read(old, c -> new ChainCheck(c, old, List.of()).run()));
    TestBook.tamper("update charge set amount = 1 where tenant = ?", old);
    var differs = books.read(old, c -> new ChainCheck(c, old, List.of()).run()).difference();
    assertTrue(differs.orElseThrow().name().equals("charge-changed"), differs.toString());
  }

  /** A transfer with its move and its charge, which say that these transactions wrote them. */
  private static void posted(
      UUID book, UUID transfer, String recorded, String transaction, String chargesTransaction) {
    TestBook.tamper(
        "with t as (insert into transfer (tenant, id, kind, currency, call, leg, description, hash,"
            + " recorded, effective, posting_date, made_by, xid) values (?, ?, 'call', 'EUR',"
            + " '01938000-0000-7000-8000-0000000000ca', '01938000-0000-7000-8000-0000000000fe', 'Call',"
            + " '\\x01', ?::timestamptz, '2026-11-20T10:00:30.5Z', '2026-11-20', 'meterline', "
            + transaction
            + ") returning tenant, id, recorded, xid), m as (insert into move (tenant, transfer, line,"
            + " entry, debit, credit, debit_wallet, amount) select tenant, id, 1, 7, 1, 2,"
            + " '01938000-0000-7000-8000-00000000000a', 1500000 from t)"
            + " insert into charge (tenant, id, call, leg, segment, relation, posting, wallet, deck,"
            + " rate, seconds, amount, overrun, trace, xid) select tenant, id, gen_random_uuid(),"
            + " gen_random_uuid(), 0, 'RETAIL', 1, gen_random_uuid(), gen_random_uuid(), 1, 1, 1500000,"
            + " 0, '[]', "
            + chargesTransaction
            + " from t",
        book,
        transfer,
        recorded);
  }

  private static final String LEAVES =
      "0193800000007000800000000000000169762ab75fa3d56691415d1879cce95453bebc10a072af772a3d61ebbd76bd15";
  private static final String HEAD =
      "646331ade84fb494fae98414785364fd45d4d2eb98c317d202955d6fd7505647";
}
