package org.meterline.ejb.record;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jakarta.persistence.EntityManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.meterline.billing.ledger.Charge;
import org.meterline.billing.ledger.TransferId;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.rate.DeckRows;
import org.meterline.billing.rate.DeckTerms;
import org.meterline.billing.rate.Rate;
import org.meterline.billing.rate.RateDeck;
import org.meterline.billing.rate.Tariff;
import org.meterline.billing.wallet.HoldLine;
import org.meterline.billing.wallet.HoldRequest;
import org.meterline.billing.wallet.NewWallet;
import org.meterline.billing.wallet.NewWallet.PayerKind;
import org.meterline.billing.wallet.PostgresWallets;
import org.meterline.billing.wallet.Settlement;
import org.meterline.ejb.database.TestDatabase;
import org.meterline.ejb.database.Use;
import org.meterline.ejb.page.Ask;
import org.meterline.ejb.phone.Phones;
import org.meterline.ejb.tenant.Caller;
import org.meterline.ejb.tenant.Role;
import org.meterline.ejb.tenant.SeenWallets;
import org.meterline.ejb.tenant.Tenant;
import org.meterline.ejb.tenant.TenantTransaction;
import org.meterline.telephony.call.CallFact;
import org.meterline.telephony.call.CallId;
import org.meterline.telephony.call.Domain;
import org.meterline.telephony.call.LegId;
import org.meterline.telephony.call.Origin;
import org.meterline.telephony.call.PackedLadder;

/** What payers read of calls in which others take part. */
class PayersRecordTest {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  private static final Tenant NOBODY =
      new Tenant(
          UUID.randomUUID(), "Nobody", "nobody", new Domain("n.example"), ZoneOffset.UTC, "DE");

  private final TestDatabase database = TestDatabase.get();
  private final PostgresWallets book = new PostgresWallets(database.app());
  private final UUID ann = UUID.randomUUID();
  private final UUID bens = UUID.randomUUID();
  private final UUID ben = UUID.randomUUID();
  private Tenant harbour = NOBODY;
  private RateDeck deck = deck();

  @BeforeEach
  void twoPhones() throws SQLException {
    harbour = database.newTenantWithBooks("harbour");
    open(ann, UUID.randomUUID(), "Ann");
    open(ben, bens, "Ben");
    database.newPhone(harbour, "101", ann);
    database.newPhone(harbour, "102", ben);
    deck = deck();
    new TenantTransaction(database.app())
        .write(
            harbour.id(),
            c -> {
              DeckRows.write(c, harbour.id(), "Deck", 1, Instant.EPOCH, deck);
              return true;
            });
  }

  @Test
  void whoIsCalledReadsNothingOfWhatTheCallerPaid() throws Exception {
    var call = CallId.mint();
    var paid = LegId.mint();
    story(call, leg(call, 2, paid, "Ann"));
    charge(call, paid, List.of(ann));

    var theirs = read(payer(ben), call);
    assertEquals(List.of(), theirs.charges());
    assertEquals(Arrays.asList((String) null), payers(theirs));
    assertEquals(null, theirs.summary().cost().money());
    assertEquals(null, listed(payer(ben)).cost().money());

    for (var sees : List.of(payer(ann), admin())) {
      var whole = read(sees, call);
      assertEquals(List.of(ann), whole.charges().stream().map(Charge::wallet).toList());
      assertEquals(List.of("Ann"), payers(whole));
      assertEquals(eur("1"), whole.summary().cost().money());
      assertEquals(eur("1"), listed(sees).cost().money());
    }
  }

  @Test
  void whoPaysAShareReadsOfTheirOwn() throws Exception {
    var call = CallId.mint();
    var shared = LegId.mint();
    story(call, leg(call, 2, shared, "Ann, Ben"));
    charge(call, shared, List.of(ann, ben));

    var theirs = read(payer(ben), call);
    assertEquals(List.of(ben), theirs.charges().stream().map(Charge::wallet).toList());
    assertEquals(List.of("Ben"), payers(theirs));
    assertEquals(eur("1"), theirs.summary().cost().money());
    assertEquals(eur("1"), listed(payer(ben)).cost().money());
    assertEquals(List.of("Ann, Ben"), payers(read(admin(), call)));
    assertEquals(eur("2"), listed(admin()).cost().money());
  }

  @Test
  void aPayerSeesTheCallsAndPhonesOfAllTheirWallets() throws Exception {
    var call = CallId.mint();
    story(call, leg(call, 2, LegId.mint(), "Ann"));
    var member = payer(UUID.randomUUID());
    assertEquals(List.of(), calls(member));
    var first = UUID.randomUUID();
    open(first, bens, "Ben"); // one more of who has the wallet behind 102
    var signedIn = payer(first);
    assertEquals(List.of(call.value()), calls(signedIn));
    assertEquals(call.value(), read(signedIn, call).summary().id());
    assertEquals(List.of("102"), phones(signedIn));

    var later = UUID.randomUUID();
    open(later, bens, "Ben");
    database.newPhone(harbour, "103", later);
    assertEquals(List.of("102", "103"), phones(signedIn), "what came after they signed in, too");
    assertEquals(List.of("101"), phones(payer(ann)));
    assertEquals(List.of("101", "102", "103"), phones(admin()));
  }

  @Test
  void theirWalletsAreReadOnceForARecordAndForNoCallOfOthers() throws Exception {
    var call = CallId.mint();
    story(call);
    var asked = new AtomicInteger();
    Function<EntityManager, CallRecords> counting =
        em ->
            new CallRecords(em, RecordScene.quiet(), (ended, reason) -> false, Clock.systemUTC()) {
              @Override
              public SeenWallets wallets(Caller caller) {
                asked.incrementAndGet();
                return super.wallets(caller);
              }
            };
    var payer = payer(ann);
    Use.in(harbour, em -> counting.apply(em).details(payer, call.value()));
    assertEquals(1, asked.get());
    var nobodys = new SeenWallets(Set.of(UUID.randomUUID()), "Cy");
    var others =
        Use.in(
            harbour,
            em -> counting.apply(em).summaryIfAny(payer, call.value(), wallets -> nobodys));
    assertEquals(Optional.empty(), others);
    assertEquals(1, asked.get());
  }

  private List<UUID> calls(Caller caller) {
    return records(r -> r.list(caller, CallRecords.Wanted.ALL, Ask.first())).items().stream()
        .map(CallSummary::id)
        .toList();
  }

  /** As they are listed; each is found by itself, too. */
  private List<String> phones(Caller caller) {
    return Use.in(
        harbour,
        em -> {
          var phones = new Phones(em, Clock.fixed(NOON, ZoneOffset.UTC));
          return phones.list(caller, Ask.first()).items().stream()
              .map(seen -> phones.get(caller, seen.phone().id()).phone().user())
              .toList();
        });
  }

  private void story(CallId call, CallFact... between) throws Exception {
    var from = new Origin.Phone(harbour.domain(), "101");
    var facts = new ArrayList<CallFact>();
    facts.add(new CallFact.Began(call, 1, NOON, harbour.domain(), from, "101", "102", "node-1"));
    facts.addAll(Arrays.asList(between));
    facts.add(
        new CallFact.Ended(
            call,
            facts.size() + 1,
            NOON.plusSeconds(9),
            Duration.ofSeconds(7),
            200,
            "bye",
            PackedLadder.of(List.of()),
            false));
    new RecordJournal(database.app(), domain -> Optional.of(harbour), (tenant, ended) -> {})
        .post(facts);
  }

  private static CallFact leg(CallId call, int sequence, LegId leg, String payer) {
    return new CallFact.LegBegan(
        call, sequence, NOON, leg, false, "102", null, payer, Duration.ofSeconds(30));
  }

  /** One euro for each. */
  private void charge(CallId call, LegId leg, List<UUID> wallets) {
    var tariff = Tariff.of(DeckTerms.plain(deck.id(), Currency.EUR), rate());
    var lines =
        wallets.stream()
            .map(w -> HoldLine.of(HoldLine.Part.PAYER, harbour.id(), w, tariff))
            .toList();
    var euros = wallets.stream().map(w -> eur("1")).toList();
    book.hold(
        book.take("node-" + leg.value(), Duration.ofHours(1)),
        List.of(
            new HoldRequest(
                harbour.id(), leg.value(), call.value(), lines, euros, 10, false, NOON)));
    var costs = new ArrayList<Settlement.LineCost>();
    for (var wallet : wallets) {
      var transfer = TransferId.of(leg.value(), "settled " + wallet);
      costs.add(new Settlement.LineCost(transfer, eur("1"), "Call", "[]"));
    }
    book.resolve(
        false, List.of(new Settlement(harbour.id(), leg.value(), 10, NOON.plusSeconds(10), costs)));
  }

  private void open(UUID wallet, UUID payer, String name) {
    book.open(
        new NewWallet(
            harbour.id(), wallet, payer, PayerKind.CUSTOMER, name, null, "Calls", eur("-90")));
  }

  private CallDetails read(Caller caller, CallId call) {
    return records(r -> r.details(caller, call.value()));
  }

  private CallSummary listed(Caller caller) {
    return records(r -> r.list(caller, CallRecords.Wanted.ENDED, Ask.first())).items().getFirst();
  }

  private <R> R records(Function<CallRecords, R> use) {
    return Use.in(harbour, em -> use.apply(RecordScene.records(em)));
  }

  private static List<@Nullable String> payers(CallDetails call) {
    var payers = new ArrayList<@Nullable String>();
    call.legs().forEach(leg -> payers.add(leg.payer()));
    return payers;
  }

  private Caller payer(UUID wallet) {
    return new Caller(harbour, "s", "x@y.example", "X", Role.PAYER, wallet);
  }

  private Caller admin() {
    return new Caller(harbour, "s", "x@y.example", "X", Role.ADMIN, null);
  }

  private static RateDeck deck() {
    return RateDeck.compile(DeckTerms.plain(UUID.randomUUID(), Currency.EUR), List.of(rate()));
  }

  private static Rate rate() {
    return Rate.to("49", "Germany").line(1).price("6").build();
  }

  private static Money eur(String amount) {
    return Money.parse(amount, Currency.EUR);
  }
}
