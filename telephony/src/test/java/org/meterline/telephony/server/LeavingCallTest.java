package org.meterline.telephony.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.Patience.until;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.meterline.telephony.call.CallFact;
import org.meterline.telephony.call.CallState;
import org.meterline.telephony.call.Outcome;
import org.meterline.telephony.call.Verb;
import org.meterline.telephony.sip.Sipp;
import org.meterline.telephony.trunk.Trunk;

/** Peers written elsewhere get our REFER: they call by themselves, or will not. */
class LeavingCallTest extends HouseTest {
  private Outcome<?> run(Verb<?> verb) throws Exception {
    until(
        "they talk",
        () -> house.engine.calls().stream().anyMatch(call -> call.state() == CallState.TALKING));
    return house
        .engine
        .begin(house.engine.calls().getFirst().call(), verb, Duration.ofSeconds(60))
        .orElseThrow()
        .get(60, TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @CsvSource({"trunk-refers.xml, true", "trunk-refers-not.xml, false"})
  void aTrunkIsAskedToCallByItself(String scenario, boolean does) throws Exception {
    String dialled = "+4930555801";
    try (var trunk = Sipp.scenario(scenario).start()) {
      house.trunks.add(
          new Trunk("refers", "127.0.0.1", trunk.port(), "udp", List.of("")).referring(true));
      try (var caller =
          Sipp.scenario(does ? "uac-waits.xml" : "uac.xml")
              .to(house.port())
              .user("101", House.password("101"))
              .set("domain", House.DOMAIN)
              .set("to", dialled)
              .option("-d", "3000")
              .start()) {
        Outcome<?> outcome = run(new Verb.Refer(Verb.End.Side.CALLEE, "+4930555802"));
        if (does) {
          assertInstanceOf(Outcome.Done.class, outcome);
        } else {
          assertEquals(
              "not-transferred", assertInstanceOf(Outcome.Refused.class, outcome).why().code());
        }
        caller.succeeds(1);
      }
      trunk.succeeds(1);
      String seen = trunk.messages();
      assertTrue(seen.contains("Refer-To: <sip:+4930555802@127.0.0.1:" + trunk.port()), seen);
    }
    List<CallFact> call = house.call(dialled);
    assertEquals(200, House.only(call, CallFact.Ended.class).sipStatus());
  }

  @Test
  void aPhoneIsSentOnByItsProgram() throws Exception {
    house.shell(
        "540",
        "trap '' HUP",
        "while read -r line && [ -n \"$line\" ]; do :; done",
        "ask() { echo \"$1\"; read -r reply || exit 0; echo \"$1: $reply\" >&2; }",
        "ask ANSWER",
        "ask 'EXEC StartMusicOnHold'",
        "ask 'WAIT FOR DIGIT 1500'",
        "ask 'EXEC Transfer SIP/102'",
        "ask 'GET VARIABLE TRANSFERSTATUS'");
    try (var one = new Baresip(house, folder.resolve("one"), "101", "udp", 440);
        var two = new Baresip(house, folder.resolve("two"), "102", "udp", 1000)) {
      one.dial("540");
      two.await("CALL_ESTABLISHED", 1);
      two.hearsMore(8_000);
      assertTrue(Tones.loudest(two.heard(), 440) > 3_000, "the phone called by itself");
      List<CallFact> call = house.call("540");
      String said = House.only(call, CallFact.ProgramEnded.class).standardError();
      assertTrue(said.contains("TRANSFERSTATUS: 200 result=1 (SUCCESS)"), said);
      two.tell("hangup", "");
      house.call("102");
    }
  }
}
