package org.meterline.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.meterline.launcher.phone.Dialog;
import org.meterline.launcher.phone.Phone;

/** Stopping and starting again, as after {@code ./meterline up --detach}. */
class SecondStartIT extends WholeProductTest {
  private final Harbour harbour = new Harbour(meterline());

  @Test
  void whatWasThereIsThereAfterDownAndUp() throws Exception {
    Harbour.Customer customer = harbour.customer("1");
    try (Phone phone = harbour.phone(customer)) {
      Dialog call = phone.call("+33123456700");
      assertEquals(200, call.status(), call.reason());
      call.hangUp();
    }
    List<JsonNode> records = harbour.records(customer.user(), 1);
    assertTrue(harbour.assertPaid(customer, customer.paidIn(), records).signum() > 0);
    JsonNode wallets = meterline().get(Harbour.ADMIN, "wallets");
    JsonNode calls = meterline().get(Harbour.ADMIN, "calls?state=ended");
    JsonNode phones = meterline().get(Harbour.ADMIN, "phones");

    try (Command status = meterline().command("status")) {
      assertEquals(0, status.status());
      for (String part : List.of("WildFly", "Program launcher", "Keycloak")) {
        assertTrue(status.said().matches("(?s).*" + part + " +ready .*"), status::said);
      }
      assertTrue(status.said().contains("Programs: each runs in a sandbox"), status::said);
    }
    try (Command down = meterline().command("down")) {
      assertEquals(0, down.status());
      assertEquals(
          List.of("WildFly", "Program launcher", "Carrier", "Keycloak", "PostgreSQL"),
          stopped(down.said()));
    }
    try (Command status = meterline().command("status")) {
      assertEquals(3, status.status());
    }

    meterline().startAgain();
    assertEquals(wallets, meterline().get(Harbour.ADMIN, "wallets"));
    assertEquals(calls, meterline().get(Harbour.ADMIN, "calls?state=ended"));
    assertEquals(
        phones.path("items").size(), meterline().get(Harbour.ADMIN, "phones").path("items").size());
    assertEquals(records, harbour.records(customer.user(), 1));
    harbour.assertPaid(customer, customer.paidIn(), records);
    harbour.assertBooksAgree();
  }

  /** The parts that a command says it has stopped, in order. */
  static List<String> stopped(String said) {
    List<String> parts = new ArrayList<>();
    said.lines()
        .map(String::strip)
        .filter(line -> line.contains(" stopped "))
        .forEach(line -> parts.add(line.substring(0, line.indexOf(" stopped "))));
    return parts;
  }
}
