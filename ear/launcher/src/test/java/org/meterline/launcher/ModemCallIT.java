package org.meterline.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.meterline.launcher.phone.Dialog;
import org.meterline.launcher.phone.Phone;
import org.meterline.telephony.modem.SimulatedModule;

/**
 * A modem call is a call like any other, in the whole product: it is bridged, given to a program
 * and charged. What is set up is what an operator sets up: the file of modems, and a trunk for
 * each.
 */
class ModemCallIT extends SteeredCallsTest {
  private static final String OPERATOR = "admin@operator.example";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** What goes over the first modem. */
  private static final String PREFIX = "4930777";

  /** What phones say, in hertz. */
  private static final int HUM = 700;

  private static final String PROGRAM =
      """
      #!/bin/sh
      trap 'exit 0' HUP
      while read -r line && [ -n "$line" ]; do echo "$line" >&2; done
      ask() { echo "$1"; read -r reply || exit 0; echo "$1: $reply" >&2; }
      ask ANSWER
      ask 'GET DATA enter-digit 15000 1'
      ask 'EXEC Dial SIP/+49307770002,30,g'
      ask HANGUP
      """;

  private static final Predicate<JsonNode> FIRST_CHANGED =
      type("modem.changed").and(data("name", PluggedModems.FIRST));

  private static final List<String> TRUNKS = new ArrayList<>();

  private final Harbour harbour = new Harbour(meterline());
  private final SimulatedModule first = modems().orElseThrow().first();
  private final SimulatedModule second = modems().orElseThrow().second();

  @BeforeAll
  static void addTrunks() throws Exception {
    assumeTrue(modems().isPresent(), "all media pass rtpengine");
    for (String name : List.of(PluggedModems.FIRST, PluggedModems.SECOND)) {
      String prefix = name.equals(PluggedModems.FIRST) ? PREFIX : "4930778";
      String trunk =
          """
          {"name": "%1$s", "host": "%1$s", "port": 1, "transport": "modem",
           "prefixes": ["%2$s"], "callsLimit": 1, "everybody": true}"""
              .formatted(name, prefix);
      HttpResponse<String> added = post(OPERATOR, "trunks", trunk, "");
      assertEquals(201, added.statusCode(), added.body());
      TRUNKS.add(JSON.readTree(added.body()).path("id").asText());
    }
    Patience.until(
        "both modems are ready",
        PATIENCE,
        () ->
            meterline()
                .get(OPERATOR, "modems")
                .findValuesAsText("state")
                .equals(List.of("ready", "ready")));
  }

  @AfterAll
  static void removeTrunks() throws Exception {
    for (String trunk : TRUNKS) {
      assertEquals(
          204,
          new Requests(meterline())
              .send(
                  "delete",
                  "trunks/" + trunk,
                  Requests.JSON,
                  "",
                  meterline().rest(OPERATOR).token()));
    }
    TRUNKS.clear();
  }

  @Test
  void whoCallsAModemTalksToAPhoneAndItIsPaidFor() throws Exception {
    String caller = "+491701111111";
    Harbour.Customer customer = harbour.customer("1");
    LinkedBlockingQueue<Dialog> taken = new LinkedBlockingQueue<>();
    try (Phone phone = harbour.phone(customer)) {
      phone.onCall(dialog -> take(dialog, taken));
      harbour.post(
          "numbers",
          """
          {"number": "%s", "target": {"kind": "PHONE", "id": "%s"}, "description": "A test's"}"""
              .formatted(PluggedModems.FIRST_NUMBER, customer.phone()),
          201);
      leadsTo(PluggedModems.FIRST_NUMBER, "This is the phone " + customer.user());
      first.calls(caller);
      first.isAnswered();
      Dialog talk = taken.poll(60, TimeUnit.SECONDS);
      assertNotNull(talk);
      theyHearEachOther(talk);
      first.hangsUp();
      assertTrue(talk.awaitEnd(PATIENCE), "the phone is told that the caller has left");
    }
    JsonNode record = harbour.records(caller, 1).getFirst();
    assertEquals("INCOMING", record.path("direction").asText());
    assertEquals(PluggedModems.FIRST_NUMBER, record.path("dialled").asText());
    assertTrue(record.path("talkedMillis").asLong() > 0, record::toString);
    assertTrue(Harbour.rung(record, "RING") >= 0 && Harbour.rung(record, "ATA") >= 0);
    assertEquals(List.of("extension"), prefixes(record), "the leg to the phone has a price");
    theTenantPaid(record);
    harbour.assertBooksAgree();
  }

  /** And the program calls somebody over another modem. */
  @Test
  void whoCallsAModemTalksToAProgramThatPutsThemThrough() throws Exception {
    String caller = "+491702222222";
    harbour.program(PluggedModems.SECOND_NUMBER, PROGRAM);
    leadsTo(PluggedModems.SECOND_NUMBER, "This is the program ");
    goesOverTheFirst("+49307770002");
    second.calls(caller);
    second.isAnswered();
    Patience.until("the program speaks", PATIENCE, () -> isLoud(second.heard()));
    second.presses('2');
    first.ringsAt("+49307770002");
    first.answers();
    Patience.until(
        "both far ends hear each other",
        PATIENCE,
        () ->
            isHeard(second.heard(), PluggedModems.FIRST_TONE)
                && isHeard(first.heard(), PluggedModems.SECOND_TONE));
    first.hangsUp();
    second.isFree();

    JsonNode record = harbour.records(caller, 1).getFirst();
    JsonNode run = record.path("programRuns").path(0);
    assertEquals(0, run.path("exitStatus").asInt(-1), run::toString);
    String said = run.path("standardError").asText();
    assertTrue(said.contains("agi_callerid: " + caller), said);
    assertTrue(said.contains("GET DATA enter-digit 15000 1: 200 result=2"), said);
    assertEquals(
        List.of("4930", "program"), prefixes(record), "what the program does, and whom it called");
    assertTrue(over(record, PluggedModems.FIRST).path("chargedMillis").asLong() > 0);
    theTenantPaid(record);
    harbour.assertBooksAgree();
  }

  /** While it talks, the next call takes the next trunk. */
  @Test
  void aPhoneCallsOverAModemAndPays() throws Exception {
    Harbour.Customer customer = harbour.customer("1");
    goesOverTheFirst("+49307770003");
    try (Phone phone = harbour.phone(customer);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Dialog talk = answeredAtTheFirst(threads, phone, "+49307770003");
      theyHearEachOther(talk);
      Dialog other = phone.call("+49307770004");
      assertEquals(200, other.status(), other::reason);
      other.hangUp();
      talk.hangUp();
      first.isFree();
    }
    List<JsonNode> records = harbour.records(customer.user(), 2);
    assertTrue(
        over(to(records, "+49307770003"), PluggedModems.FIRST).path("chargedMillis").asLong() > 0);
    assertTrue(
        over(to(records, "+49307770004"), "demo-carrier").path("chargedMillis").asLong() > 0);
    assertTrue(harbour.assertPaid(customer, customer.paidIn(), records).signum() > 0);
    harbour.assertBooksAgree();
  }

  /** The call is paid to that second, and the operator hears of it. */
  @Test
  void aModemThatIsPulledOutEndsItsCall() throws Exception {
    Harbour.Customer customer = harbour.customer("1");
    goesOverTheFirst("+49307770005");
    try (Events events = listen(OPERATOR, null);
        Events tenants = listen(ADMIN, null);
        Phone phone = harbour.phone(customer);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Dialog talk = answeredAtTheFirst(threads, phone, "+49307770005");
      Patience.until(
          "the phone hears",
          PATIENCE,
          () -> isHeard(talk.audio().heard(), PluggedModems.FIRST_TONE));
      first.unplug();
      try {
        assertTrue(talk.awaitEnd(PATIENCE), "the phone is told");
        events.await(FIRST_CHANGED.and(data("state", "unplugged")));
      } finally {
        first.plug();
      }
      events.await(FIRST_CHANGED.and(data("state", "ready")));
      events.nothingTwice();
      assertEquals(List.of(), tenants.all().stream().filter(FIRST_CHANGED).toList());
    }
    List<JsonNode> records = harbour.records(customer.user(), 1);
    JsonNode leg = over(records.getFirst(), PluggedModems.FIRST);
    assertEquals("The modem gsm-1 was unplugged", leg.path("reason").asText());
    assertTrue(harbour.assertPaid(customer, customer.paidIn(), records).signum() > 0);
    harbour.assertBooksAgree();
  }

  private static void take(Dialog dialog, LinkedBlockingQueue<Dialog> taken) {
    try {
      dialog.answer();
      taken.add(dialog);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Dialog answeredAtTheFirst(ExecutorService threads, Phone phone, String number)
      throws Exception {
    Future<Dialog> called = threads.submit(() -> phone.call(number));
    first.ringsAt(number);
    first.answers();
    Dialog talk = called.get(60, TimeUnit.SECONDS);
    assertEquals(200, talk.status(), talk::reason);
    return talk;
  }

  /** Sound and digits, both ways. */
  private void theyHearEachOther(Dialog talk) throws Exception {
    int heard = first.heard().length;
    int digits = first.digits().length();
    talk.audio().tone(HUM);
    Patience.until(
        "both hear each other",
        PATIENCE,
        () ->
            isHeard(talk.audio().heard(), PluggedModems.FIRST_TONE)
                && first.heard().length >= heard + 4_000
                && isHeard(first.heard(), HUM));
    talk.audio().press('5');
    Patience.until(
        "the phone's digit", PATIENCE, () -> first.digits().substring(digits).equals("5"));
    first.presses('7');
    Patience.until("the modem's digit", PATIENCE, () -> talk.audio().digits().equals("7"));
  }

  /** Waits until the server knows what the number is. */
  private static void leadsTo(String number, String what) throws Exception {
    Patience.until(
        number + " is known",
        PATIENCE,
        () -> tried(number).path("means").asText().startsWith(what));
  }

  /** Waits until the server knows the trunk. */
  private static void goesOverTheFirst(String number) throws Exception {
    Patience.until(
        number + " goes over the modem",
        PATIENCE,
        () -> {
          for (JsonNode trunk : tried(number).path("trunks")) {
            if (trunk.path("turn").asInt() == 1) {
              return trunk.path("name").asText().equals(PluggedModems.FIRST);
            }
          }
          return false;
        });
  }

  /** What an admin is shown who tries a number. */
  private static JsonNode tried(String number) throws Exception {
    HttpResponse<String> shown =
        post(ADMIN, "trunks/attempts", "{\"number\": \"%s\"}".formatted(number), "");
    assertEquals(200, shown.statusCode(), shown.body());
    return JSON.readTree(shown.body());
  }

  private static boolean isHeard(short[] heard, int hertz) {
    double loud = Heard.amplitude(heard, hertz);
    return loud > 6000 && loud < 9500;
  }

  private static boolean isLoud(short[] heard) {
    for (int at = Math.max(0, heard.length - 1600); at < heard.length; at++) {
      if (Math.abs(heard[at]) > 1000) {
        return true;
      }
    }
    return false;
  }

  /** By which lines of the deck its legs were charged. */
  private static List<String> prefixes(JsonNode record) {
    return StreamSupport.stream(record.path("charges").spliterator(), false)
        .map(charge -> charge.path("prefix").asText())
        .sorted()
        .toList();
  }

  /** Who calls from outside has no wallet: what is missing from the tenant's is what it cost. */
  private static void theTenantPaid(JsonNode record) throws Exception {
    String wallet = DemoTenant.HARBOUR.ownWallet().toString();
    BigDecimal cost = Harbour.amount(record.path("cost"));
    assertTrue(cost.signum() > 0, record::toString);
    BigDecimal charged = BigDecimal.ZERO;
    for (JsonNode charge : record.path("charges")) {
      assertEquals(wallet, charge.path("walletId").asText());
      charged = charged.add(Harbour.amount(charge.path("cost")));
    }
    assertEquals(0, cost.compareTo(charged), record::toString);
    BigDecimal moved = BigDecimal.ZERO;
    JsonNode moves = meterline().get(ADMIN, "wallets/" + wallet + "/moves").path("items");
    for (JsonNode move : moves) {
      if (move.path("callId").equals(record.path("id"))) {
        moved = moved.add(Harbour.amount(move.path("amount")));
      }
    }
    assertEquals(0, cost.negate().compareTo(moved), moves::toString);
  }

  private static JsonNode over(JsonNode record, String trunk) {
    return StreamSupport.stream(record.path("legs").spliterator(), false)
        .filter(
            leg -> leg.path("trunk").asText().equals(trunk) && !leg.path("incoming").asBoolean())
        .findFirst()
        .orElseThrow(() -> new AssertionError("nothing went over " + trunk + ": " + record));
  }

  private static JsonNode to(List<JsonNode> records, String dialled) {
    return records.stream()
        .filter(record -> record.path("dialled").asText().equals(dialled))
        .findFirst()
        .orElseThrow();
  }
}
