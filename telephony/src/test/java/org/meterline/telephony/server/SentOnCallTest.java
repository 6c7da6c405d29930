package org.meterline.telephony.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.Patience.until;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.meterline.telephony.call.CallFact;
import org.meterline.telephony.call.CallState;
import org.meterline.telephony.call.Destination;
import org.meterline.telephony.call.Domain;
import org.meterline.telephony.call.E164;
import org.meterline.telephony.call.Verb;
import org.meterline.telephony.sip.Sipp;
import org.meterline.telephony.trunk.Trunk;

/** Phones of sipp's that are called first, and have their calls sent on. */
class SentOnCallTest {
  private static final String OUTSIDE = "+4930555662";

  @TempDir private static Path folder;

  @Test
  void whoIsCalledFirstSendsTheCallOn() throws Exception {
    try (var house = new House(folder);
        var away = Sipp.scenario("uas-sends-on.xml").set("instead", "103").start();
        var instead = Sipp.scenario("uas.xml").start();
        var other = Sipp.scenario("uas.xml").start()) {
      house.number(OUTSIDE, new Destination.Outside(new Domain(House.DOMAIN), new E164(OUTSIDE)));
      house.trunks.add(new Trunk("carrier", "127.0.0.1", other.port(), "udp", List.of("")));
      house.register("102", away, 300);
      house.register("103", instead, 300);
      house.connect("102", OUTSIDE);
      until(
          "they talk",
          () -> house.engine.calls().stream().anyMatch(c -> c.state() == CallState.TALKING));
      var call = house.engine.calls().getFirst().call();
      house
          .engine
          .begin(call, new Verb.HangUp("Enough"), Duration.ofSeconds(60))
          .orElseThrow()
          .get(60, TimeUnit.SECONDS);
      away.succeeds(1);
      instead.succeeds(1);
      other.succeeds(1);
      assertTrue(
          instead.messages().contains("Diversion: <sip:102@harbour.example>;reason=unconditional"));
      List<CallFact.LegEnded> legs =
          house.call(OUTSIDE).stream()
              .filter(CallFact.LegEnded.class::isInstance)
              .map(CallFact.LegEnded.class::cast)
              .toList();
      assertEquals(
          List.of(302, 200, 200), legs.stream().map(CallFact.LegEnded::sipStatus).toList());
      assertTrue(legs.stream().skip(1).allMatch(leg -> leg.charged().isPositive()));
      assertEquals(3, house.asked.size(), "each leg is asked for");
      assertEquals("102", house.asked.get(1).sentOnBy());
    }
  }

  /** A number that has moved within its carrier: it is asked for, and charged, by the new one. */
  @Test
  void aCarrierThatIsFollowedNamesTheNumberThatIsCalledInstead() throws Exception {
    String moved = "+4930555663";
    try (var house = new House(folder.resolve("carrier"));
        var away = Sipp.scenario("uas-sends-on.xml").set("instead", moved).start();
        var other = Sipp.scenario("uas.xml").start()) {
      for (String number : List.of(OUTSIDE, moved)) {
        house.number(number, new Destination.Outside(new Domain(House.DOMAIN), new E164(number)));
      }
      house.trunks.clear();
      house.trunks.add(carrier("moves", away, OUTSIDE).follows(true));
      house.trunks.add(carrier("carries", other, moved));
      try (var caller =
          Sipp.scenario("uac.xml")
              .to(house.port())
              .user("101", House.password("101"))
              .set("domain", House.DOMAIN)
              .set("to", OUTSIDE)
              .option("-d", "200")
              .start()) {
        caller.succeeds(1);
      }
      away.succeeds(1);
      other.succeeds(1);
      assertTrue(other.messages().contains("INVITE sip:" + moved + "@"), other.messages());
      assertTrue(
          other.messages().contains("Diversion: <sip:" + OUTSIDE + "@harbour.example>"),
          other.messages());
      List<CallFact.LegEnded> legs = Ends.overTrunks(house.call(OUTSIDE));
      assertEquals(List.of(302, 200), legs.stream().map(CallFact.LegEnded::sipStatus).toList());
      assertEquals(Duration.ZERO, legs.getFirst().charged());
      assertTrue(legs.getLast().charged().isPositive());
      assertEquals("carries", legs.getLast().trunk());
      assertEquals(
          new Destination.Outside(new Domain(House.DOMAIN), new E164(moved)),
          house.asked.getLast().to());
    }
  }

  private static Trunk carrier(String name, Sipp at, String carries) {
    return new Trunk(name, "127.0.0.1", at.port(), "udp", List.of(carries.substring(1)));
  }
}
