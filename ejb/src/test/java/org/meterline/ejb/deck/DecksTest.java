package org.meterline.ejb.deck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.meterline.billing.deck.Columns;
import org.meterline.billing.deck.DeckReview;
import org.meterline.billing.deck.DeckReview.Relation;
import org.meterline.billing.deck.DeckReview.State;
import org.meterline.billing.ledger.BookTransaction;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.rate.DeckTerms;
import org.meterline.billing.rate.Match;
import org.meterline.billing.rate.TaxRate;
import org.meterline.billing.rerate.TriedLegs;
import org.meterline.billing.tax.TaxBook;
import org.meterline.billing.tax.TaxTerm;
import org.meterline.billing.wallet.NewWallet;
import org.meterline.billing.wallet.NewWallet.PayerKind;
import org.meterline.billing.wallet.PostgresWallets;
import org.meterline.ejb.charge.Rates;
import org.meterline.ejb.database.TestDatabase;
import org.meterline.ejb.database.TestEntities;
import org.meterline.ejb.page.Ask;
import org.meterline.ejb.refusal.Refused;
import org.meterline.ejb.rerate.RecordedLegs;
import org.meterline.ejb.tenant.Caller;
import org.meterline.ejb.tenant.Role;
import org.meterline.ejb.tenant.Tenant;
import org.meterline.ejb.tenant.TenantTransaction;

/** Decks from upload to rollback, over PostgreSQL; the container's transaction is stood in for. */
class DecksTest {
  private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
  private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

  private final TenantTransaction transaction = new TenantTransaction(TestDatabase.get().app());
  private final TriedLegs legs =
      new TriedLegs(
          new BookTransaction(TestDatabase.get().app()),
          new PostgresWallets(TestDatabase.get().app()),
          RecordedLegs::of);
  private final Tenant tenant;
  private final Tenant operator;
  private final Decks decks;
  private final Decks operators;
  private final Caller finance;
  private final Caller operating;

  DecksTest() throws SQLException {
    tenant = TestDatabase.get().newTenantWithBooks("decks");
    operator = TestDatabase.get().operator();
    decks = new Decks(TestEntities.of(tenant), transaction, legs, CLOCK);
    operators = new Decks(TestEntities.of(operator), transaction, legs, CLOCK);
    finance = caller(Role.FINANCE);
    operating = new Caller(operator, "subject", "f@operator.example", "F", Role.FINANCE, null);
  }

  @Test
  void aDeckComesIntoForceAtItsInstantAndIsTakenBack() {
    var rates = new Rates(transaction, CLOCK);
    var first = upload(Relation.RETAIL, "prefix,price\n49,0.06\n");
    assertEquals(State.DRAFT, first.state());
    var soon = decks.approve(finance, id(first), null);
    assertEquals(NOW.plusSeconds(30), soon.from());
    assertEquals("none", price(rates, NOW.plusSeconds(29)));
    assertEquals("0.06", price(rates, NOW.plusSeconds(30)));

    var second = upload(Relation.RETAIL, "prefix,price\n49,0.09\n");
    decks.approve(finance, id(second), NOW.plusSeconds(60));
    rates.refresh();
    assertEquals("0.06", price(rates, NOW.plusSeconds(59)));
    assertEquals("0.09", price(rates, NOW.plusSeconds(60)));

    assertEquals(State.WITHDRAWN, decks.withdraw(finance, id(second)).state());
    rates.refresh();
    assertEquals("0.06", price(rates, NOW.plusSeconds(60)));
    assertEquals(State.WITHDRAWN, decks.withdraw(finance, id(second)).state());

    var page = decks.list(finance, new Ask(null, 1));
    assertEquals(1, page.items().size());
    assertEquals(1, decks.list(finance, new Ask(page.next(), 1)).items().size());
  }

  @Test
  void aDeckComesIntoForceWhenItsDraftSays() {
    var newYear = Instant.parse("2026-12-31T23:00:00Z");
    assertEquals(newYear, decks.approve(finance, id(meant(newYear)), null).from());
    var rates = new Rates(transaction, () -> newYear);
    assertEquals("none", price(rates, newYear.minusSeconds(1)));
    assertEquals("0.06", price(rates, newYear));
    // another date takes the place of the draft's own, a sooner one too
    var later = newYear.plusSeconds(86_400);
    assertEquals(later, decks.approve(finance, id(meant(newYear)), later).from());
    var sooner = NOW.plusSeconds(3600);
    assertEquals(sooner, decks.approve(finance, id(meant(newYear)), sooner).from());
    assertEquals(NOW.plusSeconds(30), decks.approve(finance, id(meant(newYear)), NOW).from());
    // what is past or too soon for every node to know of it
    for (long seconds : new long[] {-86_400, 0, 29, 30}) {
      var draft = meant(NOW.plusSeconds(seconds));
      assertEquals(NOW.plusSeconds(30), decks.approve(finance, id(draft), null).from());
    }
    assertEquals(
        NOW.plusSeconds(31), decks.approve(finance, id(meant(NOW.plusSeconds(31))), null).from());
  }

  @Test
  void theOperatorSaysWhatTenantsPayAndCarriersAsk() {
    var carrier = opened(UUID.randomUUID(), PayerKind.CARRIER);
    opened(tenant.id(), PayerKind.CUSTOMER);
    // where nobody calls: what carriers ask counts for every tenant
    var text = "prefix,price\n9999,0.01\n";
    var cost = asked(Relation.COST, carrier, text);
    assertEquals(carrier, cost.payer());
    assertEquals("P", cost.payerName());
    assertEquals(tenant.id(), asked(Relation.WHOLESALE, tenant.id(), text).payer());
    assertRefused("carrier-needed", () -> asked(Relation.COST, null, text));
    assertRefused("carrier-needed", () -> asked(Relation.COST, tenant.id(), text));
    assertRefused("payer-is-carrier", () -> asked(Relation.WHOLESALE, carrier, text));
    assertRefused("not-found", () -> asked(Relation.COST, UUID.randomUUID(), text));
    assertRefused("operator-only", () -> upload(Relation.COST, carrier, text));
    assertRefused("operator-only", () -> upload(Relation.WHOLESALE, text));
    assertRefused("not-found", () -> decks.get(finance, id(cost)));
  }

  @Test
  void whatCannotBeDoneIsNamed() {
    assertRefused("deck-unreadable", () -> upload(Relation.RETAIL, "prefix\n49\n"));
    var wrong = upload(Relation.RETAIL, "prefix,price\n49,dear\n");
    assertEquals(1, wrong.wrongRows());
    assertEquals("not a price: dear", wrong.problems().getFirst().reason());
    assertRefused("deck-has-problems", () -> decks.approve(finance, id(wrong), null));
    assertRefused("deck-has-problems", () -> decks.preview(finance, id(wrong), null, null));
    var sound = upload(Relation.RETAIL, "prefix,price\n49,1\n");
    assertRefused("invalid", () -> decks.approve(finance, id(sound), NOW.minusSeconds(1)));
    assertRefused("invalid", () -> decks.preview(finance, id(sound), NOW, NOW));
    decks.withdraw(finance, id(sound));
    assertRefused("deck-not-draft", () -> decks.approve(finance, id(sound), null));
    assertRefused("not-found", () -> decks.get(finance, UUID.randomUUID()));
    assertRefused("forbidden", () -> decks.list(caller(Role.AGENT), Ask.first()));
    assertRefused("forbidden", () -> decks.withdraw(caller(Role.PAYER), id(sound)));
    assertRefused(
        "not-found", () -> upload(Relation.RETAIL, UUID.randomUUID(), "prefix,price\n49,1\n"));
  }

  @Test
  void aDeckWithoutARateForItsClassIsNotApproved() {
    var deck = upload(Relation.RETAIL, "prefix,price\n49,0.06\n");
    tax(tenant, "FR telecom 0.2 2026-11-25");
    var refused = assertThrows(Refused.class, () -> decks.approve(finance, id(deck), null));
    assertEquals("tax-rate-missing", refused.code());
    assertEquals(
        "There is no rate of tax for the class standard in FR on 2026-11-25, though there is one"
            + " for another class: add it, of 0 % if no tax is due.",
        refused.getMessage());
    // what carriers ask is not taxed
    tax(operator, "FR telecom 0.2 2026-11-25");
    asked(Relation.COST, opened(UUID.randomUUID(), PayerKind.CARRIER), "prefix,price\n9999,0.03\n");
    // what tenants pay is, by the rates of the operator's book
    assertRefused(
        "tax-rate-missing", () -> asked(Relation.WHOLESALE, null, "prefix,price\n9999,0.03\n"));
    opened(tenant.id(), PayerKind.CUSTOMER);
    asked(Relation.WHOLESALE, tenant.id(), "prefix,price\n9999,0.03\n");
    var gaps = transaction.read(operator.id(), c -> new TaxBook(c).gaps(NOW));
    assertEquals(List.of(new TaxBook.Gap("FR", "standard", LocalDate.parse("2026-11-25"))), gaps);
    tax(tenant, "FR standard 0 2026-11-26");
    assertRefused("tax-rate-missing", () -> decks.approve(finance, id(deck), null));
    // the day counts on which it begins, in the book's zone
    var midnight = Instant.parse("2026-11-25T23:00:00Z");
    assertRefused(
        "tax-rate-missing", () -> decks.approve(finance, id(deck), midnight.minusSeconds(1)));
    assertEquals(State.APPROVED, decks.approve(finance, id(deck), midnight).state());
  }

  /** Opens a wallet in the operator's book; gives its payer. */
  private UUID opened(UUID payer, PayerKind kind) {
    new PostgresWallets(TestDatabase.get().app())
        .open(
            new NewWallet(operator.id(), UUID.randomUUID(), payer, kind, "P", null, "W", eur("0")));
    return payer;
  }

  /** A deck of the operator's that is in force from now on. */
  private DeckReview asked(Relation relation, @Nullable UUID payer, String text) {
    var upload = terms(relation, payer);
    var deck = operators.upload(operating, upload, text.getBytes(StandardCharsets.UTF_8));
    return operators.approve(operating, id(deck), null);
  }

  private void tax(Tenant tenant, String text) {
    var words = text.split(" ", -1);
    var term =
        new TaxTerm(
            UUID.randomUUID(),
            words[1],
            new TaxRate(words[0], new BigDecimal(words[2])),
            LocalDate.parse(words[3]),
            null);
    var outcome =
        transaction.write(tenant.id(), c -> new TaxBook(c).add(tenant.id(), term, "t", NOW));
    assertEquals(TaxBook.Outcome.ADDED, outcome);
  }

  private DeckReview upload(Relation relation, String text) {
    return upload(relation, null, text);
  }

  private DeckReview upload(Relation relation, @Nullable UUID payer, String text) {
    return decks.upload(finance, terms(relation, payer), text.getBytes(StandardCharsets.UTF_8));
  }

  /** A draft that says when it is to come into force. */
  private DeckReview meant(Instant from) {
    var text = "prefix,price\n49,0.06\n".getBytes(StandardCharsets.UTF_8);
    return decks.upload(finance, terms(Relation.RETAIL, null, from), text);
  }

  private static Decks.Upload terms(Relation relation, @Nullable UUID payer) {
    return terms(relation, payer, null);
  }

  private static Decks.Upload terms(
      Relation relation, @Nullable UUID payer, @Nullable Instant from) {
    return new Decks.Upload(
        DeckTerms.plain(UUID.randomUUID(), Currency.EUR),
        "Deck " + relation,
        relation,
        payer,
        from,
        "deck.csv",
        Columns.USUAL);
  }

  private String price(Rates rates, Instant at) {
    return rates
        .match(tenant.id(), null, "+4930123456", at)
        .map(
            match ->
                match instanceof Match.Priced priced
                    ? priced.tariff().rate().price().stripTrailingZeros().toPlainString()
                    : match.explanation())
        .orElse("none");
  }

  private static UUID id(DeckReview deck) {
    return deck.terms().deck();
  }

  private Caller caller(Role role) {
    return new Caller(tenant, "subject", "someone@decks.example", "Someone", role, null);
  }

  private static void assertRefused(String code, Executable use) {
    assertEquals(code, assertThrows(Refused.class, use).code());
  }

  private static Money eur(String amount) {
    return Money.parse(amount, Currency.EUR);
  }
}
