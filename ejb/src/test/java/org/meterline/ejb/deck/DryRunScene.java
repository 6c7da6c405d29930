package org.meterline.ejb.deck;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
import org.meterline.billing.deck.Columns;
import org.meterline.billing.deck.DeckReview;
import org.meterline.billing.deck.DeckReview.Relation;
import org.meterline.billing.deck.DryRun;
import org.meterline.billing.ledger.BookTransaction;
import org.meterline.billing.ledger.TransferId;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.payer.Offer;
import org.meterline.billing.payer.Payer;
import org.meterline.billing.payer.SponsorRows;
import org.meterline.billing.rate.DeckTerms;
import org.meterline.billing.rate.Rate;
import org.meterline.billing.rate.Tariff;
import org.meterline.billing.rerate.FreeLeg;
import org.meterline.billing.rerate.FreeLegRows;
import org.meterline.billing.rerate.TriedLegs;
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
import org.meterline.ejb.rerate.RecordedLegs;
import org.meterline.ejb.tenant.Caller;
import org.meterline.ejb.tenant.Role;
import org.meterline.ejb.tenant.Tenant;
import org.meterline.ejb.tenant.TenantTransaction;

/**
 * A tenant and the operator with their decks, and calls that were charged or free, for dry runs.
 */
abstract class DryRunScene {
  private static final AtomicInteger TESTS = new AtomicInteger();
  static final String CALLER = "+4917099988877";

  // everybody's deck is tried on the calls of all tenants: each test has hours of its own
  final Instant now =
      Instant.parse("2026-11-25T12:00:00Z").plusSeconds(7200L * TESTS.getAndIncrement());
  final Instant since = now.minusSeconds(3600);
  final Instant until = now.plusSeconds(3600);
  final TenantTransaction transaction = new TenantTransaction(TestDatabase.get().app());
  final TriedLegs legs =
      new TriedLegs(
          new BookTransaction(TestDatabase.get().app()),
          new PostgresWallets(TestDatabase.get().app()),
          RecordedLegs::of);
  final PostgresWallets book = new PostgresWallets(TestDatabase.get().app());
  final Clock clock = Clock.fixed(now, ZoneOffset.UTC);
  final Tenant tenant;
  final Tenant operator;
  final Decks decks;
  final Decks operators;
  final Caller finance;
  final Caller operating;

  DryRunScene() throws SQLException {
    tenant = TestDatabase.get().newTenantWithBooks("dry");
    operator = TestDatabase.get().operator();
    decks = new Decks(TestEntities.of(tenant), transaction, legs, clock);
    operators = new Decks(TestEntities.of(operator), transaction, legs, clock);
    finance = new Caller(tenant, "subject", "f@dry.example", "F", Role.FINANCE, null);
    operating = new Caller(operator, "subject", "f@operator.example", "F", Role.FINANCE, null);
  }

  /** Who pays, or is paid, with a wallet. */
  record Account(Tenant book, UUID payer, UUID wallet) {}

  /** What is charged for a leg. */
  record Charged(Part part, Account account, Tariff tariff, String cost) {
    /** By a deck's first line. */
    Charged(Part part, Account account, DeckReview deck, String cost) {
      this(part, account, DryRunScene.tariff(deck), cost);
    }

    boolean paysTheTenant() {
      return part == Part.PAYER || part == Part.SPONSOR;
    }
  }

  static String told(DryRun.Line line) {
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

  static String plain(BigDecimal amount) {
    return amount.signum() == 0 ? "0" : amount.stripTrailingZeros().toPlainString();
  }

  Account opened(Tenant in, UUID payer, PayerKind kind) {
    var wallet = UUID.randomUUID();
    book.open(new NewWallet(in.id(), wallet, payer, kind, "P", null, "W", eur("0")));
    if (kind != PayerKind.CARRIER) {
      book.limit(in.id(), wallet, eur("-90").units(), false);
    }
    return new Account(in, payer, wallet);
  }

  DeckReview retail(@Nullable UUID payer, String text) {
    return retail(Currency.EUR, payer, text);
  }

  DeckReview retail(Currency currency, @Nullable UUID payer, String text) {
    return decks.upload(finance, terms(currency, Relation.RETAIL, payer), bytes(text));
  }

  DeckReview drafted(Relation relation, @Nullable UUID payer, String text) {
    return operators.upload(operating, terms(Currency.EUR, relation, payer), bytes(text));
  }

  /** What a sponsor offers for a minute, in euros: a price of its own deck. */
  Tariff offered(Account sponsor, String price) {
    var terms = DeckTerms.plain(UUID.randomUUID(), Currency.EUR);
    var tariff = Tariff.of(terms, Rate.to(Rate.OFFER, "Bank").line(1).price(price).build());
    var of = new Payer(sponsor.wallet(), "Bank");
    var offer = new Offer(UUID.randomUUID(), sponsor.payer(), "Minutes", of, tariff, List.of());
    transaction.write(
        tenant.id(),
        c -> {
          SponsorRows.open(c, tenant.id(), new SponsorRows.Sponsor(sponsor.payer(), of, true, now));
          SponsorRows.make(c, tenant.id(), offer, now);
          return true;
        });
    return tariff;
  }

  DeckReview asked(Relation relation, @Nullable UUID payer, String text) {
    return operators.approve(operating, id(drafted(relation, payer, text)), null);
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static Decks.Upload terms(Currency currency, Relation relation, @Nullable UUID payer) {
    var terms = DeckTerms.plain(UUID.randomUUID(), currency);
    var name = "Dry " + terms.deck();
    return new Decks.Upload(terms, name, relation, payer, null, "deck.csv", Columns.USUAL);
  }

  void charged(String to, long seconds, Charged... charges) {
    charged(CALLER, to, false, seconds, charges);
  }

  /** A leg in the books and in the record. */
  void charged(String caller, String to, boolean incoming, long seconds, Charged... charges) {
    var leg = mint();
    var parts = List.of(charges);
    settle(leg, leg, now, seconds, parts.stream().filter(Charged::paysTheTenant).toList());
    settle(
        LegHold.bought(leg),
        leg,
        now,
        seconds,
        parts.stream().filter(c -> !c.paysTheTenant()).toList());
    record(leg, caller, to, incoming, seconds);
  }

  /** A leg of a minute that cost nothing by a deck's first line. */
  UUID free(String to, DeckReview deck, @Nullable Account payer) {
    return free(to, deck, payer, 60);
  }

  UUID free(String to, DeckReview deck, @Nullable Account payer, long seconds) {
    var leg = mint();
    var lines = new ArrayList<HoldLine>();
    if (payer != null) {
      lines.add(HoldLine.of(Part.PAYER, tenant.id(), payer.wallet(), tariff(deck)));
    }
    noted(new FreeLeg(leg, leg, tenant.id(), tenant.id(), now, tariff(deck), lines));
    record(leg, CALLER, to, false, seconds);
    return leg;
  }

  void noted(FreeLeg leg) {
    transaction.write(
        leg.book(),
        c -> {
          FreeLegRows.write(c, leg.book(), List.of(leg));
          return true;
        });
  }

  UUID mint() {
    var random = ThreadLocalRandom.current();
    return new UUID(
        now.toEpochMilli() << 16 | 0x7000 | random.nextInt(0x1000),
        UUID.randomUUID().getLeastSignificantBits());
  }

  void record(UUID leg, String caller, String to, boolean incoming, long seconds) {
    transaction.write(
        tenant.id(),
        c -> {
          try (var s = c.createStatement()) {
            return s.execute(
                """
                insert into call_record (tenant, id, sequence, direction, caller, dialled, node, began,
                  talked_millis, recovered)
                values ('%1$s', '%2$s', 1, 'OUTGOING', '%5$s', '%3$s', 'n', now(), 0, false);
                insert into call_leg (tenant, id, call, incoming, destination, began, answered, ended,
                  charged_millis, recovered)
                values ('%1$s', '%2$s', '%2$s', %4$s, '%3$s', now(), %7$s, now(), %6$s, false)
                """
                    .formatted(
                        tenant.id(),
                        leg,
                        to,
                        incoming,
                        caller,
                        seconds * 1000,
                        seconds > 0 ? "now()" : "null"));
          }
        });
  }

  /** A leg of no length was answered even so: what was granted for it came too late. */
  void answered(UUID leg) {
    transaction.write(
        tenant.id(),
        c -> {
          try (var s = c.createStatement()) {
            return s.execute("update call_leg set answered = ended where id = '" + leg + "'");
          }
        });
  }

  static Tariff tariff(DeckReview deck) {
    var terms = DeckTerms.plain(id(deck), Currency.EUR);
    return Tariff.of(terms, Rate.to("49", "x").line(2).build());
  }

  void settle(UUID hold, UUID call, Instant start, long seconds, List<Charged> charges) {
    if (charges.isEmpty()) {
      return;
    }
    hold(hold, call, start, Math.max(1, seconds), charges);
    var costs = new ArrayList<Settlement.LineCost>();
    for (var charge : charges) {
      costs.add(
          new Settlement.LineCost(
              TransferId.of(hold, "settled " + costs.size()), eur(charge.cost()), "Call", "[]"));
    }
    book.resolve(
        false,
        List.of(new Settlement(tenant.id(), hold, seconds, start.plusSeconds(seconds), costs)));
  }

  void hold(UUID hold, UUID call, Instant start, long granted, List<Charged> charges) {
    var lines = new ArrayList<HoldLine>();
    var held = new ArrayList<Money>();
    for (var charge : charges) {
      var account = charge.account();
      lines.add(HoldLine.of(charge.part(), account.book().id(), account.wallet(), charge.tariff()));
      held.add(eur(charge.part() == Part.CARRIER ? "0" : "1"));
    }
    book.hold(
        book.take("node-" + hold, Duration.ofHours(1)),
        List.of(new HoldRequest(tenant.id(), hold, call, lines, held, granted, false, start)));
  }

  static UUID id(DeckReview deck) {
    return deck.terms().deck();
  }

  static Money eur(String amount) {
    return Money.parse(amount, Currency.EUR);
  }
}
