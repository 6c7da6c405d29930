package org.meterline.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.meterline.telephony.modem.SimulatedModule;

/** What the operator sees of a modem, and its text messages, in the whole product. */
class ModemIT extends SteeredCallsTest {
  private static final String OPERATOR = "admin@operator.example";
  private static final String MESSAGES = "modems/" + PluggedModems.FIRST + "/messages";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Both as every book has them. */
  private static final String CAME =
      "07911326040000F0040B911346610089F60000208062917314080CC8F71D14969741F977FD07";

  private static final String WENT = "0001000B916407281553F800000AE8329BFD4697D9EC37";

  @BeforeAll
  static void modemsArePluggedIn() {
    assumeTrue(modems().isPresent(), "all media pass rtpengine");
  }

  private static JsonNode modem() throws Exception {
    return meterline().get(OPERATOR, "modems").path("items").path(0);
  }

  @Test
  void itIsSeenAndItsMessagesComeAndGo() throws Exception {
    SimulatedModule module = modems().orElseThrow().first();
    try (Events events = listen(OPERATOR, null);
        Events tenants = listen(ADMIN, null)) {
      Patience.until(
          "it is ready and its signal is known",
          PATIENCE,
          () ->
              modem().path("state").asText().equals("ready")
                  && modem().path("signal").asInt() == -73
                  && modem().path("messages").isObject());
      assertEquals("Harbour Mobile", modem().path("network").asText());
      assertEquals("module", modem().path("kind").asText());
      assertEquals(0, modem().path("messages").path("used").asInt());

      String wish = "{\"to\": \"+46708251358\", \"text\": \"hellohello\"}";
      assertEquals(204, post(OPERATOR, MESSAGES, wish, "").statusCode());
      assertEquals(List.of(WENT), module.submitted());
      problem(403, "operator-only", post(ADMIN, MESSAGES, wish, ""));

      // The SIM's memory is not the one that it reads by itself.
      assertTrue(module.message("SM", 3, CAME));
      JsonNode told = events.await(type("message.received")).path("data");
      assertEquals(PluggedModems.FIRST_NUMBER, told.path("number").asText());
      JsonNode message = told.path("message");
      assertEquals("How are you?", message.path("text").asText());
      assertEquals("+31641600986", message.path("from").asText());
      assertEquals("2002-08-26T19:37:41Z", message.path("sent").asText());
      assertEquals(message, meterline().get(OPERATOR, MESSAGES).path("items").path(0));
      String token = meterline().rest(OPERATOR).token();
      String gone = MESSAGES + "/" + message.path("id").asText();
      assertEquals(204, new Requests(meterline()).send("delete", gone, Requests.JSON, "", token));
      Patience.until("it is off the SIM", PATIENCE, () -> !module.stores("SM", 3));
      events.nothingTwice();
      assertEquals(List.of(), tenants.all().stream().filter(type("message.received")).toList());
    }
  }
}
