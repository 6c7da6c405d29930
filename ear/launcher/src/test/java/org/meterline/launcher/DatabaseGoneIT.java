package org.meterline.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.meterline.launcher.phone.Dialog;
import org.meterline.launcher.phone.Ladder;
import org.meterline.launcher.phone.Phone;

/** The database is away for half a minute. */
class DatabaseGoneIT extends WholeProductTest {
  private static final Duration AWAY = Duration.ofSeconds(30);

  private final Harbour harbour = new Harbour(meterline());

  @Test
  void paidCallsKeepToTheirGrantsAndNothingIsLost() throws Exception {
    Harbour.Customer customer = harbour.customer("1");
    Instant began = Instant.now();
    try (Phone paying = harbour.phone(customer);
        Phone caller = meterline().phone("201", new Ladder());
        Phone callee = meterline().phone("202", new Ladder())) {
      assertEquals(200, callee.register(Duration.ofMinutes(10)));
      callee.onCall(DatabaseGoneIT::answer);
      Dialog free = caller.call("202");
      assertEquals(200, free.status(), free.reason());
      Dialog paid = paying.call("+33123456700");
      assertEquals(200, paid.status(), paid.reason());

      meterline().stopDatabase();
      long gone = System.nanoTime();
      try {
        Dialog refused = paying.call("+33123456700");
        assertEquals(503, refused.status(), refused.reason());
        assertTrue(refused.reason().contains("text=\""), refused.reason());
        assertTrue(refused.mayRetry(), "with Retry-After");

        assertEquals(200, callee.register(Duration.ofMinutes(10)));
        Dialog inside = caller.call("202");
        assertEquals(200, inside.status(), inside.reason());
        inside.hangUp();
        Dialog emergency = paying.call("112");
        assertEquals(200, emergency.status(), emergency.reason());
        emergency.hangUp();

        assertTrue(paid.awaitEnd(Duration.ofSeconds(25)), "the grant ends the call");
        assertTrue(paid.reason().contains("granted is used up"), paid.reason());
        assertFalse(
            free.awaitEnd(AWAY.minusNanos(System.nanoTime() - gone)),
            "a call that costs nothing goes on: " + free.reason());
      } finally {
        meterline().startDatabase();
        harbour.awaitSignIn();
      }
      free.hangUp();

      List<JsonNode> records = harbour.records(customer.user(), 3);
      assertEquals(3, records.size());
      assertEquals(1, with(records, 503));
      JsonNode charged =
          records.stream().filter(record -> !record.path("charges").isEmpty()).findFirst().get();
      assertEquals(15, charged.path("charges").path(0).path("billedSeconds").asLong());
      assertEquals(2, harbour.records("admin@meadow.example", "201", began, 2).size());
      harbour.assertPaid(customer, customer.paidIn(), records);
      assertEquals(0, harbour.count("select count(*) from hold where resolved is null"));
      harbour.assertBooksAgree();

      // The node's lease may have run out meanwhile: it charges again once that is renewed.
      AtomicInteger tries = new AtomicInteger();
      Patience.until(
          "paid calls go again",
          Duration.ofMinutes(2),
          () -> {
            tries.incrementAndGet();
            Dialog next = paying.call("+33123456700");
            if (next.status() == 200) {
              next.hangUp();
              return true;
            }
            assertTrue(next.mayRetry(), next.reason());
            return false;
          });
      String recorded =
          "select count(*) from call_record where ended is not null and caller = '%s'"
              .formatted(customer.user());
      Patience.until(
          "every call is on record",
          Duration.ofSeconds(90),
          () -> harbour.count(recorded) == 3 + tries.get());
    }
  }

  private static long with(List<JsonNode> records, int status) {
    return records.stream().filter(record -> record.path("sipStatus").asInt() == status).count();
  }

  private static void answer(Dialog call) {
    try {
      call.answer();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
