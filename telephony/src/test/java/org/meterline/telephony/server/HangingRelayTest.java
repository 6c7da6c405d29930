package org.meterline.telephony.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.Patience.until;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.meterline.telephony.call.CallFact;
import org.meterline.telephony.relay.NgTwin;
import org.meterline.telephony.relay.RelaySettings;
import org.meterline.telephony.sip.Sipp;

/** A media relay that says it is there, and hangs when it is to do something. */
class HangingRelayTest {
  private static final int HANGING = 40;

  @TempDir private Path folder;

  private static byte @Nullable [] answer(int number, String cookie, Map<String, Object> asked) {
    return "ping".equals(asked.get("command"))
        ? NgTwin.says(cookie, Map.of("result", "pong"))
        : null;
  }

  @Test
  void whoNeedsItIsRefusedWithAReasonAndNobodyElseWaits() throws Exception {
    try (NgTwin twin = new NgTwin(HangingRelayTest::answer);
        House house = new House(folder, List.of(), RelaySettings.at(twin.address()).needed());
        Sipp callee = Sipp.scenario("uas.xml").start()) {
      until("it is seen", () -> !house.engine.relay().contains("not"));
      house.register("102", callee, 300);
      // More at once than the machine has cores.
      try (Sipp hanging =
          Sipp.scenario("uac-keyed-refused.xml")
              .to(house.port())
              .user("101", House.password("101"))
              .set("domain", House.DOMAIN)
              .set("to", "103")
              .calls(HANGING, 10)
              .start()) {
        until("they hang", () -> asked(twin) > 4);
        try (Sipp plain =
            Sipp.scenario("uac.xml")
                .to(house.port())
                .user("101", House.password("101"))
                .set("domain", House.DOMAIN)
                .set("to", "102")
                .option("-d", "100")
                .start()) {
          plain.succeeds(1);
        }
        hanging.succeeds(HANGING);
      }
      callee.succeeds(1);
      until("all are posted", () -> ended(house).size() == HANGING + 1);
      List<CallFact.Ended> all = ended(house);
      assertEquals(1, all.stream().filter(each -> each.sipStatus() == 200).count());
      assertFalse(all.getLast().sipStatus() == 200, "the other did not wait for those that hung");
      for (CallFact.Ended each : all) {
        assertTrue(
            each.sipStatus() == 200
                || (each.sipStatus() == 503 && each.reason().contains("The media relay at ")),
            each::toString);
      }
    }
  }

  private static long asked(NgTwin twin) {
    return twin.asked.stream().filter(each -> "offer".equals(each.get("command"))).count();
  }

  private static List<CallFact.Ended> ended(House house) {
    return house.facts.stream()
        .filter(CallFact.Ended.class::isInstance)
        .map(CallFact.Ended.class::cast)
        .toList();
  }
}
