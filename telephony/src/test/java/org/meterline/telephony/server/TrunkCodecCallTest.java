package org.meterline.telephony.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.meterline.telephony.call.CallFact;
import org.meterline.telephony.call.LadderEntry;
import org.meterline.telephony.sip.Sipp;
import org.meterline.telephony.trunk.Health;
import org.meterline.telephony.trunk.Trunk;
import org.meterline.telephony.trunk.TrunkBuilder;

/** Trunks of which it is said what is spoken with them; what is heard at both ends is measured. */
class TrunkCodecCallTest extends HouseTest {
  private static final String OURS = "+4930555900";
  private static final String THEIRS = "+4930555901";
  private static final int LOW = 440;
  private static final int HIGH = 1000;

  /**
   * A microphone's tone peaks at 8,000, and G.711 hands that on to a per cent. Two filter banks of
   * G.722, Opus, and the phone's own change of rate on both sides may each take half a decibel:
   * three decibels are left to them.
   */
  private static final double LEAST = 8_000 / Math.sqrt(2);

  private static final double MOST = 9_000;

  @BeforeAll
  void isReachable() {
    house.extension(OURS, "101");
  }

  private void trunk(String name, int port, List<String> codecs) {
    house.trunks.add(
        new TrunkBuilder(new Trunk(name, "127.0.0.1", port, "udp", List.of("")))
            .codecs(codecs)
            .build());
  }

  /**
   * Both directions with each pair: the first ones pass untouched, the others are translated.
   *
   * @param listed the trunk's list, and {@code offers} the m= line with it
   * @param theirs what the carrier's end speaks, and {@code ours} the phone
   */
  @ParameterizedTest
  @CsvSource({
    "g722 pcma,      RTP/AVP 9 8 101,       G722/16000/1, G722/16000/1, true",
    "opus pcmu,      RTP/AVP 111 0 101 110, opus/48000/2, opus/48000/2, true",
    "g722,           RTP/AVP 9 101,         G722/16000/1, PCMA/8000/1,  false",
    "opus g722 pcma, RTP/AVP 111 9 8 101 110, opus/48000/2, PCMU/8000/1, false"
  })
  void theyTalkInWhatIsListed(
      String listed, String offers, String theirs, String ours, boolean untouched)
      throws Exception {
    String name = listed.replace(' ', '-') + untouched;
    int port = Sipp.freePort();
    trunk("wide", port, List.of(listed.split(" ", -1)));
    try (var phone =
            new Baresip(house, folder.resolve(name), "101", "udp", LOW, "audio_codecs=" + ours);
        var carrier =
            Baresip.behind(
                house.port(),
                "127.0.0.1",
                folder.resolve("far-" + name),
                THEIRS + "@carrier.example",
                port,
                HIGH,
                "audio_codecs=" + theirs)) {
      for (int call = 1; call <= 2; call++) {
        boolean out = call == 1;
        house.forget();
        (out ? phone : carrier).dial(out ? THEIRS : OURS);
        phone.await("CALL_ESTABLISHED", call);
        carrier.await("CALL_ESTABLISHED", call);
        Baresip.hearMore(16_000, phone, carrier);
        phone.tell("hangup", "");
        carrier.await("CALL_CLOSED", call);
        heard(phone, HIGH, LOW);
        heard(carrier, LOW, HIGH);
        List<CallFact> facts = house.call(out ? THEIRS : OURS);
        CallFact.Ended ended = House.only(facts, CallFact.Ended.class);
        assertEquals(200, ended.sipStatus());
        String ladder = ended.ladder().toString();
        assertTrue(!out || ladder.contains(offers + "\r\n"), ladder);
        assertSpoken(facts, theirs, untouched);
      }
    }
  }

  private static void assertSpoken(List<CallFact> facts, String theirs, boolean onBothSides) {
    String codec = theirs.substring(0, theirs.indexOf('/'));
    List<String> spoken =
        facts.stream()
            .filter(CallFact.LegEnded.class::isInstance)
            .map(fact -> ((CallFact.LegEnded) fact).quality())
            .map(quality -> quality == null ? "none" : quality.codec())
            .toList();
    long legs = spoken.stream().filter(codec::equalsIgnoreCase).count();
    assertEquals(onBothSides ? 2 : 1, legs, spoken::toString);
  }

  private static void heard(Baresip phone, int others, int own) throws IOException {
    short[] samples = phone.heard();
    double loud = Tones.loudest(samples, others);
    double echo = Tones.loudest(samples, own);
    assertTrue(loud > LEAST && loud < MOST, "the other's tone: " + loud);
    assertTrue(echo < 400, "one's own tone: " + echo);
  }

  /** The way fails, the trunk is well, and the next one carries the call. */
  @Test
  void oneThatSpeaksNoneOfThemIsPassedOver() throws Exception {
    String dialled = "+4930555911";
    try (var none = Sipp.scenario("trunk-488.xml").start();
        var well = Sipp.scenario("uas.xml").start()) {
      trunk("speaks-none", none.port(), List.of("opus"));
      trunk("speaks", well.port(), List.of());
      long began = System.nanoTime();
      try (var caller = caller("uac.xml", dialled)) {
        caller.succeeds(1);
      }
      assertTrue(Duration.ofNanos(System.nanoTime() - began).toSeconds() < 10, "at once");
      none.succeeds(1);
      well.succeeds(1);
      String offered = none.messages();
      assertTrue(offered.contains("RTP/AVP 111 101 110\r\n"), offered);
      assertFalse(offered.contains("PCMA"), offered);
    }
    List<CallFact> call = house.call(dialled);
    List<CallFact.LegEnded> legs = Ends.overTrunks(call);
    assertEquals(List.of("speaks"), legs.stream().map(CallFact.LegEnded::trunk).toList());
    assertTrue(legs.getFirst().answered());
    List<LadderEntry> ladder = House.only(call, CallFact.Ended.class).ladder();
    assertTrue(
        ladder.stream()
            .anyMatch(
                step ->
                    step.title().equals("trunk refused")
                        && step.detail().equals("speaks-none said: 488 Not Acceptable Here")),
        ladder::toString);
    assertEquals(Health.State.UP, house.engine.trunks().health.of("speaks-none").state());
  }

  @Test
  void whereNoneIsLeftTheReasonIsTold() throws Exception {
    String dialled = "+4930555912";
    try (var none = Sipp.scenario("trunk-488.xml").start()) {
      trunk("speaks-none", none.port(), List.of("g722"));
      try (var caller = caller("uac-refused.xml", dialled)) {
        caller.succeeds(1);
      }
      none.succeeds(1);
    }
    CallFact.LegEnded leg = Ends.overTrunks(house.call(dialled)).getFirst();
    assertEquals(Duration.ZERO, leg.charged());
    assertEquals(65, leg.cause());
    assertEquals(488, leg.sipStatus());
    assertEquals("Not Acceptable Here", leg.reason());
  }

  /** A carrier that offers none of what is listed hears so. */
  @Test
  void aCallInNoneOfThemIsRefused() throws Exception {
    int port = Sipp.freePort();
    trunk("wide", port, List.of("g722", "opus"));
    try (var caller =
        Sipp.scenario("uac-trunk-refused.xml")
            .at(port)
            .to(house.port())
            .set("domain", House.DOMAIN)
            .set("from", "+4930777")
            .set("to", OURS)
            .set("header", "Subject: wide")
            .start()) {
      caller.succeeds(1);
      String heard = caller.messages();
      assertTrue(heard.contains("SIP/2.0 488 "), heard);
      assertTrue(heard.contains("no codec in common: g722 or opus is needed"), heard);
    }
  }

  private Sipp caller(String scenario, String to) throws Exception {
    return Sipp.scenario(scenario)
        .to(house.port())
        .user("101", House.password("101"))
        .set("domain", House.DOMAIN)
        .set("to", to)
        .option("-d", "200")
        .start();
  }
}
