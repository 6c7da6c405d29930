package org.meterline.telephony.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.Patience.until;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.meterline.telephony.call.CallFact;
import org.meterline.telephony.call.DialogIdentity;
import org.meterline.telephony.call.RecordingRule;
import org.meterline.telephony.call.RecordingRule.Consent;
import org.meterline.telephony.call.RecordingRule.Told;
import org.meterline.telephony.call.RecordingRule.Ways;
import org.meterline.telephony.media.Prompt;
import org.meterline.telephony.sip.Sipp;
import org.meterline.telephony.trunk.Trunk;

/**
 * Phones written elsewhere come into a talk that a rule records by ways of their own: they take a
 * place in it, pick it up, are put through in the midst of the announcement, or are heard before
 * they answer. They hear that they are recorded, nothing of the talk before, and are on it.
 */
class RuleHandedOnCallTest extends HouseTest {
  private static final int LOW = 1000;
  private static final int MIDDLE = 1700;
  private static final int HIGH = 1300;

  /** What is announced is a tone, too: so it is known when it was heard. */
  private static final int TOLD = 620;

  /** What -13 dBm0 peaks at is 5,100. */
  private static final int ANNOUNCED = 3500;

  private static final int SILENT = 800;

  /** So many samples there are in a packet. */
  private static final int PACKET = 160;

  private static final String OUTSIDE = "+4930555742";

  @BeforeEach
  void noRules() {
    house.rules.clear();
    house.charges(false);
  }

  /** All must be recorded, and are told so for so long. */
  private void announces(int seconds) {
    house.rules.add(
        new RecordingRule(
            UUID.randomUUID(),
            new RecordingRule.Scope.Tenant(),
            Ways.BOTH,
            true,
            Consent.ANNOUNCE,
            Told.BOTH,
            true,
            new Prompt.Chord(List.of(TOLD), -13, Duration.ofSeconds(seconds))));
  }

  private Baresip phone(String home, String user, int hertz) throws IOException {
    return new Baresip(house, folder.resolve(home), user, "udp", hertz);
  }

  /** What a phone has heard by now. */
  private interface Ear {
    short[] heard() throws IOException;
  }

  private static double[] course(Ear ear, int hertz) {
    try {
      return Tones.course(ear.heard(), hertz);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean told(Ear ear) {
    return Arrays.stream(course(ear, TOLD)).anyMatch(each -> each > ANNOUNCED);
  }

  private static boolean talks(Ear ear, int hertz) {
    double[] course = course(ear, hertz);
    return course.length > 5
        && Arrays.stream(course, course.length - 5, course.length).allMatch(each -> each > 6500);
  }

  /** The announcement was heard whole, and the other only after it. */
  private static void toldFirst(Ear ear, int hertz, int seconds) {
    double[] told = course(ear, TOLD);
    double[] other = course(ear, hertz);
    heardWhole(told, seconds);
    int end = told.length - 1;
    while (told[end] < ANNOUNCED) {
      end--;
    }
    for (int window = 0; window < end; window++) {
      assertTrue(other[window] < SILENT, "the other is not heard yet: " + Arrays.toString(other));
    }
  }

  /** The announcement was heard whole over a talk which was not heard before. */
  private static void toldAsItBegins(Ear ear, int hertz, int seconds) {
    double[] told = course(ear, TOLD);
    double[] other = course(ear, hertz);
    heardWhole(told, seconds);
    for (int window = 0; told[window] < SILENT; window++) {
      assertTrue(other[window] < SILENT, "the other is not heard yet: " + Arrays.toString(other));
    }
  }

  private static void heardWhole(double[] told, int seconds) {
    long windows = Arrays.stream(told).filter(each -> each > ANNOUNCED).count();
    assertTrue(windows >= 5 * seconds - 2, "the announcement is heard: " + Arrays.toString(told));
  }

  /** Both sides are on the recording, each on its own, and nobody else. */
  private void recorded(List<CallFact> call, int left, int right, int nobody) throws IOException {
    CallFact.RecordingRuled ruled = House.only(call, CallFact.RecordingRuled.class);
    assertEquals("announced", ruled.basis().consent());
    CallFact.RecordingBegan began = House.only(call, CallFact.RecordingBegan.class);
    assertEquals(began.recording(), ruled.recording());
    assertEquals(2, began.channels());
    Path file = folder.resolve("house/recordings").resolve(began.path());
    alone(Tones.side(file, 0), left, right, nobody);
    alone(Tones.side(file, 1), right, left, nobody);
  }

  private static void alone(short[] side, int hertz, int... others) {
    assertTrue(Tones.loudest(side, hertz) > 6500, hertz + " Hz is on it");
    for (int other : others) {
      assertTrue(Tones.loudest(side, other) < SILENT, other + " Hz is not");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aPlaceIsTakenInMidAnnouncement(boolean callers) throws Exception {
    announces(4);
    String name = callers ? "callers" : "called";
    int hertz = callers ? MIDDLE : LOW;
    try (var one = phone(name + "-calls", "101", LOW);
        var two = phone(name + "-is-called", "102", MIDDLE);
        var comes = new Linphone(house, folder.resolve(name + "-taken"), "104", "udp", HIGH)) {
      Baresip stays = callers ? two : one;
      Baresip leaves = callers ? one : two;
      one.dial("102");
      one.await("CALL_ESTABLISHED", 1);
      two.await("CALL_ESTABLISHED", 1);
      until("both are told", () -> told(one::heard) && told(two::heard));
      comes.dialInPlaceOf(dialog(leaves), "103");
      leaves.await("CALL_CLOSED", 1);
      until("they talk", () -> talks(stays::heard, HIGH) && talks(comes::heard, hertz));
      toldFirst(stays::heard, HIGH, 4);
      toldAsItBegins(comes::heard, hertz, 4);
      stays.tell("hangup", "");
    }
    // Who comes in the caller's place has the caller's side.
    recorded(
        house.call("102"), callers ? HIGH : hertz, callers ? hertz : HIGH, callers ? LOW : MIDDLE);
    assertTrue(
        house.call("103").stream().noneMatch(CallFact.RecordingBegan.class::isInstance),
        "nor twice");
  }

  @Test
  void aCallIsPickedUp() throws Exception {
    announces(2);
    try (var rings = Sipp.scenario("uas-cancelled.xml").start();
        var one = phone("waits", "101", LOW);
        var comes = new Linphone(house, folder.resolve("picks-up"), "104", "udp", HIGH)) {
      house.register("102", rings, 300);
      one.dial("102");
      comes.dialInPlaceOf(PickupCallTest.ringing(rings) + ";early-only", "103");
      until("they talk", () -> talks(one::heard, HIGH) && talks(comes::heard, LOW));
      toldFirst(one::heard, HIGH, 2);
      toldAsItBegins(comes::heard, LOW, 2);
      one.tell("hangup", "");
      rings.succeeds(1);
      house.register("102", rings, 0);
    }
    recorded(house.call("102"), LOW, HIGH, MIDDLE);
  }

  @Test
  void theCallerHandsTheTalkOnInMidAnnouncement() throws Exception {
    announces(3);
    try (var one = phone("hands-on", "101", LOW);
        var two = phone("stays", "102", MIDDLE);
        var three = phone("comes", "103", HIGH)) {
      one.dial("102");
      one.await("CALL_ESTABLISHED", 1);
      until("both are told", () -> told(one::heard) && told(two::heard));
      one.tell("transfer", "103");
      one.await("CALL_CLOSED", 1);
      until("they talk", () -> talks(two::heard, HIGH) && talks(three::heard, MIDDLE));
      toldFirst(two::heard, HIGH, 3);
      toldFirst(three::heard, MIDDLE, 3);
      two.tell("hangup", "");
      three.await("CALL_CLOSED", 1);
    }
    recorded(house.call("102"), HIGH, MIDDLE, LOW);
  }

  @Test
  void whoWasHeardBeforeTheyAnswerIsToldWhenTheyDo() throws Exception {
    announces(2);
    house.charges(true);
    try (var carrier = new ForkingCarrier();
        var one = phone("hears-early", "101", LOW)) {
      house.trunks.add(new Trunk("carrier", "127.0.0.1", carrier.port(), "udp", List.of("")));
      var two = carrier.phone("far", MIDDLE);
      one.dial(OUTSIDE);
      two.responds("183 Session Progress");
      until("it is heard early", () -> talks(one::heard, MIDDLE));
      two.responds("200 OK");
      one.await("CALL_ESTABLISHED", 1);
      until("they talk", () -> told(two::heard) && talks(two::heard, LOW));
      until("both", () -> told(one::heard) && talks(one::heard, MIDDLE));
      toldFirst(two::heard, LOW, 2);
      heardWhole(course(one::heard, TOLD), 2);
      one.tell("hangup", "");
    }
    recorded(house.call(OUTSIDE), LOW, MIDDLE, HIGH);
  }

  /** A caller who sends much, so that the least moment would let some of it through. */
  @Test
  void notAPacketPassesBetweenTheAnswerAndTheAnnouncement() throws Exception {
    announces(1);
    house.charges(true);
    try (var carrier = new ForkingCarrier();
        var said = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      house.trunks.add(new Trunk("carrier", "127.0.0.1", carrier.port(), "udp", List.of("")));
      var two = carrier.phone("far", MIDDLE);
      try (var one =
          Sipp.scenario("uac-waits.xml")
              .to(house.port())
              .user("101", House.password("101"))
              .set("domain", House.DOMAIN)
              .set("to", OUTSIDE)
              .start()) {
        two.responds("183 Session Progress");
        Pattern ours = Pattern.compile("SIP/2\\.0 183 (?s:.*?)m=audio ([0-9]+)");
        until("it is told where to speak to", () -> ours.matcher(messages(one)).find());
        Matcher port = ours.matcher(messages(one));
        assertTrue(port.find());
        var to =
            new InetSocketAddress(
                InetAddress.getLoopbackAddress(), Integer.parseInt(port.group(1)));
        Thread.ofPlatform().start(() -> ForkingCarrier.speak(said, to, LOW, 100_000));
        until("keys would be heard", () -> two.heard().length > 0);
        two.responds("200 OK");
        until("they talk", () -> two.heard().length > 80_000); // much faster than is told
        house.engine.hangUp(house.engine.calls().getFirst().call(), "The test is over");
        one.succeeds(1);
      }
      double[] told = Tones.course(two.heard(), TOLD, PACKET);
      double[] other = Tones.course(two.heard(), LOW, PACKET);
      for (int packet = 0; told[packet] < ANNOUNCED; packet++) {
        assertTrue(other[packet] < SILENT, "nothing passes before");
      }
    }
    house.call(OUTSIDE);
  }

  private static String messages(Sipp peer) {
    try {
      return peer.messages();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The phone's dialog, as we have it, once it is known: our tag is that of {@code to-tag}. */
  private String dialog(Baresip phone) {
    String callId = phone.await("CALL_ESTABLISHED", 1).path("id").asText();
    until(
        "its dialog is posted", () -> dialogs().stream().anyMatch(d -> d.callId().equals(callId)));
    DialogIdentity its =
        dialogs().stream().filter(d -> d.callId().equals(callId)).findFirst().orElseThrow();
    return callId + ";to-tag=" + its.localTag() + ";from-tag=" + its.remoteTag();
  }

  private List<DialogIdentity> dialogs() {
    return house.facts.stream()
        .filter(CallFact.LegAnswered.class::isInstance)
        .map(fact -> ((CallFact.LegAnswered) fact).dialog())
        .toList();
  }
}
