package org.meterline.ejb.charge;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.ejb.charge.ChargedTenant.ended;
import static org.meterline.ejb.charge.ChargedTenant.eur;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.meterline.billing.wallet.BooksUnavailable;
import org.meterline.ejb.database.Fragile;
import org.meterline.ejb.database.TestDatabase;
import org.meterline.ejb.wallet.DemoBooks;
import org.meterline.telephony.call.CallAuthority.Answer;
import org.meterline.telephony.call.CallAuthority.Granted;
import org.meterline.telephony.call.CallAuthority.Refused;
import org.meterline.telephony.call.CallFact;
import org.meterline.telephony.call.CallId;
import org.meterline.telephony.call.CallJournal;
import org.meterline.telephony.call.Destination;
import org.meterline.telephony.call.Domain;
import org.meterline.telephony.call.LegId;

/** Charging as the engine sees it, over PostgreSQL as the application's user. */
class ChargingTest {
  private static final Duration NOTICE = Duration.ofSeconds(5);

  private ChargedTenant tenant = newTenant();
  private Charging charging = tenant.start("node-" + tenant.id);
  private final CallId call = CallId.mint();
  private final LegId leg = LegId.mint();

  private static ChargedTenant newTenant() {
    try {
      return new ChargedTenant()
          .deck(
              "49        0.06  0     1/1",
              "4930      0.06  0.05  30/6",
              "491       0.60  0     60/60",
              "49900     x",
              "program   0.12  0     1/1")
          .phone("101", "10.00")
          .phone("102", "0.02")
          .phone("103", "0");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @AfterEach
  void everythingAgrees() {
    charging.close();
    assertEquals(List.of(), tenant.differences());
  }

  @Test
  void aCallIsHeldExtendedAndSettled() throws Exception {
    assertEquals(granted(30, false), ask("101", "+4930123456"));
    assertEquals(eur("0.08"), tenant.wallet("101").held());
    assertEquals(granted(30, false), ask("101", "+4930123456"), "the same question again");
    assertEquals(eur("0.08"), tenant.wallet("101").held());

    assertEquals(granted(48, false), extend(1, 21));
    assertEquals(eur("0.098"), tenant.wallet("101").held());
    assertEquals(granted(48, false), extend(1, 21), "the same question again");
    assertEquals(granted(66, false), extend(2, 40));

    post(ended(call, leg, 9, Duration.ofMillis(50_200)));
    assertEquals(eur("0"), tenant.wallet("101").held());
    // 51 s are billed as 30 + 4 × 6 = 54 s: 0.05 + 0.054
    assertEquals(eur("9.896"), tenant.wallet("101").balance());
    post(ended(call, leg, 9, Duration.ofMillis(50_200)));
    assertEquals(eur("9.896"), tenant.wallet("101").balance());

    var charge = tenant.charges(call).getFirst();
    assertEquals(eur("0.104"), charge.amount());
    assertEquals(51, charge.seconds());
    assertEquals(54, charge.billedSeconds());
    assertEquals("4930", charge.tariff().prefix());
    assertEquals("101", charge.payer());
    var trace = new ArrayList<String>();
    for (var entry : new JsonMapper().readTree(charge.trace())) {
      trace.add(entry.get("kind").asText() + " " + entry.get("amount").get("amount").asText());
    }
    assertEquals(
        List.of(
            "quote 0.08000000",
            "hold 0.08000000",
            "extend 0.01800000",
            "extend 0.01800000",
            "debit 0.10400000",
            "void 0.01200000"),
        trace);
  }

  @Test
  void nobodyAnswered() throws Exception {
    ask("101", "+4930123456");
    post(ended(call, leg, 5, Duration.ZERO));
    assertEquals(eur("10.00"), tenant.wallet("101").available());
    assertTrue(tenant.charges(call).getFirst().amount().isZero());
  }

  @Test
  void aNearlyEmptyWalletGrantsWhatItBuys() throws Exception {
    // a chunk of 15 s would be 0.015; the wallet has 0.02
    assertEquals(granted("102", 15, false), ask("102", "+4931123456"));
    assertEquals(granted("102", 20, true), extend(1, 11));
    assertEquals(granted("102", 20, true), extend(2, 14), "nothing more is to be had");
    tenant.topUp("102", "0.01");
    assertEquals(granted("102", 30, true), extend(3, 19));
    tenant.topUp("102", "1.00");
    assertEquals(granted("102", 45, false), extend(4, 29));
    post(ended(call, leg, 9, Duration.ofSeconds(45)));
    assertEquals(eur("0.985"), tenant.wallet("102").balance());
  }

  @Test
  void lessThanAChunkAtTheStart() {
    tenant.phone("104", "0.0071");
    assertEquals(granted("104", 7, true), ask("104", "+4931123456"));
  }

  @Test
  void anEmptyWalletIsRefused() {
    assertRefused("wallet-too-low", 402, ask("103", "+4931123456"));
    assertRefused("wallet-too-low", 402, ask("102", "+491701234567"));
    assertEquals(eur("0"), tenant.wallet("102").held());
  }

  @Test
  void aFrozenWalletIsRefusedAndKeepsItsGrant() throws Exception {
    assertEquals(granted(15, false), ask("101", "+4931123456"));
    tenant.book.limit(tenant.id, tenant.walletId("101"), 0, true);
    var last = assertInstanceOf(Granted.class, extend(1, 10));
    assertEquals(Duration.ofSeconds(15), last.until());
    assertTrue(last.last());
    assertEquals("wallet-frozen", requireNonNull(last.lack()).code());
    assertRefused(
        "wallet-frozen",
        402,
        tenant.admit(charging, tenant.asks("101", call, LegId.mint(), "+4931123456")));
    post(ended(call, leg, 9, Duration.ofSeconds(15)));
  }

  @Test
  void whatHasNoPriceIsRefusedOutsideAndFreeInside() {
    assertRefused("no-price", 403, ask("101", "+442071234567"));
    assertRefused("blocked-destination", 403, ask("101", "+499001234567"));
    assertEquals(free(), ask("103", new Destination.Phone(tenant.domain, "101")));
    assertEquals(free("carrier"), ask("103", new Destination.Emergency(tenant.domain, "112")));
    var program = (Granted) ask("101", program());
    assertEquals(Duration.ofSeconds(15), program.until());
    assertEquals(List.of(), program.trunks(), "trunks lead outside");
    assertEquals(eur("0.03"), tenant.wallet("101").held());
  }

  private static Granted free(String... trunks) {
    return new Granted(Granted.UNLIMITED, false, Duration.ZERO, List.of(trunks), "");
  }

  @Test
  void whoeverHasNoWalletIsPaidForByTheTenant() throws Exception {
    assertRefused("no-payer", 402, ask("199", "+4931123456"));
    tenant.ownWallet("5.00");
    charging.close();
    charging = tenant.start("node-" + tenant.id);
    assertEquals(
        new Granted(Duration.ofSeconds(15), false, NOTICE, List.of("carrier"), "The tenant"),
        ask("199", "+4931123456"));
    post(ended(call, leg, 3, Duration.ofSeconds(10)));
    assertEquals(
        List.of("2110 Wallets for own calls", "4090 Own calls, internal"),
        tenant.charges(call).stream()
            .flatMap(c -> java.util.Optional.ofNullable(c.transfer()).stream())
            .flatMap(t -> t.moves().stream())
            .flatMap(m -> List.of(m.debit(), m.credit()).stream())
            .toList());
  }

  /** 101 calls, and the carrier that they talk to has them put through to somebody else. */
  @Test
  void whatACarrierWantsIsPaidForByTheTenant() throws Exception {
    assertRefused("no-payer", 402, tenant.admit(charging, tenant.wants("101", call, leg)));
    tenant.ownWallet("5.00");
    charging.close();
    charging = tenant.start("node-" + tenant.id);
    var answer = tenant.admit(charging, tenant.wants("101", call, leg));
    assertEquals("The tenant", assertInstanceOf(Granted.class, answer).payer());
    post(ended(call, leg, 3, Duration.ofSeconds(10)));
    assertEquals(eur("10.00"), tenant.wallet("101").balance());
    assertEquals(1, tenant.charges(call).size());
  }

  @Test
  void unknownDomainsAndLegsAreRefused() {
    var elsewhere = new Destination.Phone(new Domain("elsewhere.example"), "1");
    var asked = tenant.asks("101", call, leg, elsewhere);
    var moved =
        new org.meterline.telephony.call.CallAuthority.Ask(
            call,
            leg,
            elsewhere.domain(),
            asked.from(),
            "101",
            elsewhere,
            List.of(),
            asked.at(),
            Map.of());
    assertRefused("unknown-tenant", 404, charging.authority().admit(moved));
    assertRefused("leg-not-charged", 500, extend(1, 1));
  }

  @Test
  void moneyComesFirstAndARecordThatFailsIsTriedAgain() throws Exception {
    ask("101", "+4931123456");
    var fail = new AtomicBoolean(true);
    var recorded = new ArrayList<CallFact>();
    CallJournal records =
        facts -> {
          if (fail.getAndSet(false)) {
            throw new CallJournal.Unavailable("gone", new SQLException("gone"));
          }
          recorded.addAll(facts);
        };
    var journal = new PostingJournal(charging.journal(), records);
    List<CallFact> facts = List.of(ended(call, leg, 3, Duration.ofSeconds(10)));
    assertThrows(CallJournal.Unavailable.class, () -> journal.post(facts));
    assertEquals(eur("9.99"), tenant.wallet("101").balance());
    journal.post(facts);
    assertEquals(facts, recorded);
    assertEquals(eur("9.99"), tenant.wallet("101").balance());
  }

  @Test
  void aGrantThatComesAfterTheEndIsVoided() throws Exception {
    post(ended(call, leg, 3, Duration.ZERO));
    assertEquals(granted(15, false), ask("101", "+4931123456"));
    post(ended(call, leg, 4, Duration.ZERO));
    assertEquals(eur("10.00"), tenant.wallet("101").available());
  }

  /** The seventh is no extension: it was asked for again in the eighth. */
  @Test
  void ofManyExtensionsTheFirstAndTheLastAreTold() throws Exception {
    ask("101", "+4931123456");
    for (int i = 1; i <= 46; i++) {
      if (i != 7) {
        extend(i, 12L * i);
      }
    }
    post(ended(call, leg, 3, Duration.ofSeconds(555)));
    var trace = tenant.charges(call).getFirst().trace();
    assertTrue(trace.contains("\"4 more extensions.\""), trace);
    assertEquals(42, trace.split("\"extend\"", -1).length - 1, trace);
  }

  @Test
  void theEndToldTwiceIsChargedOnce() throws Exception {
    ask("101", "+4931123456");
    post(ended(call, leg, 3, Duration.ofSeconds(12)));
    post(ended(call, leg, 4, Duration.ZERO));
    assertEquals(eur("9.988"), tenant.wallet("101").balance());
  }

  @Test
  void aHundredCallsAtOnceNeverOverdraw() throws Exception {
    tenant.phone("105", "0.20");
    var calls = new ArrayList<Callable<Long>>();
    for (int i = 0; i < 100; i++) {
      var random = new Random(i);
      calls.add(
          () -> {
            var myCall = CallId.mint();
            var myLeg = LegId.mint();
            var answer = tenant.admit(charging, tenant.asks("105", myCall, myLeg, "+4931123456"));
            if (!(answer instanceof Granted granted)) {
              assertRefused("wallet-too-low", 402, answer);
              return 0L;
            }
            long until = granted.until().toSeconds();
            if (random.nextBoolean()
                && charging.authority().extend(myLeg, 1, Duration.ofSeconds(until))
                    instanceof Granted more) {
              until = more.until().toSeconds();
            }
            long used = random.nextLong(until + 1);
            if (random.nextInt(4) > 0) {
              post(ended(myCall, myLeg, 3, Duration.ofSeconds(used)));
              return used;
            }
            return 0L; // left behind, as by a crash
          });
    }
    long used = 0;
    try (var pool = Executors.newFixedThreadPool(16)) {
      for (var done : pool.invokeAll(calls)) {
        used += done.get();
      }
    }
    assertFalse(tenant.wallet("105").available().isNegative());
    assertEquals(List.of(), tenant.differences());
    charging.close();
    charging = tenant.start("node-" + tenant.id);
    charging.recover();
    assertEquals(eur("0"), tenant.wallet("105").held());
    assertTrue(
        tenant
                .wallet("105")
                .balance()
                .compareTo(
                    eur("0.20")
                        .minus(
                            org.meterline.billing.rate.Cost.of(second(), ChargedTenant.AT, used)))
            <= 0);
  }

  @Test
  void aLeaseIsCountedFromBeforeItWasAskedFor() {
    var nanos = new AtomicLong();
    var lease = NodeLease.take(tenant.book, "x" + tenant.id, Duration.ofSeconds(30), nanos::get);
    nanos.set(Duration.ofSeconds(30).toNanos());
    assertTrue(lease.current().isPresent());
    nanos.addAndGet(1);
    assertTrue(lease.current().isEmpty());
    assertTrue(lease.renew());
    assertTrue(lease.current().isPresent());
    NodeLease.take(tenant.book, "x" + tenant.id, Duration.ofSeconds(30), nanos::get);
    assertFalse(lease.renew());
    assertTrue(lease.current().isEmpty());
  }

  @Test
  void withoutADatabaseNothingIsAdmittedAndWhatHappenedIsPostedLater() throws Exception {
    var source = new Fragile(TestDatabase.get().app());
    charging.close();
    charging = tenant.start("node-" + tenant.id, source);
    assertEquals(granted(15, false), ask("101", "+4931123456"));

    source.away(true);
    var another = tenant.asks("101", call, LegId.mint(), "+4931123456");
    assertThrows(BooksUnavailable.class, () -> tenant.admit(charging, another));
    assertThrows(BooksUnavailable.class, () -> extend(1, 12));
    var end = ended(call, leg, 3, Duration.ofSeconds(15));
    assertThrows(CallJournal.Unavailable.class, () -> post(end));
    // what costs nothing needs no database
    assertInstanceOf(Granted.class, ask("101", new Destination.Emergency(tenant.domain, "112")));
    assertInstanceOf(Granted.class, ask("101", new Destination.Phone(tenant.domain, "102")));

    source.away(false);
    post(end);
    assertEquals(eur("9.985"), tenant.wallet("101").available());
    assertInstanceOf(Granted.class, tenant.admit(charging, another));
  }

  @Test
  void theDemoIsSeededOnce() throws SQLException {
    DemoBooks.seed(TestDatabase.get().app(), ChargedTenant.AT);
    DemoBooks.seed(TestDatabase.get().app(), ChargedTenant.AT.plusSeconds(60));
    assertEquals(
        eur("10.00"),
        tenant.book.wallet(DemoBooks.HARBOUR, DemoBooks.HARBOUR_WALLET).orElseThrow().balance());
    assertEquals(
        eur("0.02"),
        tenant
            .book
            .wallet(DemoBooks.MEADOW, DemoBooks.MEADOW_SMALL_WALLET)
            .orElseThrow()
            .balance());
    var rates = new Rates(tenant.transaction, () -> ChargedTenant.AT);
    assertEquals(10, rates.of(DemoBooks.HARBOUR, ChargedTenant.AT).orElseThrow().size());
    assertEquals(6, rates.of(DemoBooks.MEADOW, ChargedTenant.AT).orElseThrow().size());
  }

  private org.meterline.billing.rate.Tariff second() {
    var deck = charging.rates().of(tenant.id, ChargedTenant.AT).orElseThrow();
    return deck.tariff(deck.rates().getFirst());
  }

  private Destination.Program program() {
    return new Destination.Program(
        tenant.domain,
        UUID.randomUUID(),
        UUID.randomUUID(),
        "greet",
        Path.of("/greet"),
        false,
        Map.of(),
        Duration.ofSeconds(1));
  }

  private Answer ask(String user, String number) {
    return tenant.admit(charging, tenant.asks(user, call, leg, number));
  }

  private Answer ask(String user, Destination.Found to) {
    return tenant.admit(charging, tenant.asks(user, call, LegId.mint(), to));
  }

  private Answer extend(int sequence, long used) {
    return charging.authority().extend(leg, sequence, Duration.ofSeconds(used));
  }

  private void post(CallFact.LegEnded... ends) throws Exception {
    tenant.post(charging, ends);
  }

  private static Granted granted(long seconds, boolean last) {
    return granted("101", seconds, last);
  }

  private static Granted granted(String payer, long seconds, boolean last) {
    return new Granted(Duration.ofSeconds(seconds), last, NOTICE, List.of("carrier"), payer);
  }

  private static void assertRefused(String code, int status, Answer answer) {
    var refused = assertInstanceOf(Refused.class, answer);
    assertEquals(code, refused.why().code());
    assertEquals(status, refused.why().sipStatus());
  }
}
