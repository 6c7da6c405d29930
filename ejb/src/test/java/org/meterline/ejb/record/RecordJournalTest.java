package org.meterline.ejb.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.meterline.billing.ledger.BoughtCall;
import org.meterline.billing.ledger.TransferId;
import org.meterline.ejb.database.Use;
import org.meterline.ejb.refusal.Refused;
import org.meterline.ejb.tenant.Caller;
import org.meterline.ejb.tenant.Role;
import org.meterline.ejb.tenant.SeenWallets;
import org.meterline.telephony.call.CallAuthority;
import org.meterline.telephony.call.CallFact;
import org.meterline.telephony.call.CallId;
import org.meterline.telephony.call.CallJournal;
import org.meterline.telephony.call.CallState;
import org.meterline.telephony.call.Domain;
import org.meterline.telephony.call.LegId;
import org.meterline.telephony.call.NamedRefusal;
import org.meterline.telephony.call.Origin;
import org.meterline.telephony.call.PackedLadder;
import org.meterline.telephony.media.Quality;

class RecordJournalTest extends RecordScene {
  private static void check(Story story, CallDetails call) {
    assertEquals(CallState.ENDED, call.summary().state());
    assertEquals(Direction.OUTGOING, call.summary().direction());
    assertEquals("101", call.summary().caller());
    assertEquals("+49301234567", call.summary().callee());
    assertEquals(NOON.plusSeconds(1), call.summary().answered());
    assertEquals(NOON.plusSeconds(41), call.summary().ended());
    assertEquals(40_000, call.summary().talkedMillis());
    assertEquals(2, call.legs().size());
    CallLeg out =
        call.legs().stream()
            .map(CallDetails.Leg::leg)
            .filter(l -> l.id().equals(story.out().value()))
            .findFirst()
            .orElseThrow();
    assertEquals("demo-carrier", out.trunk());
    assertEquals(35_000, out.chargedMillis());
    Quality quality = Objects.requireNonNull(out.quality());
    assertEquals(438, quality.mosHundredths());
    assertEquals(new Quality.Reported(7, 1_300, 21_000, 431), quality.reported());
    assertEquals(2, call.ladder().size());
    assertEquals("INVITE", call.ladder().getFirst().title());
    assertEquals(1, call.programRuns().size());
    assertEquals("warn\ufffding", call.programRuns().getFirst().standardError());
    assertEquals(0, call.programRuns().getFirst().run().exitStatus());
  }

  @Test
  void writesACallInOneBatch() throws Exception {
    Story story = Story.of(harbour.domain());
    journal().post(story.facts());
    check(story, read(harbour, story.call()));
    assertEquals(List.of(story.call().value()), recorded);
  }

  @Test
  void whoPaysIsStoredOnceWithTheCallsRecord() throws Exception {
    harbour = database.newTenantWithBooks("harbour");
    var call = CallId.mint();
    var paid = LegId.mint();
    var refused = LegId.mint();
    var domain = harbour.domain();
    List<CallFact> facts =
        List.of(
            new CallFact.Began(
                call, 1, NOON, domain, new Origin.Phone(domain, "101"), "101", "102", "node-1"),
            new CallFact.LegDecided(
                call, 2, NOON, paid, new CallAuthority.Decision(NOON, "{\"pays\": \"Ann\"}")),
            new CallFact.LegDecided(
                call, 3, NOON, refused, new CallAuthority.Decision(NOON, "{\"pays\": \"\"}")));
    journal().post(facts.subList(0, 2));
    // who posted that was killed: the next start posts what it does not know to be posted
    journal().post(facts);
    assertEquals(
        List.of(paid.value() + " {\"pays\": \"Ann\"}", refused.value() + " {\"pays\": \"\"}"),
        read(harbour, call).decisions().stream()
            .map(d -> d.leg() + " " + d.decision())
            .sorted(Comparator.comparing(d -> d.startsWith(refused.value().toString())))
            .toList());
  }

  @Test
  void whatTheTenantPaidTheOperatorIsForItsFinanceAlone() throws Exception {
    Story story = Story.of(harbour.domain());
    journal().post(story.facts());
    try (var connection = database.superuser().getConnection();
        var s = connection.createStatement()) {
      var key = "'" + harbour.id() + "', '" + TransferId.of(story.out().value(), "settled") + "', ";
      s.execute(
          "insert into meterline.transfer (tenant, id, kind, currency, call, description, hash,"
              + " effective, posting_date, made_by) values ("
              + key
              + "'call bought', 'EUR', '"
              + story.call().value()
              + "', 'Call', '', now(), now(), 't')");
      s.execute(
          "insert into meterline.move (tenant, transfer, line, debit, credit, amount) values ("
              + key
              + "1, 1, 2, 6000000)");
    }
    for (var role : List.of(Role.ADMIN, Role.FINANCE)) {
      var bought = read(caller(harbour, role, null), story.call()).bought();
      assertEquals("0.06 EUR", String.valueOf(BoughtCall.total(bought)), role.name());
    }
    assertEquals(List.of(), read(caller(harbour, Role.AGENT, null), story.call()).bought());
    assertEquals(List.of(), read(caller(harbour, Role.PAYER, wallet), story.call()).bought());
  }

  @Test
  void whatProgramsSayIsForThoseWhoLookAfterThem() throws Exception {
    Story story = Story.of(harbour.domain());
    journal().post(story.facts());
    for (var role : List.of(Role.ADMIN, Role.AGENT)) {
      assertEquals("warn\ufffding", said(caller(harbour, role, null), story), role.name());
    }
    assertEquals(null, said(caller(harbour, Role.FINANCE, null), story));
    assertEquals(null, said(caller(harbour, Role.PAYER, wallet), story));
  }

  private @Nullable String said(Caller caller, Story story) {
    var run = read(caller, story.call()).programRuns().getFirst();
    assertEquals(0, run.run().exitStatus());
    return run.standardError();
  }

  @Test
  void anyCutIntoBatchesAndAnyRepetitionGiveTheSame() throws Exception {
    Random random = new Random(7);
    for (int round = 0; round < 12; round++) {
      Story story = Story.of(harbour.domain());
      int next = 0;
      while (next < story.facts().size()) {
        int to = Math.min(story.facts().size(), next + 1 + random.nextInt(5));
        // a new process each time: nothing is remembered but what the database holds
        journal().post(story.facts().subList(Math.max(0, next - random.nextInt(4)), to));
        next = to;
      }
      journal().post(story.facts());
      check(story, read(harbour, story.call()));
    }
  }

  @Test
  void callsOfTenantsInOneBatchGoEachToTheirs() throws Exception {
    Story ours = Story.of(harbour.domain());
    Story theirs = Story.of(meadow.domain());
    List<CallFact> mixed = new ArrayList<>();
    for (int i = 0; i < ours.facts().size(); i++) {
      Collections.addAll(mixed, ours.facts().get(i), theirs.facts().get(i));
    }
    journal().post(mixed);
    check(ours, read(harbour, ours.call()));
    check(theirs, read(meadow, theirs.call()));
    assertEquals(404, assertThrows(Refused.class, () -> read(meadow, ours.call())).status());
  }

  @Test
  void aSecondEndOfALegAndANewTrunkChangeWhatTheyMay() throws Exception {
    Story story = Story.of(harbour.domain());
    List<CallFact> facts = new ArrayList<>(story.facts().subList(0, 6));
    facts.add(
        new CallFact.LegBegan(
            story.call(),
            7,
            NOON.plusSeconds(4),
            story.out(),
            false,
            "+49301234567",
            "second",
            "Hanna",
            Duration.ofSeconds(30)));
    facts.add(
        new CallFact.LegEnded(
            story.call(),
            8,
            NOON.plusSeconds(9),
            story.out(),
            false,
            Duration.ZERO,
            503,
            41,
            "Busy",
            null,
            false,
            null));
    facts.add(
        new CallFact.LegEnded(
            story.call(),
            9,
            NOON.plusSeconds(10),
            story.out(),
            false,
            Duration.ZERO,
            408,
            102,
            "Late",
            null,
            true,
            null));
    journal().post(facts);
    CallLeg out =
        read(harbour, story.call()).legs().stream()
            .map(CallDetails.Leg::leg)
            .filter(l -> !l.incoming())
            .findFirst()
            .orElseThrow();
    assertEquals("second", out.trunk());
    assertEquals(NOON.plusSeconds(2), out.began());
    assertEquals(503, out.sipStatus());
    assertEquals(false, out.recovered());
  }

  @Test
  void aCallThatWasAskedForSaysByWhomAndWhoWasCalled() throws Exception {
    for (int cut = 1; cut < 8; cut++) {
      Story story = Story.asked(harbour.domain());
      journal().post(story.facts().subList(0, cut));
      CallSummary begun = read(harbour, story.call()).summary();
      assertEquals(cut < 4 ? CallState.ORIGINATING : CallState.TALKING, begun.state());
      assertEquals(cut < 6 ? null : "+49301", begun.callee());
      journal().post(story.facts());
      CallSummary over = read(harbour, story.call()).summary();
      assertEquals("anna@harbour.example", over.askedBy());
      assertEquals("101", over.caller());
      assertEquals("+49301", over.callee());
      assertEquals(NOON.plusSeconds(2), over.answered());
      assertEquals(Direction.OUTGOING, over.direction());
    }
  }

  /** A phone that sends its user elsewhere (302) is no other party: two legs go to who is first. */
  @Test
  void whoIsCalledFirstAndSentOnIsNotWhoWasCalled() throws Exception {
    for (int cut = 1; cut < 10; cut++) {
      Story story = Story.sentOn(harbour.domain());
      journal().post(story.facts().subList(0, cut));
      assertEquals(cut < 8 ? null : "+49301", read(harbour, story.call()).summary().callee());
      journal().post(story.facts());
      CallSummary over = read(harbour, story.call()).summary();
      assertEquals("+49301", over.callee());
      assertEquals(NOON.plusSeconds(2), over.answered());
    }
  }

  @Test
  void factsWithoutABeginningAreRefused() {
    Story story = Story.of(harbour.domain());
    assertThrows(
        CallJournal.Refused.class,
        () -> journal().post(story.facts().subList(3, story.facts().size())));
    assertThrows(
        CallJournal.Refused.class,
        () -> journal().post(Story.of(new Domain("nobody.example")).facts()));
  }

  @Test
  void oneRefusedFactTakesTheBatchWithIt() {
    Story good = Story.of(harbour.domain());
    Story bad = Story.of(new Domain("nobody.example"));
    List<CallFact> both = new ArrayList<>(good.facts());
    both.addAll(bad.facts());
    assertThrows(CallJournal.Refused.class, () -> journal().post(both));
    assertThrows(Refused.class, () -> read(harbour, good.call()));
    assertTrue(recorded.isEmpty());
  }

  @Test
  void whoOnlySaysToBeAnAccountCallsForNobodysWallet() throws Exception {
    CallId call = CallId.mint();
    Domain domain = harbour.domain();
    var stranger = new Origin.Stranger("203.0.113.9:5060");
    journal()
        .post(
            List.of(
                new CallFact.Began(call, 1, NOON, domain, stranger, "101", "500", "node-1"),
                new CallFact.Ended(
                    call,
                    2,
                    NOON,
                    Duration.ZERO,
                    403,
                    "Not with this password",
                    PackedLadder.of(List.of()),
                    false)));
    CallSummary refused = read(harbour, call).summary();
    assertEquals(CallState.ENDED, refused.state());
    assertEquals(Direction.INTERNAL, refused.direction());
    assertEquals("101", refused.caller());
    assertEquals(403, refused.sipStatus());
    assertEquals("Not with this password", refused.reason());
    Caller payer = caller(harbour, Role.PAYER, wallet);
    var seen = new SeenWallets(Set.of(wallet), null);
    assertTrue(
        Use.in(harbour, em -> records(em).summaryIfAny(payer, call.value(), any -> seen))
            .isEmpty());
  }

  @Test
  void whatRefusedACallAndItsLegIsOnRecordForItsPayerToo() throws Exception {
    CallId call = CallId.mint();
    LegId in = LegId.mint();
    Domain domain = harbour.domain();
    var phone = new Origin.Phone(domain, "101");
    var why = new NamedRefusal("wallet-too-low", "The wallet has only 0.00 EUR available.", true);
    journal()
        .post(
            List.of(
                new CallFact.Began(call, 1, NOON, domain, phone, "101", "+49301", "node-1"),
                new CallFact.LegBegan(call, 2, NOON, in, true, "+49301", null, null, null),
                new CallFact.LegEnded(
                    call,
                    3,
                    NOON,
                    in,
                    false,
                    Duration.ZERO,
                    402,
                    21,
                    why.reason(),
                    null,
                    false,
                    null,
                    why),
                new CallFact.Ended(
                    call,
                    4,
                    NOON,
                    Duration.ZERO,
                    402,
                    why.reason(),
                    PackedLadder.of(List.of()),
                    false,
                    why)));
    for (var sees :
        List.of(caller(harbour, Role.ADMIN, null), caller(harbour, Role.PAYER, wallet))) {
      var seen = read(sees, call);
      assertEquals(why, seen.summary().refusal());
      assertEquals(why, seen.legs().getFirst().leg().refusal());
    }
    Story normal = Story.of(domain);
    journal().post(normal.facts());
    assertNull(read(harbour, normal.call()).summary().refusal());
    assertNull(read(harbour, normal.call()).legs().getFirst().leg().refusal());
  }

  /** Also when it dialled nobody; whom it dials is over it. */
  @Test
  void anApplicationIsTheCalleeUntilItDials() throws Exception {
    CallId call = CallId.mint();
    Domain domain = harbour.domain();
    LegId out = LegId.mint();
    var phone = new Origin.Phone(domain, "101");
    CallJournal journal = journal();
    journal.post(
        List.of(
            new CallFact.Began(call, 1, NOON, domain, phone, "101", "600", "node-1"),
            new CallFact.ApplicationBegan(call, 2, NOON, "Orders")));
    assertEquals("Orders", read(harbour, call).summary().callee());
    journal.post(
        List.of(new CallFact.LegBegan(call, 3, NOON, out, false, "102", null, null, null)));
    assertEquals("102", read(harbour, call).summary().callee());
    journal.post(List.of(new CallFact.ApplicationBegan(call, 4, NOON, "Complaints")));
    assertEquals("Complaints", read(harbour, call).summary().callee());
  }
}
