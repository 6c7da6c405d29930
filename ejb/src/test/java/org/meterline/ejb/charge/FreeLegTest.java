package org.meterline.ejb.charge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.ejb.charge.ChargedTenant.AT;
import static org.meterline.ejb.charge.ChargedTenant.eur;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.meterline.billing.money.Currency;
import org.meterline.billing.payer.PayerRule.Below;
import org.meterline.billing.rate.DeckTerms;
import org.meterline.billing.rate.Rate;
import org.meterline.billing.rate.RateDeck;
import org.meterline.billing.rerate.ReRating;
import org.meterline.ejb.database.Fragile;
import org.meterline.ejb.database.TestDatabase;
import org.meterline.ejb.ledger.AllChecks;
import org.meterline.ejb.record.RecordJournal;
import org.meterline.ejb.rerate.ReRatingDesk;
import org.meterline.ejb.rerate.ReRatings;
import org.meterline.ejb.tenant.Caller;
import org.meterline.ejb.tenant.Role;
import org.meterline.ejb.tenant.Tenant;
import org.meterline.telephony.call.CallAuthority.Granted;
import org.meterline.telephony.call.CallFact;
import org.meterline.telephony.call.CallId;
import org.meterline.telephony.call.Destination;
import org.meterline.telephony.call.DialogIdentity;
import org.meterline.telephony.call.LegId;
import org.meterline.telephony.call.Origin;
import org.meterline.telephony.call.PackedLadder;

/**
 * A deck gives Germany away. It is noted who would have paid, aside from the calls; a corrected
 * deck charges them.
 */
class FreeLegTest {
  private static final String NUMBER = "+493012345";

  private final RateDeck wrong = deck("0");
  private final ChargedTenant tenant = newTenant(wrong);
  private final CallId call = new CallId(id());
  private final LegId leg = new LegId(id());
  private final Fragile database = new Fragile(TestDatabase.get().app());
  private final Charging charging = tenant.start("node-" + tenant.id, database);
  private int runs;
  private final ReRatingDesk desk = new ReRatingDesk(TestDatabase.get().app());
  private final ReRatings ratings =
      new ReRatings(desk, Clock.fixed(AT.plus(Duration.ofDays(1)), ZoneOffset.UTC));

  private static ChargedTenant newTenant(RateDeck deck) {
    try {
      return new ChargedTenant().deck(deck).phone("101", "8.00").ownWallet("9.00");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static RateDeck deck(String price) {
    return RateDeck.compile(
        DeckTerms.plain(UUID.randomUUID(), Currency.EUR),
        List.of(
            Rate.to("49", "Germany").line(1).price(price).build(),
            Rate.to(Rate.PROGRAM, "Program").line(2).price("0").build(),
            Rate.to("33", "France").line(3).price("0.60").inForce(null, AT).build(),
            Rate.to("33", "France").line(4).price("0").inForce(AT, null).build()));
  }

  private static UUID id() {
    return id(AT);
  }

  private static UUID id(Instant at) {
    var random = UUID.randomUUID();
    return new UUID(
        (at.toEpochMilli() << 16) | 0x7000 | (random.getMostSignificantBits() & 0xfff),
        random.getLeastSignificantBits());
  }

  /** Calls, charges, ledger and wallets. */
  @AfterEach
  void everythingAgrees() {
    charging.close();
    desk.close();
    reconcile();
  }

  private void reconcile() {
    var now = Instant.now().plus(Duration.ofHours(1));
    assertEquals(List.of(), tenant.transaction.read(tenant.id, c -> AllChecks.find(c, now)));
  }

  private void free() {
    var granted =
        assertInstanceOf(
            Granted.class, charging.authority().admit(tenant.asks("101", call, leg, NUMBER)));
    assertEquals(Granted.UNLIMITED, granted.until());
    assertEquals("", granted.payer());
  }

  /** The leg is answered and ends, in the books and in the record. */
  private void ends(Duration after) throws Exception {
    var dialog =
        new DialogIdentity("c", "l", "lt", "r", "rt", "t", List.of(), 1, "udp", "127.0.0.1:5070");
    var from = new Origin.Phone(tenant.domain, "101");
    List<CallFact> facts =
        List.of(
            new CallFact.Began(call, 1, AT, tenant.domain, from, "101", NUMBER, "n"),
            new CallFact.LegBegan(call, 2, AT, leg, false, NUMBER, null, "", null),
            new CallFact.LegAnswered(call, 3, AT, leg, dialog),
            new CallFact.LegEnded(
                call, 4, AT.plus(after), leg, true, after, 200, 16, "Ended", null, false, null),
            new CallFact.Ended(
                call, 5, AT.plus(after), after, 200, "Ended", PackedLadder.of(List.of()), false));
    var whose = tenant();
    var records =
        new RecordJournal(
            TestDatabase.get().app(),
            domain -> domain.equals(tenant.domain) ? Optional.of(whose) : Optional.empty(),
            (of, over) -> {});
    new PostingJournal(charging.journal(), records).post(facts);
  }

  private Tenant tenant() {
    return new Tenant(tenant.id, "T", "t", tenant.domain, ZoneOffset.UTC, "DE");
  }

  private Caller caller(String name) {
    return new Caller(tenant(), name, name + "@x.example", name, Role.FINANCE, null);
  }

  private ReRating rated(RateDeck from, RateDeck to) {
    var asked =
        new ReRating.Asked(
            id(AT.plus(Duration.ofHours(++runs))),
            List.of(from.id()),
            to.id(),
            AT.minus(Duration.ofDays(1)),
            AT.plus(Duration.ofDays(1)),
            "It was no gift");
    assertEquals(1, ratings.prepare(caller("ann"), asked).dryRun().legs());
    ratings.approve(caller("bob"), asked.id());
    for (long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        System.nanoTime() < end; ) {
      var rating = ratings.get(caller("ann"), asked.id());
      if (rating.state() == ReRating.State.POSTED) {
        reconcile();
        return rating;
      }
      Thread.onSpinWait();
    }
    throw new AssertionError("it was not posted");
  }

  private List<String> charges() {
    return tenant.charges(call).stream()
        .map(
            charge ->
                charge.payer()
                    + " "
                    + charge.amount()
                    + " for "
                    + charge.seconds()
                    + " s"
                    + (charge.takenBack() ? ", taken back" : ""))
        .toList();
  }

  @Test
  void whatWasGivenAwayIsChargedByTheCorrectedDeck() throws Exception {
    free();
    ends(Duration.ofMillis(60_200));
    charging.close();
    reconcile();
    assertEquals(List.of(), tenant.charges(call));

    var corrected = deck("3");
    tenant.deck(corrected);
    rated(wrong, corrected);
    assertEquals(eur("4.95"), tenant.wallet("101").balance());
    assertEquals(List.of("101 0.00 EUR for 61 s", "101 3.05 EUR for 61 s"), charges());
    assertTrue(
        tenant.charges(call).getFirst().trace().contains("free: nothing was set aside"),
        () -> tenant.charges(call).getFirst().trace());

    var third = deck("0");
    tenant.deck(third);
    rated(corrected, third);
    assertEquals(eur("8.00"), tenant.wallet("101").balance());
    assertEquals(
        List.of(
            "101 0.00 EUR for 61 s", "101 3.05 EUR for 61 s, taken back", "101 0.00 EUR for 61 s"),
        charges());
  }

  @Test
  void theRuleSaysWhoWouldHavePaidAndSponsorsAreNotAsked() throws Exception {
    tenant
        .taxes("DE standard 0.19 2026-11-22")
        .sponsor("Shop", "50.00", Rate.to(Rate.OFFER, "Offer").price("9"))
        .rule(
            Below.NOT_TAKEN, "sponsors then next", "split caller 2 tenant 1 rest tenant then end");
    charging.rates().refresh();
    charging.payerRules().refresh();
    free();
    ends(Duration.ofSeconds(60));
    charging.close();
    var corrected = deck("3");
    tenant.deck(corrected);
    rated(wrong, corrected);
    assertEquals(eur("50.00"), tenant.wallet("Shop").balance());
    assertEquals(eur("6.00"), tenant.wallet("101").balance());
    assertEquals(eur("8.00"), tenant.wallet("").balance());
    assertTrue(tenant.charges(call).stream().anyMatch(c -> c.tax().units() > 0));
  }

  @Test
  void whoHasTooLittleOwesIt() throws Exception {
    tenant.book.limit(tenant.id, tenant.walletId("101"), eur("7").units(), false);
    free();
    ends(Duration.ofSeconds(60));
    charging.close();
    var corrected = deck("3");
    tenant.deck(corrected);
    assertEquals(1, rated(wrong, corrected).dryRun().owing());
    assertEquals(eur("2.00"), tenant.wallet("101").owed());
    assertTrue(tenant.wallet("101").frozen());
  }

  @Test
  void freeCallsGoOnWithoutADatabaseAndAreNotedLater() throws Exception {
    free();
    database.away(true);
    var more = IntStream.range(0, 20).mapToObj(i -> new LegId(id())).toList();
    more.forEach(
        one ->
            assertInstanceOf(
                Granted.class, charging.authority().admit(tenant.asks("101", call, one, NUMBER))));
    database.away(false);
    charging.close();
    assertEquals(21, noted().size());
  }

  @Test
  void whatIsFreeFromADateOnAsksForNoMoneyAndNoDatabase() {
    free();
    database.away(true);
    var one = new LegId(id());
    var answer = charging.authority().admit(tenant.asks("101", call, one, "+33123456789"));
    assertEquals(Granted.UNLIMITED, assertInstanceOf(Granted.class, answer).until());
    database.away(false);
    charging.close();
    assertTrue(noted().contains(one.toString()));
  }

  @Test
  void onlyWhatADeckGivesAwayIsNoted() throws Exception {
    var legs = new ArrayList<String>();
    for (var to :
        List.of(
            new Destination.Emergency(tenant.domain, "112"),
            new Destination.Phone(tenant.domain, "102"),
            new Destination.Program(
                tenant.domain,
                UUID.randomUUID(),
                UUID.randomUUID(),
                "Echo",
                Path.of("echo"),
                false,
                Map.of(),
                Duration.ZERO))) {
      var one = new LegId(id());
      assertInstanceOf(
          Granted.class, charging.authority().admit(tenant.asks("101", call, one, to)));
      legs.add(one.toString());
    }
    charging.close();
    assertEquals(List.of(legs.getLast()), noted(), "the program has a price: of nothing");
  }

  private List<String> noted() {
    return tenant.transaction.read(
        tenant.id,
        c -> {
          try (var s = c.createStatement();
              var row = s.executeQuery("select id from free_leg")) {
            var found = new ArrayList<String>();
            while (row.next()) {
              found.add(row.getString(1));
            }
            return found;
          }
        });
  }
}
