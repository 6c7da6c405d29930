package org.meterline.ejb.rerate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.meterline.billing.ledger.BoughtCall;
import org.meterline.billing.ledger.CallCost;
import org.meterline.billing.ledger.Ledger;
import org.meterline.billing.ledger.Reconciliation;
import org.meterline.billing.ledger.TransferId;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.rate.DeckRows;
import org.meterline.billing.rate.DeckTerms;
import org.meterline.billing.rate.Rate;
import org.meterline.billing.rate.RateDeck;
import org.meterline.billing.rate.Tariff;
import org.meterline.billing.rerate.ReRating;
import org.meterline.billing.wallet.BooksUnavailable;
import org.meterline.billing.wallet.HoldLine;
import org.meterline.billing.wallet.HoldLine.Part;
import org.meterline.billing.wallet.HoldRequest;
import org.meterline.billing.wallet.LegHold;
import org.meterline.billing.wallet.NewWallet;
import org.meterline.billing.wallet.PostgresWallets;
import org.meterline.billing.wallet.Settlement;
import org.meterline.billing.wallet.TopUp;
import org.meterline.ejb.database.FailingSource;
import org.meterline.ejb.database.TestDatabase;
import org.meterline.ejb.page.Ask;
import org.meterline.ejb.refusal.Refused;
import org.meterline.ejb.tenant.Caller;
import org.meterline.ejb.tenant.Role;
import org.meterline.ejb.tenant.Tenant;
import org.meterline.ejb.tenant.TenantTransaction;

/** Re-ratings as use cases: who may, how what is refused is named, and what a node takes up. */
class ReRatingsTest {
  private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");
  private static final Instant AT = Instant.parse("2026-10-20T10:00:00Z");

  private final TenantTransaction transaction = new TenantTransaction(TestDatabase.get().app());
  private final PostgresWallets book = new PostgresWallets(TestDatabase.get().app());
  private final ReRatingDesk desk = new ReRatingDesk(TestDatabase.get().app());
  private final ReRatings ratings = new ReRatings(desk, Clock.fixed(NOW, ZoneOffset.UTC));
  private final UUID wallet = UUID.randomUUID();
  private final Tenant tenant;
  private final Caller ann;
  private final Caller bob;
  private int version;

  ReRatingsTest() throws SQLException {
    tenant = TestDatabase.get().newTenantWithBooks("rerate");
    ann = caller("ann", Role.FINANCE);
    bob = caller("bob", Role.ADMIN);
    book.open(
        new NewWallet(
            tenant.id(),
            wallet,
            UUID.randomUUID(),
            NewWallet.PayerKind.CUSTOMER,
            "Ann",
            null,
            "Calls",
            eur("0")));
    book.topUp(new TopUp(tenant.id(), wallet, "k", UUID.randomUUID(), eur("10"), "t", "t", AT));
  }

  @AfterEach
  void close() {
    desk.close();
    assertEquals(List.of(), transaction.read(tenant.id(), Reconciliation::check));
  }

  @Test
  void onePreparesAnotherApprovesAndANodePosts() throws SQLException {
    var wrong = deck("6");
    var leg = call(wrong, "+49301234567", 60);
    var noNumber = call(wrong, "echo", 60);
    var asked = asked(wrong, deck("3"));
    var prepared = ratings.prepare(ann, asked);
    assertEquals(ReRating.State.PREPARED, prepared.state());
    assertEquals(1, prepared.dryRun().legs());
    assertEquals(
        List.of(new ReRating.Unrated(noNumber, "There is no record of where it went.")),
        prepared.dryRun().why());
    assertEquals(prepared, ratings.prepare(ann, asked));
    assertRefused("second-person-needed", () -> ratings.approve(ann, asked.id()));
    assertEquals(eur("-2"), balance());

    var approved = ratings.approve(bob, asked.id());
    assertEquals("bob", Objects.requireNonNull(approved.decision()).by());
    desk.post(tenant.id());
    // either this thread posted it, or the desk's own did, and closing waits for nobody
    assertEquals(ReRating.State.POSTED, awaitPosted(ann, asked.id()).state());
    assertEquals(eur("1"), balance());
    assertEquals(
        new CallCost(eur("3"), null),
        transaction.read(tenant.id(), c -> new Ledger(c).costs(List.of(leg), null)).get(leg));
    assertEquals(
        List.of(asked.id()),
        ratings.list(ann, Ask.first()).items().stream().map(r -> r.asked().id()).toList());
  }

  /** Whoever is not answered asks again; a node looks again later. */
  @Test
  void itIsDoneOnceWhateverIsLostOfTheDatabase() throws SQLException {
    int uses = correctedOnce(0, 0);
    assertTrue(uses > 10, "it was used " + uses + " times");
    for (int nth = 1; nth <= uses; nth++) {
      correctedOnce(nth, 0);
      correctedOnce(0, nth);
    }
  }

  /** Answers how often the database was used; of one use a question is lost, or an answer. */
  private int correctedOnce(int question, int answer) throws SQLException {
    var lost = "lost: question " + question + ", answer " + answer;
    var wrong = deck("6");
    var leg = call(wrong, "+49301234567", 60);
    var asked = asked(wrong, deck("3"));
    var before = balance();
    var database = new FailingSource(TestDatabase.get().app());
    var posting = new ReRatingDesk(database.source());
    posting.close(); // it posts when it is told to, and not aside
    var using = new ReRatings(posting, Clock.fixed(NOW, ZoneOffset.UTC));
    database.lose(question, answer);
    assertEquals(1, again(() -> using.prepare(ann, asked)).dryRun().legs(), lost);
    again(() -> using.approve(bob, asked.id()));
    posting.post(tenant.id());
    posting.post(tenant.id());
    int uses = database.end();
    assertEquals(question + answer > 0, database.lost(), lost);
    assertEquals(ReRating.State.POSTED, ratings.get(ann, asked.id()).state(), lost);
    assertEquals(before.plus(eur("3")), balance(), lost);
    assertEquals(
        new CallCost(eur("3"), null),
        transaction.read(tenant.id(), c -> new Ledger(c).costs(List.of(leg), null)).get(leg),
        lost);
    return uses;
  }

  private static <T> T again(Supplier<T> question) {
    try {
      return question.get();
    } catch (BooksUnavailable lost) {
      return question.get();
    }
  }

  @Test
  void whatIsWrongIsNamed() throws SQLException {
    var wrong = deck("6");
    var corrected = deck("3");
    var asked = asked(wrong, corrected);
    assertRefused("invalid", () -> ratings.prepare(ann, with(asked, UUID.randomUUID(), "x")));
    assertRefused("invalid", () -> ratings.prepare(ann, with(asked, id(), " ")));
    for (var at : List.of(NOW.plus(Duration.ofDays(750)), NOW.minus(Duration.ofDays(2)))) {
      assertRefused("id-out-of-time", () -> ratings.prepare(ann, with(asked, id(at), "x")));
    }
    assertRefused("invalid", () -> ratings.prepare(ann, asked(wrong, wrong)));
    assertRefused("invalid", () -> ratings.prepare(ann, during(asked, AT, AT)));
    assertRefused("invalid", () -> ratings.prepare(ann, during(asked, AT, NOW.plusSeconds(1))));
    assertRefused(
        "invalid", () -> ratings.prepare(ann, during(asked, AT.minus(Duration.ofDays(400)), AT)));
    var dollars = deck("3", Currency.of("USD"));
    assertRefused("no-deck", () -> ratings.prepare(ann, asked(wrong, UUID.randomUUID())));
    assertRefused("currency-mismatch", () -> ratings.prepare(ann, asked(wrong, dollars)));
    assertRefused("not-found", () -> ratings.get(ann, asked.id()));
    assertRefused("not-found", () -> ratings.approve(bob, asked.id()));
    ratings.prepare(ann, asked);
    assertRefused(
        "idempotency-key-reused", () -> ratings.prepare(ann, with(asked, asked.id(), "Other")));
    assertEquals(ReRating.State.REJECTED, ratings.reject(ann, asked.id(), "No need").state());
    assertRefused("re-rating-decided", () -> ratings.approve(bob, asked.id()));
    var agent = caller("agent", Role.AGENT);
    assertRefused("forbidden", () -> ratings.list(agent, Ask.first()));
    assertRefused("forbidden", () -> ratings.prepare(agent, asked));
    assertRefused("forbidden", () -> ratings.approve(agent, asked.id()));
  }

  @Test
  void whatATenantPaysTheOperatorIsChargedAnewByWhereItCalled() throws SQLException {
    var operator = TestDatabase.get().operator();
    // tests of what checks find break this book on purpose
    var before = transaction.read(operator.id(), Reconciliation::check);
    var paying = UUID.randomUUID();
    book.open(
        new NewWallet(
            operator.id(),
            paying,
            tenant.id(),
            NewWallet.PayerKind.CUSTOMER,
            "T",
            null,
            "Wholesale",
            eur("0")));
    book.limit(operator.id(), paying, eur("-90").units(), false);
    var wrong = wholesale(operator, "6");
    var leg = id(AT);
    record(leg, "+49301234567");
    settle(LegHold.bought(leg), leg, Part.WHOLESALE, operator, paying, wrong, 60);

    var asked = asked(wrong, wholesale(operator, "3"));
    var finance = caller(operator, "ann", Role.FINANCE);
    assertEquals(1, ratings.prepare(finance, asked).dryRun().legs());
    ratings.approve(caller(operator, "bob", Role.ADMIN), asked.id());
    assertEquals(ReRating.State.POSTED, awaitPosted(finance, asked.id()).state());
    assertEquals(eur("-3"), book.wallet(operator.id(), paying).orElseThrow().balance());
    assertEquals(
        eur("3"), BoughtCall.total(transaction.read(tenant.id(), c -> BoughtCall.of(c, leg))));
    assertEquals(before, transaction.read(operator.id(), Reconciliation::check));
    // decks of another relation do not stand in for it
    var other = asked(wrong, cost(operator));
    assertRefused("no-deck", () -> ratings.prepare(finance, other));
  }

  private UUID wholesale(Tenant operator, String price) throws SQLException {
    return deck(operator, "WHOLESALE", price, Currency.EUR);
  }

  private UUID cost(Tenant operator) throws SQLException {
    return deck(operator, "COST", "1", Currency.EUR);
  }

  private ReRating awaitPosted(Caller caller, UUID id) {
    for (long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        System.nanoTime() < end; ) {
      var rating = ratings.get(caller, id);
      if (rating.state() == ReRating.State.POSTED) {
        return rating;
      }
      desk.post(caller.tenant().id());
    }
    throw new AssertionError("it was not posted");
  }

  private Money balance() {
    return book.wallet(tenant.id(), wallet).orElseThrow().balance();
  }

  private UUID deck(String price) throws SQLException {
    return deck(price, Currency.EUR);
  }

  private UUID deck(String price, Currency currency) throws SQLException {
    return deck(tenant, "RETAIL", price, currency);
  }

  private UUID deck(Tenant of, String relation, String price, Currency currency)
      throws SQLException {
    var terms = DeckTerms.plain(UUID.randomUUID(), currency);
    var deck = RateDeck.compile(terms, List.of(rate(price)));
    version++;
    transaction.write(
        of.id(),
        c -> {
          DeckRows.write(c, of.id(), "Deck " + deck.id(), version, Instant.EPOCH, deck);
          return true;
        });
    try (var c = TestDatabase.get().superuser().getConnection();
        var s = c.prepareStatement("update meterline.rate_deck set relation = ? where id = ?")) {
      s.setString(1, relation);
      s.setObject(2, deck.id());
      s.executeUpdate();
    }
    return deck.id();
  }

  private static Rate rate(String price) {
    return Rate.to("49", "Germany").line(1).price(price).build();
  }

  /** A leg at 6 EUR a minute in the books and in the record. */
  private UUID call(UUID deck, String to, long seconds) {
    var leg = id(AT);
    book.limit(tenant.id(), wallet, eur("-900").units(), false);
    settle(leg, leg, Part.PAYER, tenant, wallet, deck, seconds);
    record(leg, to);
    return leg;
  }

  private void settle(
      UUID hold, UUID call, Part part, Tenant of, UUID paying, UUID deck, long seconds) {
    var tariff = Tariff.of(DeckTerms.plain(deck, Currency.EUR), rate("6"));
    var line = HoldLine.of(part, of.id(), paying, tariff);
    book.hold(
        book.take("node-" + hold, Duration.ofHours(1)),
        List.of(
            new HoldRequest(
                tenant.id(), hold, call, List.of(line), List.of(eur("6")), seconds, false, AT)));
    var cost = new Settlement.LineCost(TransferId.of(hold, "settled"), eur("6"), "Call", "[]");
    book.resolve(
        false,
        List.of(
            new Settlement(tenant.id(), hold, seconds, AT.plusSeconds(seconds), List.of(cost))));
  }

  private void record(UUID leg, String to) {
    transaction.write(
        tenant.id(),
        c -> {
          try (var s = c.createStatement()) {
            return s.execute(
                """
                insert into call_record (tenant, id, sequence, direction, caller, dialled, node,
                  began, talked_millis, recovered)
                values ('%1$s', '%2$s', 1, 'OUTGOING', '101', '%3$s', 'n', now(), 0, false);
                insert into call_leg (tenant, id, call, incoming, destination, began,
                  charged_millis, recovered)
                values ('%1$s', '%2$s', '%2$s', false, '%3$s', now(), 0, false)
                """
                    .formatted(tenant.id(), leg, to));
          }
        });
  }

  private static ReRating.Asked asked(UUID wrong, UUID corrected) {
    return new ReRating.Asked(
        id(),
        List.of(wrong),
        corrected,
        Instant.parse("2026-10-01T00:00:00Z"),
        Instant.parse("2026-11-01T00:00:00Z"),
        "A digit was missing");
  }

  private static ReRating.Asked with(ReRating.Asked asked, UUID id, String reason) {
    return new ReRating.Asked(
        id, asked.wrong(), asked.corrected(), asked.since(), asked.until(), reason);
  }

  private static ReRating.Asked during(ReRating.Asked asked, Instant since, Instant until) {
    return new ReRating.Asked(id(), asked.wrong(), asked.corrected(), since, until, asked.reason());
  }

  private static UUID id() {
    return id(NOW);
  }

  private static UUID id(Instant at) {
    var random = UUID.randomUUID();
    return new UUID(
        (at.toEpochMilli() << 16) | 0x7000 | (random.getMostSignificantBits() & 0xfff),
        random.getLeastSignificantBits());
  }

  private Caller caller(String subject, Role role) {
    return caller(tenant, subject, role);
  }

  private static Caller caller(Tenant of, String subject, Role role) {
    return new Caller(of, subject, subject + "@x.example", subject, role, null);
  }

  private static void assertRefused(String code, Executable use) {
    assertEquals(code, assertThrows(Refused.class, use).code());
  }

  private static Money eur(String amount) {
    return Money.parse(amount, Currency.EUR);
  }
}
