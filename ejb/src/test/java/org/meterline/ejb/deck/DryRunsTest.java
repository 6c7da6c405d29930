package org.meterline.ejb.deck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.meterline.billing.deck.Columns;
import org.meterline.billing.deck.DeckReview;
import org.meterline.billing.deck.DeckReview.Relation;
import org.meterline.billing.deck.DryRun;
import org.meterline.billing.ledger.TransferId;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.rate.DeckTerms;
import org.meterline.billing.rate.Rate;
import org.meterline.billing.rate.Tariff;
import org.meterline.billing.wallet.HoldLine;
import org.meterline.billing.wallet.HoldLine.Part;
import org.meterline.billing.wallet.HoldRequest;
import org.meterline.billing.wallet.LegHold;
import org.meterline.billing.wallet.NewWallet;
import org.meterline.billing.wallet.NewWallet.PayerKind;
import org.meterline.billing.wallet.PostgresWallets;
import org.meterline.billing.wallet.Settlement;
import org.meterline.ejb.database.TestDatabase;
import org.meterline.ejb.database.TestEntities;
import org.meterline.ejb.refusal.Refused;
import org.meterline.ejb.tenant.Caller;
import org.meterline.ejb.tenant.Role;
import org.meterline.ejb.tenant.Tenant;
import org.meterline.ejb.tenant.TenantTransaction;

/**
 * Decks of all relations tried on calls that were charged, over PostgreSQL, and who may read where
 * calls went for it; the container's transaction is stood in for.
 */
class DryRunsTest {
  private static final AtomicInteger TESTS = new AtomicInteger();
  private static final String CALLER = "+4917099988877";

  // everybody's deck is tried on the calls of all tenants: each test has hours of its own
  private final Instant now =
      Instant.parse("2026-11-25T12:00:00Z").plusSeconds(7200L * TESTS.getAndIncrement());
  private final Instant since = now.minusSeconds(3600);
  private final Instant until = now.plusSeconds(3600);
  private final TenantTransaction transaction = new TenantTransaction(TestDatabase.get().app());
  private final PostgresWallets book = new PostgresWallets(TestDatabase.get().app());
  private final Clock clock = Clock.fixed(now, ZoneOffset.UTC);
  private final Tenant tenant;
  private final Tenant operator;
  private final Decks decks;
  private final Decks operators;
  private final Caller finance;
  private final Caller operating;

  DryRunsTest() throws SQLException {
    tenant = TestDatabase.get().newTenantWithBooks("dry");
    operator = TestDatabase.get().operator();
    decks = new Decks(TestEntities.of(tenant), transaction, clock);
    operators = new Decks(TestEntities.of(operator), transaction, clock);
    finance = new Caller(tenant, "subject", "f@dry.example", "F", Role.FINANCE, null);
    operating = new Caller(operator, "subject", "f@operator.example", "F", Role.FINANCE, null);
  }

  /** Who pays, or is paid, with a wallet. */
  private record Account(Tenant book, UUID payer, UUID wallet) {}

  /** What is charged for a leg by a deck's first line. */
  private record Charged(Part part, Account account, DeckReview deck, String cost) {
    boolean paysTheTenant() {
      return part == Part.PAYER || part == Part.SPONSOR;
    }
  }

  @Test
  void ofRetailAgainstWhatTheOperatorAsks() throws SQLException {
    var payer = opened(tenant, UUID.randomUUID(), PayerKind.CUSTOMER);
    var buyer = opened(operator, tenant.id(), PayerKind.CUSTOMER);
    var old = retail(null, "prefix,destination,price\n49,Germany,0.06\n");
    decks.approve(finance, id(old), null);
    var asked = asked(Relation.WHOLESALE, tenant.id(), "prefix,price\n49,0.03\n");
    charged("+4930123456", 60, new Charged(Part.PAYER, payer, old, "0.06"));
    var bought = new Charged(Part.WHOLESALE, buyer, asked, "0.02");
    charged("+4930123457", 60, new Charged(Part.PAYER, payer, old, "0.06"), bought);
    charged("+4989123456", 30, new Charged(Part.PAYER, payer, old, "0.03"));
    charged("+4989123456", 0, new Charged(Part.PAYER, payer, old, "0"));

    var text = "prefix,destination,price\n4930,Berlin,0.12\n";
    var result = decks.preview(finance, id(retail(null, text)), since, until).result();
    assertEquals(1, result.unpriced());
    assertEquals("Berlin", result.destinations().getFirst().destination());
    assertEquals(
        "2 legs, charged 0.12 would 0.24 revenue 0.24 cost 0.06 margin 0.18 before 0.1",
        told(result.total()));
    // a payer's own deck is tried on that payer's calls, and everybody's on those of all others
    var own = retail(payer.payer(), text);
    assertEquals(2, decks.preview(finance, id(own), since, until).result().total().legs());
    var other = retail(opened(tenant, UUID.randomUUID(), PayerKind.CUSTOMER).payer(), text);
    assertEquals(0, decks.preview(finance, id(other), since, until).result().total().legs());
    decks.approve(finance, id(own), null);
    var everybodys = decks.preview(finance, id(retail(null, text)), since, until).result();
    assertEquals(2, everybodys.pricedBefore());
    assertEquals(0, everybodys.total().legs());
    // last month nobody called
    var lastMonth = decks.preview(finance, id(own), null, null);
    assertEquals(0, lastMonth.result().total().legs());
    assertEquals(Instant.parse("2026-09-30T22:00:00Z"), lastMonth.since());
  }

  @Test
  void whatASponsorPaidAPartOfIsNotComparedWithTheWholePrice() throws SQLException {
    var payer = opened(tenant, UUID.randomUUID(), PayerKind.CUSTOMER);
    var sponsor = opened(tenant, UUID.randomUUID(), PayerKind.SPONSOR);
    var old = retail(null, "prefix,destination,price\n49,Germany,0.06\n");
    charged("+4930123456", 60, new Charged(Part.PAYER, payer, old, "0.06"));
    charged(
        "+4930123457",
        60,
        new Charged(Part.SPONSOR, sponsor, old, "0.02"),
        new Charged(Part.PAYER, payer, old, "0.04"));
    var draft = retail(null, "prefix,price\n49,0.12\n");
    var total = decks.preview(finance, id(draft), since, until).result().total();
    assertEquals(1, total.legs());
  }

  @Test
  void ofWholesaleAgainstWhatCarriersAskAndOfCostAgainstWhatTenantsPay() throws SQLException {
    var buyer = opened(operator, tenant.id(), PayerKind.CUSTOMER);
    var north = opened(operator, UUID.randomUUID(), PayerKind.CARRIER);
    var south = opened(operator, UUID.randomUUID(), PayerKind.CARRIER);
    var sold = asked(Relation.WHOLESALE, tenant.id(), "prefix,price\n49,0.04\n33,0.04\n");
    var asks = asked(Relation.COST, north.payer(), "prefix,price\n49,0.02\n");
    var souths = asked(Relation.COST, south.payer(), "prefix,price\n44,1\n");
    var wholesale = new Charged(Part.WHOLESALE, buyer, sold, "0.04");
    charged("+4930123456", 60, wholesale, new Charged(Part.CARRIER, north, asks, "0.01"));
    // of two carriers the second one carried it
    charged(
        "+33123456789",
        60,
        wholesale,
        new Charged(Part.CARRIER, north, asks, "0"),
        new Charged(Part.CARRIER, south, souths, "0.03"));
    // over a trunk of the tenant's own: nobody is owed
    charged("+4930123457", 60, wholesale);

    var draft = drafted(Relation.WHOLESALE, tenant.id(), "prefix,price\n49,0.05\n33,0.10\n");
    var result = operators.preview(operating, id(draft), since, until).result();
    assertEquals(1, result.withoutOpposite());
    assertEquals(
        "3 legs, charged 0.12 would 0.2 revenue 0.2 cost 0.05 margin 0.15 before 0.08",
        told(result.total()));

    var dearer = drafted(Relation.COST, north.payer(), "prefix,price\n49,0.03\n");
    var owed = operators.preview(operating, id(dearer), since, until).result();
    assertEquals(
        "1 legs, charged 0.01 would 0.03 revenue 0.04 cost 0.03 margin 0.01 before 0.03",
        told(owed.total()));

    // everybody's deck does not price what a tenant's own does
    var everybodys = drafted(Relation.WHOLESALE, null, "prefix,price\n49,0.01\n33,0.01\n");
    assertEquals(
        3, operators.preview(operating, id(everybodys), since, until).result().pricedBefore());
    assertEquals(
        "not-found",
        assertThrows(Refused.class, () -> decks.preview(finance, id(everybodys), since, until))
            .code());
  }

  /** Though the only carrier that had a price was in the hold, it is owed nothing. */
  @Test
  void overATrunkOfTheTenantsOwnNoCarrierCarriedIt() throws SQLException {
    var buyer = opened(operator, tenant.id(), PayerKind.CUSTOMER);
    var north = opened(operator, UUID.randomUUID(), PayerKind.CARRIER);
    var sold = asked(Relation.WHOLESALE, tenant.id(), "prefix,price\n49,0.04\n");
    var asks = asked(Relation.COST, north.payer(), "prefix,price\n49,0.02\n");
    charged(
        "+4930123456",
        60,
        new Charged(Part.WHOLESALE, buyer, sold, "0.04"),
        new Charged(Part.CARRIER, north, asks, "0"));
    var dearer = drafted(Relation.COST, north.payer(), "prefix,price\n49,0.03\n");
    assertEquals(1, operators.preview(operating, id(dearer), since, until).result().total().legs());
    String name = "own-" + tenant.id();
    try (var c = TestDatabase.get().superuser().getConnection();
        var s = c.createStatement()) {
      s.execute(
          "insert into meterline.trunk (id, name, host, port, transport, prefixes, owner)"
              + " values (gen_random_uuid(), '%s', 'h', 5060, 'udp', '{}', '%s')"
                  .formatted(name, tenant.id()));
      s.execute(
          "update meterline.call_leg set trunk = '%s' where tenant = '%s'"
              .formatted(name, tenant.id()));
    }
    assertEquals(0, operators.preview(operating, id(dearer), since, until).result().total().legs());
  }

  @Test
  void aPageAtATimeIsAll() throws SQLException {
    var buyer = opened(operator, tenant.id(), PayerKind.CUSTOMER);
    var sold = asked(Relation.WHOLESALE, tenant.id(), "prefix,price\n49,0.04\n");
    var wholesale = new Charged(Part.WHOLESALE, buyer, sold, "0.04");
    for (int i = 0; i < 7; i++) {
      charged("+493012345" + i, i % 3 == 0 ? 0 : 60, wholesale);
    }
    for (int atATime : new int[] {1, 2, 7, 8}) {
      var numbers = new ArrayList<String>();
      transaction.read(
          operator.id(),
          c -> {
            CarriedLegs.read(c, tenant.id(), since, until, atATime, leg -> numbers.add(leg.to()));
            return true;
          });
      assertEquals(
          List.of("+4930123451", "+4930123452", "+4930123454", "+4930123455"),
          numbers.stream().sorted().toList());
    }
  }

  @Test
  void whereCallsWentIsToldInTheOperatorsBookAlone() throws SQLException {
    var buyer = opened(operator, tenant.id(), PayerKind.CUSTOMER);
    var payer = opened(tenant, UUID.randomUUID(), PayerKind.CUSTOMER);
    var sold = asked(Relation.WHOLESALE, tenant.id(), "prefix,price\n49,0.04\n");
    var retail = retail(null, "prefix,price\n49,0.06\n");
    charged("+4930123456", 60, new Charged(Part.WHOLESALE, buyer, sold, "0.04"));
    // not charged by the operator, not answered, and no number
    charged("+4930999991", 60, new Charged(Part.PAYER, payer, retail, "0.06"));
    charged("+4930999992", 0, new Charged(Part.WHOLESALE, buyer, sold, "0"));
    charged("103", "+4930999993", true, 60, new Charged(Part.WHOLESALE, buyer, sold, "0.04"));

    var other = TestDatabase.get().newTenantWithBooks("nosy");
    for (var asking : new @Nullable UUID[] {tenant.id(), other.id(), UUID.randomUUID(), null}) {
      for (var whose : List.of(tenant.id(), other.id(), operator.id())) {
        assertEquals("42501", state(asking, whose, until), asking + " of " + whose);
      }
    }
    assertEquals("22023", state(operator.id(), tenant.id(), since.plus(Duration.ofDays(367))));
    var told = told(operator.id(), tenant.id(), until);
    assertEquals(4, told.size());
    assertEquals(1, told.stream().filter(row -> row.contains("+4930123456,")).count());
    assertFalse(told.toString().contains("999"), told.toString());
    assertFalse(told.toString().contains(CALLER), told.toString());
    assertEquals(List.of(), told(operator.id(), other.id(), until));
    assertTrue(told(operator.id(), tenant.id(), since.plusSeconds(1)).isEmpty());
    // the operator sees no row of the record by itself
    assertEquals(
        0,
        transaction.<Integer>read(
            operator.id(),
            c -> {
              try (var s = c.createStatement();
                  var row = s.executeQuery("select count(*) from call_leg")) {
                row.next();
                return row.getInt(1);
              }
            }));
  }

  /** What the database says to who asks: the state of its error. */
  private String state(@Nullable UUID asking, UUID whose, Instant until) {
    return assertThrows(SQLException.class, () -> told(asking, whose, until)).getSQLState();
  }

  /** Rows of the function as text, asked as the application's user. */
  private List<String> told(@Nullable UUID asking, UUID whose, Instant until) throws SQLException {
    try (var c = TestDatabase.get().app().getConnection()) {
      c.setAutoCommit(false);
      try (var s = c.createStatement()) {
        s.execute(
            "select set_config('meterline.tenant', '%s', true)"
                .formatted(asking == null ? "" : asking));
        var rows = new ArrayList<String>();
        try (var row =
            s.executeQuery(
                "select l::text from carried_legs('%s', '%s', '%s', null, 100) l"
                    .formatted(whose, since, until))) {
          while (row.next()) {
            rows.add(row.getString(1));
          }
        }
        return rows;
      } finally {
        c.rollback();
      }
    }
  }

  private static String told(DryRun.Line line) {
    var own = line.own();
    assertEquals(List.of(), line.others());
    return "%d legs, charged %s would %s revenue %s cost %s margin %s before %s"
        .formatted(
            line.legs(),
            plain(own.charged()),
            plain(own.would()),
            plain(own.revenue()),
            plain(own.cost()),
            plain(own.margin()),
            plain(own.marginBefore()));
  }

  private static String plain(BigDecimal amount) {
    return amount.signum() == 0 ? "0" : amount.stripTrailingZeros().toPlainString();
  }

  private Account opened(Tenant in, UUID payer, PayerKind kind) {
    var wallet = UUID.randomUUID();
    book.open(new NewWallet(in.id(), wallet, payer, kind, "P", null, "W", eur("0")));
    if (kind != PayerKind.CARRIER) {
      book.limit(in.id(), wallet, eur("-90").units(), false);
    }
    return new Account(in, payer, wallet);
  }

  private DeckReview retail(@Nullable UUID payer, String text) {
    return decks.upload(finance, terms(Relation.RETAIL, payer), bytes(text));
  }

  private DeckReview drafted(Relation relation, @Nullable UUID payer, String text) {
    return operators.upload(operating, terms(relation, payer), bytes(text));
  }

  private DeckReview asked(Relation relation, @Nullable UUID payer, String text) {
    return operators.approve(operating, id(drafted(relation, payer, text)), null);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Decks.Upload terms(Relation relation, @Nullable UUID payer) {
    var terms = DeckTerms.plain(UUID.randomUUID(), Currency.EUR);
    var name = "Dry " + terms.deck();
    return new Decks.Upload(terms, name, relation, payer, null, "deck.csv", Columns.USUAL);
  }

  private void charged(String to, long seconds, Charged... charges) {
    charged(CALLER, to, false, seconds, charges);
  }

  /** A leg in the books and in the record. */
  private void charged(
      String caller, String to, boolean incoming, long seconds, Charged... charges) {
    var random = ThreadLocalRandom.current();
    var leg =
        new UUID(
            now.toEpochMilli() << 16 | 0x7000 | random.nextInt(0x1000),
            UUID.randomUUID().getLeastSignificantBits());
    var parts = List.of(charges);
    settle(leg, leg, seconds, parts.stream().filter(Charged::paysTheTenant).toList());
    settle(
        LegHold.bought(leg), leg, seconds, parts.stream().filter(c -> !c.paysTheTenant()).toList());
    transaction.write(
        tenant.id(),
        c -> {
          try (var s = c.createStatement()) {
            return s.execute(
                """
                insert into call_record (tenant, id, sequence, direction, caller, dialled, node, began,
                  talked_millis, recovered)
                values ('%1$s', '%2$s', 1, 'OUTGOING', '%5$s', '%3$s', 'n', now(), 0, false);
                insert into call_leg (tenant, id, call, incoming, destination, began, charged_millis,
                  recovered)
                values ('%1$s', '%2$s', '%2$s', %4$s, '%3$s', now(), 0, false)
                """
                    .formatted(tenant.id(), leg, to, incoming, caller));
          }
        });
  }

  private void settle(UUID hold, UUID call, long seconds, List<Charged> charges) {
    if (charges.isEmpty()) {
      return;
    }
    var lines = new ArrayList<HoldLine>();
    var held = new ArrayList<Money>();
    var costs = new ArrayList<Settlement.LineCost>();
    for (var charge : charges) {
      var terms = DeckTerms.plain(id(charge.deck()), Currency.EUR);
      var tariff = Tariff.of(terms, Rate.to("49", "x").line(2).build());
      var account = charge.account();
      lines.add(HoldLine.of(charge.part(), account.book().id(), account.wallet(), tariff));
      held.add(eur(charge.part() == Part.CARRIER ? "0" : "1"));
      costs.add(
          new Settlement.LineCost(
              TransferId.of(hold, "settled " + costs.size()), eur(charge.cost()), "Call", "[]"));
    }
    book.hold(
        book.take("node-" + hold, Duration.ofHours(1)),
        List.of(new HoldRequest(tenant.id(), hold, call, lines, held, 60, false, now)));
    book.resolve(
        false,
        List.of(new Settlement(tenant.id(), hold, seconds, now.plusSeconds(seconds), costs)));
  }

  private static UUID id(DeckReview deck) {
    return deck.terms().deck();
  }

  private static Money eur(String amount) {
    return Money.parse(amount, Currency.EUR);
  }
}
