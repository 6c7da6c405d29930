package org.meterline.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.meterline.launcher.phone.Dialog;
import org.meterline.launcher.phone.Ladder;
import org.meterline.launcher.phone.Phone;

/** A phone is stopped by name where it may not call, and passes once it may; emergencies always. */
class LimitsIT extends WholeProductTest {
  private static final String ABROAD = "+442071234567";

  private final Harbour harbour = new Harbour(meterline());

  @Test
  void aCountryIsApprovedAndAnHourIsFull() throws Exception {
    Harbour.Customer customer = harbour.customer("5");
    try (Phone phone = harbour.phone(customer)) {
      refused(phone.call(ABROAD), "Calls to United Kingdom are not approved.");
      JsonNode record = harbour.records(customer.user(), 1).getFirst();
      assertEquals(403, record.path("sipStatus").asInt(), record::toString);
      assertTrue(record.toString().contains("destination-not-approved"), record::toString);
      Patience.until(
          "the tenant is asked", Duration.ofSeconds(60), () -> state("GB").equals("ASKED"));

      harbour.put("destinations/GB", "{\"approved\":true}", 200);
      Harbour.untilPutThrough("calls there pass", phone, ABROAD).getLast().hangUp();

      harbour.put("limits", "{\"user\":\"%s\",\"calls\":1}".formatted(customer.user()), 200);
      String full = "The limit of 1 call an hour for " + customer.user() + " is reached.";
      Patience.until(
          "the limit is known",
          Duration.ofSeconds(60),
          () -> {
            Dialog call = phone.call(ABROAD);
            boolean stopped = call.status() == 403;
            if (stopped) {
              refused(call, full);
            } else {
              call.hangUp();
            }
            return stopped;
          });
      Dialog emergency = phone.call("112");
      assertEquals(200, emergency.status(), emergency.reason());
      emergency.hangUp();
      Patience.until(
          "what was stopped is told",
          Duration.ofSeconds(60),
          () -> meterline().get(Harbour.ADMIN, "limits").path("stopped").toString().contains(full));
    }
  }

  @Test
  void aSuspendedTenantCallsForHelpAlone() throws Exception {
    try (Phone phone = meterline().phone("201", new Ladder())) {
      meterline().suspend(DemoTenant.MEADOW, true);
      String why = "The operator has stopped the calls of this tenant.";
      Patience.until(
          "the suspension is known",
          Duration.ofSeconds(60),
          () -> {
            Dialog call = phone.call("+4930123456");
            boolean stopped = call.status() == 403;
            if (stopped) {
              refused(call, why);
            } else if (call.status() == 200) {
              call.hangUp();
            }
            return stopped;
          });
      Dialog emergency = phone.call("112");
      assertEquals(200, emergency.status(), emergency.reason());
      emergency.hangUp();
      meterline().get("admin@meadow.example", "limits"); // people sign in and read
      meterline().suspend(DemoTenant.MEADOW, false);
      Harbour.untilPutThrough("calls pass again", phone, "+4930123456").getLast().hangUp();
    } finally {
      meterline().suspend(DemoTenant.MEADOW, false);
    }
  }

  private static void refused(Dialog call, String why) {
    assertEquals(403, call.status(), call::reason);
    assertEquals("SIP;cause=403;text=\"" + why + "\"", call.reason());
  }

  private static String state(String destination) throws Exception {
    for (JsonNode item : meterline().get(Harbour.ADMIN, "destinations").path("items")) {
      if (item.path("id").asText().equals(destination)) {
        return item.path("state").asText();
      }
    }
    return "";
  }
}
