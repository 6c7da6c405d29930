package org.meterline.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.meterline.launcher.phone.Dialog;
import org.meterline.launcher.phone.Phone;

/**
 * A prepaid wallet through whole calls: SIP, RTP, REST and the database. The tests wait for credits
 * to end, so they do it side by side.
 */
class MoneyIT extends WholeProductTest {
  private static final int RATE = 8_000;

  private final Harbour harbour = new Harbour(meterline());

  /** United States: 0.021 a minute by six seconds; 0.03 EUR buy 85 s. */
  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void tenCallsAtOnceNeverTakeAWalletBelowZero() throws Exception {
    Harbour.Customer customer = harbour.customer("0.03");
    try (Phone phone = harbour.phone(customer);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Dialog>> placed = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        String number = "+1212555010" + i;
        placed.add(threads.submit(() -> phone.call(number)));
      }
      List<Dialog> calls = new ArrayList<>();
      for (Future<Dialog> call : placed) {
        calls.add(call.get());
      }
      List<Dialog> talking = calls.stream().filter(call -> call.status() == 200).toList();
      List<Dialog> refused = calls.stream().filter(call -> call.status() != 200).toList();
      assertTrue(talking.size() >= 2 && refused.size() >= 2, "talking: " + talking.size());
      for (Dialog call : refused) {
        assertEquals(402, call.status());
        assertTrue(call.reason().contains("The wallet has only"), call.reason());
      }
      Patience.until(
          "the credit ends every call",
          Duration.ofSeconds(45),
          () -> {
            Harbour.Purse purse = harbour.purse(customer.wallet());
            assertTrue(purse.available().signum() >= 0, purse::toString);
            assertTrue(purse.balance().signum() >= 0, purse::toString);
            return talking.stream().allMatch(Dialog::isOver);
          });
      for (Dialog call : talking) {
        assertTrue(call.reason().contains("credit is used up"), call.reason());
      }
    }
    List<JsonNode> records = harbour.records(customer.user(), 10);
    assertEquals(10, records.size());
    BigDecimal paid = harbour.assertPaid(customer, customer.paidIn(), records);
    assertTrue(paid.compareTo(new BigDecimal("0.025")) > 0, "paid: " + paid);
    harbour.assertBooksAgree();
  }

  /** France: 0.02 for the connection and 0.018 a minute by the second. */
  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void theEndOfTheCreditIsAnnouncedAndTheCallIsCutOnThePaidSecond() throws Exception {
    Harbour.Customer customer = harbour.customer("0.0236"); // 12 s
    try (Phone phone = harbour.phone(customer)) {
      Dialog call = phone.call("+33123456700");
      assertEquals(200, call.status());
      assertTrue(call.awaitEnd(Duration.ofSeconds(60)), "the credit ends the call");
      assertTrue(call.reason().contains("credit is used up"), call.reason());
      // First the carrier's tone for a second, then silence: what is heard late is the
      // announcement.
      int sound = sound(call.audio().heard(), 3 * RATE / 2);
      assertTrue(sound > 500, "announcement: " + sound + " ms");
    }
    List<JsonNode> records = harbour.records(customer.user(), 1);
    JsonNode record = records.getFirst();
    assertTrue(
        Harbour.rung(record, "announced") >= 0
            && Harbour.rung(record, "announced") < Harbour.rung(record, "→ ENDING"),
        record.path("ladder")::toString);
    assertEquals(12_000, charged(record));
    long cut = cut(record);
    assertTrue(cut >= 12_000 && cut < 12_250, "cut after " + cut + " ms");
    assertHeldBeforeTheInvite(record);
    assertEquals(12, record.path("charges").path(0).path("billedSeconds").asLong());
    BigDecimal paid = harbour.assertPaid(customer, customer.paidIn(), records);
    assertEquals(0, paid.compareTo(new BigDecimal("0.0236")));
    harbour.assertBooksAgree();
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void aTopUpDuringTheCallLetsItGoOn() throws Exception {
    Harbour.Customer customer = harbour.customer("0.0236"); // 12 s
    try (Phone phone = harbour.phone(customer)) {
      Dialog call = phone.call("+33123456700");
      assertEquals(200, call.status());
      harbour.topUp(customer, "0.01");
      assertFalse(call.awaitEnd(Duration.ofSeconds(15)), call::reason);
      call.hangUp();
    }
    List<JsonNode> records = harbour.records(customer.user(), 1);
    assertTrue(charged(records.getFirst()) >= 15_000, records::toString);
    harbour.assertPaid(customer, customer.paidIn().add(new BigDecimal("0.01")), records);
    harbour.assertBooksAgree();
  }

  /** United States: billed by six seconds. The wallet is empty when the call begins. */
  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void aBundlePaysForACallAndThenMoneyDoes() throws Exception {
    Harbour.Customer customer = harbour.customer("0");
    JsonNode bundle =
        harbour.post(
            "wallets",
            """
            {"ofWalletId": "%s", "currency": "SEC", "name": "Free minutes", "prefixes": ["1212"]}"""
                .formatted(customer.wallet()),
            201);
    harbour.post(
        "wallets/" + bundle.path("id").asText() + "/top-ups",
        """
        {"amount": {"amount": "12", "currency": "SEC"}, "reason": "Welcome"}""",
        201);
    List<Dialog> placed = new ArrayList<>();
    try (Phone phone = harbour.phone(customer)) {
      Patience.until(
          "the bundle is known",
          Duration.ofSeconds(60),
          () -> {
            placed.add(phone.call("+12125550110"));
            return placed.getLast().status() == 200;
          });
      harbour.topUp(customer, "0.0021"); // 6 s
      Dialog call = placed.getLast();
      assertTrue(call.awaitEnd(Duration.ofSeconds(60)), "seconds and money end the call");
      assertTrue(call.reason().contains("credit is used up"), call.reason());
    }
    JsonNode record =
        harbour.records(customer.user(), placed.size()).stream()
            .filter(r -> r.path("charges").size() > 0)
            .findFirst()
            .orElseThrow();
    assertEquals("12", record.path("bundled").path("amount").asText(), record::toString);
    assertEquals("0.00210000", record.path("cost").path("amount").asText(), record::toString);
    List<String> charges = new ArrayList<>();
    for (JsonNode charge : record.path("charges")) {
      charges.add(
          charge.path("walletName").asText() + " " + charge.path("cost").path("amount").asText());
      assertEquals(18, charge.path("billedSeconds").asLong());
    }
    assertEquals(
        List.of("Free minutes 12", "Tess's calls 0.00210000"), charges.stream().sorted().toList());
    assertTrue(
        record.path("charges").toString().contains("12 s of them from bundles"), record::toString);
    harbour.assertBooksAgree();
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void whatCannotBePaidIsRefusedWithAReasonAndIsOnRecord() throws Exception {
    Harbour.Customer poor = harbour.customer("0");
    Harbour.Customer rich = harbour.customer("1");
    try (Phone empty = harbour.phone(poor);
        Phone full = harbour.phone(rich)) {
      Dialog nothing = empty.call("+33123456700");
      assertEquals(402, nothing.status());
      assertTrue(nothing.reason().contains("The wallet has only 0"), nothing.reason());
      refusedOnRecord(poor, 402, "The wallet has only 0");

      Dialog nowhere = full.call("+8613800000000");
      assertEquals(403, nowhere.status());
      assertTrue(nowhere.reason().contains("text=\""), nowhere.reason());
      refusedOnRecord(rich, 403, text(nowhere.reason()));

      Dialog blocked = full.call("+49900123456");
      assertEquals(403, blocked.status());
      refusedOnRecord(rich, 403, text(blocked.reason()));
    }
    assertEquals(0, harbour.purse(rich.wallet()).balance().compareTo(rich.paidIn()));
    assertEquals(0, harbour.purse(rich.wallet()).held().signum());
    harbour.assertBooksAgree();
  }

  private void refusedOnRecord(Harbour.Customer customer, int status, String reason)
      throws Exception {
    Patience.until(
        "the refusal is on record",
        Duration.ofSeconds(10),
        () -> {
          List<JsonNode> records = harbour.records(customer.user(), 1);
          JsonNode record = records.getFirst();
          return record.path("sipStatus").asInt() == status
              && record.path("reason").asText().contains(reason)
              && record.path("charges").isEmpty();
        });
  }

  private static String text(String reason) {
    return reason.replaceFirst(".*text=\"", "").replaceFirst("\".*", "");
  }

  /** When the paid leg was cut, in milliseconds after its answer, by the server's own clock. */
  private static long cut(JsonNode record) {
    String detail = record.path("ladder").path(Harbour.rung(record, "cut")).path("detail").asText();
    return Long.parseLong(detail.replaceFirst(" ms after the answer, .*", ""));
  }

  /** The money is set aside before anything is sent towards who is called. */
  private static void assertHeldBeforeTheInvite(JsonNode record) {
    Instant held = Instant.MAX;
    for (JsonNode step : record.path("charges").path(0).path("trace")) {
      if (step.path("kind").asText().equals("hold")) {
        held = Instant.parse(step.path("at").asText());
      }
    }
    Instant invited = Instant.MIN;
    for (JsonNode rung : record.path("ladder")) {
      // Towards the callee: not what is noted of its leg.
      if (rung.path("to").asText().equals("callee")
          && !rung.path("from").asText().equals("callee")) {
        assertTrue(rung.path("title").asText().startsWith("INVITE "), rung::toString);
        invited = Instant.parse(rung.path("at").asText());
        break;
      }
    }
    assertTrue(!held.isAfter(invited), "held at " + held + ", INVITE at " + invited);
  }

  /** What was charged for, of the legs that go out. */
  private static long charged(JsonNode record) {
    long millis = 0;
    for (JsonNode leg : record.path("legs")) {
      millis += leg.path("chargedMillis").asLong();
    }
    return millis;
  }

  /** Milliseconds with sound behind a place. */
  private static int sound(short[] heard, int from) {
    int frames = 0;
    for (int at = from; at + 160 <= heard.length; at += 160) {
      long energy = 0;
      for (int i = at; i < at + 160; i++) {
        energy += (long) heard[i] * heard[i];
      }
      if (energy / 160 > 100L * 100) {
        frames++;
      }
    }
    return frames * 20;
  }
}
