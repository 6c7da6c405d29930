package org.meterline.ejb.charge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.meterline.ejb.charge.ChargedTenant.AT;
import static org.meterline.ejb.charge.ChargedTenant.ended;
import static org.meterline.ejb.charge.ChargedTenant.eur;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.meterline.billing.ledger.Account;
import org.meterline.billing.ledger.Ledger;
import org.meterline.billing.money.Currency;
import org.meterline.billing.payer.PayerRule.Below;
import org.meterline.billing.rate.DeckTerms;
import org.meterline.billing.rate.Rate;
import org.meterline.billing.rate.RateDeck;
import org.meterline.billing.rerate.ReRating;
import org.meterline.billing.seal.Seals;
import org.meterline.billing.tax.InputTax;
import org.meterline.billing.wallet.Debts;
import org.meterline.billing.wallet.NewWallet.PayerKind;
import org.meterline.billing.wallet.Pocket;
import org.meterline.ejb.Patience;
import org.meterline.ejb.database.TestDatabase;
import org.meterline.ejb.database.TestEntities;
import org.meterline.ejb.ledger.Journals;
import org.meterline.ejb.ledger.Periods;
import org.meterline.ejb.page.Ask;
import org.meterline.ejb.rerate.ReRatingDesk;
import org.meterline.ejb.rerate.ReRatings;
import org.meterline.ejb.sponsor.PayerRuling;
import org.meterline.ejb.tenant.Caller;
import org.meterline.ejb.tenant.Role;
import org.meterline.ejb.tenant.Tenant;
import org.meterline.ejb.wallet.Corrections;
import org.meterline.ejb.wallet.Purchasing;
import org.meterline.ejb.wallet.Wallets;
import org.meterline.telephony.call.CallAuthority.Granted;
import org.meterline.telephony.call.CallId;
import org.meterline.telephony.call.Destination;
import org.meterline.telephony.call.E164;
import org.meterline.telephony.call.LegId;

/**
 * Whatever can be posted, in a tenant whose payers, callers, callees and staff all have a name, a
 * number or an address. Reasons that people write are as the manual wants them.
 */
final class PersonsStory implements AutoCloseable {
  /** Who pays and calls, their address; a sponsor; a fact of the session; a number; the staff's. */
  static final List<String> WORDS =
      List.of("kaltwasser", "annegret@", "vogelsang", "sonntag", "5550123", "winterfeld@");

  private static final String USER = "kaltwasser";
  private static final String NUMBER = "+976655550123456";

  /** There is no price for it in the corrected deck. */
  private static final String OTHER_NUMBER = "+976645550123456";

  private static final Instant NEXT_DAY = AT.plus(Duration.ofDays(1));
  private static final Clock CLOCK = Clock.fixed(NEXT_DAY, ZoneOffset.UTC);

  private final ChargedTenant tenant = new ChargedTenant();
  private final RateDeck wrong = deck("97665", "97664");
  private final RateDeck corrected = deck("97665");
  private final Tenant whose;
  private final Caller finance;
  private final Caller second;
  private Charging charging;

  PersonsStory() throws SQLException {
    tenant
        .deck(wrong)
        .taxes("DE standard 0.19 2026-11-22")
        .phone(USER, "90.00")
        .sponsor(
            "Vogelsang",
            "0.02",
            Rate.to(Rate.OFFER, "Offer").price("0.60"),
            "customer.name starts Irmgard");
    whose = new Tenant(tenant.id, "T", "t", tenant.domain, ZoneOffset.UTC, "DE");
    finance = caller("s-1");
    second = caller("s-2");
    var operator = new OperatorScene(tenant);
    var wholesale = UUID.randomUUID();
    operator.wallet(wholesale, tenant.id, PayerKind.CUSTOMER);
    operator.topUp(wholesale, "9.00");
    operator.deck("WHOLESALE", tenant.id, Rate.to("9766", "Mongolia").price("0.03"));
    operator.carrier(UUID.randomUUID(), Rate.to("9766", "Mongolia").price("0.012"));
    charging = tenant.start("node-" + tenant.id);
  }

  private static RateDeck deck(String... prefixes) {
    var rates = new ArrayList<Rate>();
    for (var prefix : prefixes) {
      rates.add(
          Rate.to(prefix, "Mongolia")
              .line(rates.size() + 1)
              .price(prefixes.length == 1 ? "0.30" : "0.60")
              .increments(1, 1)
              .build());
    }
    return RateDeck.compile(DeckTerms.plain(UUID.randomUUID(), Currency.EUR), rates);
  }

  private Caller caller(String subject) {
    return new Caller(whose, subject, "winterfeld@staff.example", "Winterfeld", Role.FINANCE, null);
  }

  UUID tenant() {
    return tenant.id;
  }

  @Override
  public void close() {
    charging.close();
  }

  void tell() throws Exception {
    people();
    sponsoredAndHandedOver();
    call(OTHER_NUMBER);
    recovered();
    chargedAnew();
    refunded(call(NUMBER));
    sold();
    journals();
    new Seals(TestDatabase.get().app()).seal(tenant.id);
    assertEquals(List.of(), tenant.differences());
  }

  private void people() throws SQLException {
    TestDatabase.get()
        .execute(
            whose,
            "update payer set email = 'annegret@kaltwasser.example', name = 'Annegret Kaltwasser'"
                + " where name = 'kaltwasser'");
    new PayerRuling(TestEntities.of(whose), CLOCK)
        .set(finance, List.of("sponsors then next", "caller then end"), 180, Below.ACCEPTED, null);
    tenant.transaction.write(tenant.id, c -> new InputTax(c).set(tenant.id, false, "s-1"));
    charging.payerRules().refresh();
  }

  private LegId ask(CallId call, String number) throws SQLException {
    var leg = new LegId(id(AT));
    var to = new Destination.Outside(tenant.domain, new E164(number));
    var facts = Map.of("customer.name", "Irmgard Sonntag", "cart.value", "80 EUR");
    assertInstanceOf(
        Granted.class, tenant.admit(charging, tenant.asks(USER, call, leg, to, facts)));
    TestDatabase.get()
        .execute(
            whose,
            "update call_leg set destination = '%s' where id = '%s'"
                .formatted(number, leg.value()));
    return leg;
  }

  private CallId call(String number) throws Exception {
    var call = CallId.mint();
    var leg = ask(call, number);
    tenant.post(charging, ended(call, leg, 9, Duration.ofSeconds(10)));
    return call;
  }

  private void sponsoredAndHandedOver() throws Exception {
    var call = CallId.mint();
    var leg = ask(call, NUMBER);
    assertInstanceOf(Granted.class, charging.authority().extend(leg, 1, Duration.ofSeconds(1)));
    tenant.post(charging, ended(call, leg, 9, Duration.ofSeconds(9)));
  }

  private void recovered() throws SQLException {
    var leg = ask(CallId.mint(), NUMBER);
    assertInstanceOf(Granted.class, charging.authority().extend(leg, 1, Duration.ofSeconds(8)));
    charging.close();
    charging = tenant.start("node-" + tenant.id);
    charging.recover();
  }

  private void chargedAnew() throws InterruptedException {
    tenant.deck(corrected);
    try (var desk = new ReRatingDesk(TestDatabase.get().app())) {
      var ratings = new ReRatings(desk, CLOCK);
      for (var approved : List.of(false, true)) {
        var asked =
            new ReRating.Asked(
                id(),
                List.of(wrong.id()),
                corrected.id(),
                AT.minus(Duration.ofDays(1)),
                NEXT_DAY,
                "Twice the price");
        var prepared = ratings.prepare(finance, asked);
        assertEquals(1, prepared.dryRun().unrated(), prepared::toString);
        if (approved) {
          ratings.approve(second, asked.id());
          Patience.until(
              "all is posted",
              () -> ratings.get(finance, asked.id()).state() == ReRating.State.POSTED);
        } else {
          ratings.reject(second, asked.id(), "Not yet");
        }
      }
    }
  }

  private void refunded(CallId call) {
    var charge = tenant.charges(call).getFirst();
    corrections().refund(finance, charge.wallet(), "refund", charge.id(), eur("0.01"), "Bad line");
  }

  private Corrections corrections() {
    return new Corrections(TestEntities.of(whose), tenant.book, CLOCK);
  }

  private void sold() {
    var wallet = tenant.walletId(USER);
    var wallets = new Wallets(TestEntities.of(whose), tenant.book, CLOCK);
    wallets.topUp(finance, wallet, "cash", eur("1.00"), "Cash");
    var gift = new Pocket.Goodwill(Instant.parse("2040-01-01T00:00:00Z"));
    wallets.topUp(finance, wallet, "gift", eur("1.00"), "Christmas", gift);
    var purchasing = new Purchasing(tenant.book, tenant.transaction, CLOCK);
    var wish =
        new Purchasing.Wish(wallet, "page-1", "A page", eur("1.00"), null, Duration.ofMinutes(5));
    var bought = purchasing.authorise(finance, "buy", wish);
    purchasing.capture(finance, bought.id(), "captured", null);
    var debit = eur("200.00");
    corrections().force(finance, wallet, "f", Debts.Kind.DISPUTE, debit, null, "Chargeback");
    var owed = corrections().receivables(finance, wallet, Ask.first()).items().getFirst();
    corrections()
        .settle(finance, owed.id(), "w", Debts.Means.WRITE_OFF, eur("0.01"), "Not to be had");
  }

  private void journals() {
    var journals = new Journals(TestEntities.of(whose), CLOCK);
    var lines =
        List.of(
            new Journals.Line(account("1000"), null, true, eur("5.00")),
            new Journals.Line(account("3000"), null, false, eur("5.00")));
    var posted = journals.draft(finance, id(), null, "Opening balance", null, lines);
    journals.approve(second, posted.id());
    var reversed = journals.draft(finance, id(), posted.id(), "Booked twice", null, List.of());
    journals.reject(second, reversed.id(), "It was not");
    var periods = new Periods(TestEntities.of(whose), CLOCK);
    periods.close(finance, YearMonth.of(2026, 10), "All is in");
    periods.reopen(finance, YearMonth.of(2026, 10), "An invoice came late");
  }

  private int account(String code) {
    return tenant.transaction.read(tenant.id, c -> new Ledger(c).accounts(AT)).stream()
        .filter(a -> a.code().equals(code))
        .map(Account::id)
        .findFirst()
        .orElseThrow();
  }

  /** A UUIDv7 of the next day. */
  private static UUID id() {
    return id(NEXT_DAY);
  }

  private static UUID id(Instant at) {
    var random = UUID.randomUUID();
    return new UUID(
        (at.toEpochMilli() << 16) | 0x7000 | (random.getMostSignificantBits() & 0xfff),
        random.getLeastSignificantBits());
  }
}
