package org.meterline.telephony.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.Patience.until;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.meterline.telephony.call.CallFact;
import org.meterline.telephony.sip.Sipp;
import org.meterline.telephony.trunk.Trunk;

/** Carriers that do what none should: the route fails, or the call ends and costs what it was. */
class MisbehavingTrunkTest {
  @TempDir private static Path folder;
  private static House house;

  @BeforeAll
  static void open() throws Exception {
    house = new House(folder);
  }

  @AfterAll
  static void close() throws Exception {
    house.close();
  }

  @BeforeEach
  void noTrunks() {
    house.forget();
    house.trunks.clear();
  }

  private static void carrier(String name, Sipp at) {
    house.trunks.add(new Trunk(name, "127.0.0.1", at.port(), "udp", List.of("")));
  }

  private static Sipp call(String scenario, String to) throws Exception {
    return Sipp.scenario(scenario)
        .to(house.port())
        .user("101", House.password("101"))
        .set("domain", House.DOMAIN)
        .set("to", to)
        .option("-d", "200")
        .start();
  }

  /** The leg over trunks, once the call is over and nothing of it is left. */
  private static CallFact.LegEnded leg(String dialled) {
    List<CallFact> call = house.call(dialled);
    until("no call is left", () -> house.engine.counters().callsLive() == 0);
    List<CallFact.LegEnded> legs = House.overTrunks(call);
    assertEquals(1, legs.size(), call::toString);
    return legs.getFirst();
  }

  @ParameterizedTest
  @CsvSource({
    "trunk-twice.xml,+4930555701",
    "trunk-tags.xml,+4930555702",
    "trunk-bye-late.xml,+4930555703"
  })
  void whatIsAnsweredIsChargedOnce(String scenario, String dialled) throws Exception {
    try (var odd = Sipp.scenario(scenario).start()) {
      carrier("odd", odd);
      try (var caller = call("uac.xml", dialled)) {
        caller.succeeds(1);
      }
      odd.succeeds(1);
    }
    CallFact.LegEnded leg = leg(dialled);
    assertTrue(leg.answered());
    assertTrue(leg.charged().compareTo(Duration.ofMillis(100)) > 0, leg::toString);
    assertTrue(leg.charged().compareTo(Duration.ofSeconds(30)) < 0, leg::toString);
  }

  @Test
  void theRouteFailsAndTheNextOneCarriesIt() throws Exception {
    String dialled = "+4930555711";
    try (var odd = Sipp.scenario("trunk-491.xml").start();
        var well = Sipp.scenario("uas.xml").start()) {
      carrier("odd", odd);
      carrier("well", well);
      try (var caller = call("uac.xml", dialled)) {
        caller.succeeds(1);
      }
      odd.succeeds(1);
      well.succeeds(1);
    }
    CallFact.LegEnded leg = leg(dialled);
    assertEquals("well", leg.trunk());
    assertTrue(leg.answered());
  }

  @ParameterizedTest
  @CsvSource({
    // it answers after the caller has given up
    "trunk-late.xml,uac-cancel.xml,+4930555721",
    // its BYE crosses our CANCEL
    "trunk-bye-cancel.xml,uac-cancel.xml,+4930555724",
    // what it answers with cannot be used: somebody has picked up, so nobody else is tried
    "trunk-rubbish-sdp.xml,uac-refused.xml,+4930555722",
    "trunk-603.xml,uac-refused.xml,+4930555723"
  })
  void theCallEndsAndCostsNothing(String scenario, String calling, String dialled)
      throws Exception {
    try (var odd = Sipp.scenario(scenario).start()) {
      carrier("odd", odd);
      try (var caller = call(calling, dialled)) {
        caller.succeeds(1);
      }
      odd.succeeds(1);
    }
    CallFact.LegEnded leg = leg(dialled);
    assertEquals(Duration.ZERO, leg.charged(), leg::toString);
  }

  /** What it sends without end is answered each time, and the talk goes on. */
  @ParameterizedTest
  @CsvSource({"trunk-notifies.xml,+4930555732", "trunk-reinvites.xml,+4930555733"})
  void aTalkOutlivesAFlood(String scenario, String dialled) throws Exception {
    try (var odd = Sipp.scenario(scenario).start()) {
      carrier("odd", odd);
      try (var caller = call("uac-waits.xml", dialled)) {
        caller.succeeds(1);
      }
      odd.succeeds(1);
    }
    assertTrue(leg(dialled).answered());
  }

  @Test
  void aHangUpThatComesAgainIsOneAndItsCauseIsHandedOn() throws Exception {
    String dialled = "+4930555731";
    try (var odd = Sipp.scenario("trunk-bye-again.xml").start()) {
      carrier("odd", odd);
      try (var caller = call("uac-waits.xml", dialled)) {
        caller.succeeds(1);
        assertTrue(caller.messages().contains(", Q.850;cause=27"));
      }
      odd.succeeds(1);
    }
    CallFact.LegEnded leg = leg(dialled);
    assertTrue(leg.answered());
    assertEquals(27, leg.cause());
  }
}
