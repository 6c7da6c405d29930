package org.meterline.telephony.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.Patience.until;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.meterline.telephony.call.CallFact;
import org.meterline.telephony.call.RecordingRule;
import org.meterline.telephony.call.RecordingRule.Consent;
import org.meterline.telephony.call.RecordingRule.Told;
import org.meterline.telephony.call.RecordingRule.Ways;

/**
 * Phones written elsewhere are told that they are recorded, or asked, and their keys count; {@link
 * BaresipRecordingRuleRtpengineTest} has their media pass rtpengine.
 */
class BaresipRecordingRuleTest extends HouseTest {
  // In what is announced there is little of these.
  private static final int LOW = 1000;
  private static final int MIDDLE = 1700;
  private static final int HIGH = 1300;

  @BeforeAll
  void program() throws Exception {
    house.shell(
        "520",
        "trap 'exit 0' HUP",
        "while read -r line && [ -n \"$line\" ]; do :; done",
        "ask() { echo \"$1\"; read -r reply || exit 0; echo \"$1: $reply\" >&2; }",
        "ask ANSWER",
        "ask 'STREAM FILE goodbye \"\"'",
        "ask 'EXEC StopMixMonitor'",
        "ask 'EXEC Wait 1'",
        "ask HANGUP");
  }

  @BeforeEach
  void noRules() {
    house.rules.clear();
  }

  /** That its media passed what they should; without rtpengine there is nothing else. */
  void assertRelayed(List<CallFact> call) {}

  /** The last call to that number, once its last fact is posted. */
  private List<CallFact> call(String dialled) {
    List<CallFact> call = house.call(dialled);
    assertRelayed(call);
    return call;
  }

  private void rule(Consent consent, Told told) {
    rule(consent, told, "101");
  }

  private void rule(Consent consent, Told told, String user) {
    house.rules.add(
        new RecordingRule(
            UUID.randomUUID(),
            new RecordingRule.Scope.Phone(user),
            Ways.BOTH,
            true,
            consent,
            told,
            false,
            null));
  }

  private Baresip phone(String home, String user, int hertz) throws Exception {
    return new Baresip(house, folder.resolve(home), user, "udp", hertz);
  }

  /** The prompt was heard before the other's tone began. */
  private static void heardFirst(Baresip phone, String prompt, int hertz) throws Exception {
    until("and then the other", () -> talks(phone, hertz));
    short[] heard = phone.heard();
    short[] wanted = BuiltInPrompts.read(prompt);
    // A phone that is slow to open its ear misses the beginning.
    double likeness =
        Tones.likeness(
            Arrays.copyOf(heard, Tones.begins(heard, hertz)),
            Tones.last(wanted, wanted.length / 2));
    assertTrue(likeness > 0.8, prompt + " is heard before the other: " + likeness);
  }

  private static boolean talks(Baresip phone, int hertz) {
    try {
      return Tones.loudest(Tones.last(phone.heard(), 6000), hertz) > 6500;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void bothHearItAndBothAreOnIt() throws Exception {
    long before = ruled();
    rule(Consent.ANNOUNCE, Told.BOTH);
    try (var one = phone("told", "101", LOW);
        var two = phone("told-too", "102", HIGH)) {
      one.dial("102");
      two.await("CALL_ESTABLISHED", 1);
      until("they are recorded", () -> ruled() > before);
      two.hearsMore(12_000);
      one.hearsMore(8000);
      heardFirst(one, "en/recording/announcement", HIGH);
      heardFirst(two, "en/recording/announcement", LOW);
      one.tell("hangup", "");
      two.await("CALL_CLOSED", 1);
    }
    List<CallFact> facts = call("102");
    CallFact.RecordingBegan began = House.only(facts, CallFact.RecordingBegan.class);
    CallFact.RecordingEnded ended = House.only(facts, CallFact.RecordingEnded.class);
    assertEquals("hung-up", ended.reason());
    assertEquals("announced", House.only(facts, CallFact.RecordingRuled.class).basis().consent());
    short[] left = side(began, 0);
    short[] right = side(began, 1);
    assertTrue(Tones.loudest(left, LOW) > 6500, "the caller is on the left");
    assertTrue(Tones.loudest(left, HIGH) < 800, "and alone");
    assertTrue(Tones.loudest(right, HIGH) > 6500, "the callee is on the right");
    assertTrue(Tones.loudest(right, LOW) < 800, "and alone");
  }

  private long ruled() {
    return house.facts.stream().filter(CallFact.RecordingRuled.class::isInstance).count();
  }

  private short[] side(CallFact.RecordingBegan began, int channel) throws Exception {
    assertEquals(2, began.channels());
    return Tones.side(folder.resolve("house/recordings").resolve(began.path()), channel);
  }

  @Test
  void theKeyTwoLeavesNoRecording() throws Exception {
    rule(Consent.ASK, Told.CALLED);
    List<Path> before = files();
    try (var one = phone("waits", "101", LOW);
        var two = phone("refuses", "102", HIGH)) {
      one.dial("102");
      two.await("CALL_ESTABLISHED", 1);
      two.hearsTheProgram();
      two.tell("sndcode", "2");
      one.await("CALL_ESTABLISHED", 1);
      until("they talk", () -> heard(one, HIGH) && heard(two, LOW));
      one.tell("hangup", "");
      two.await("CALL_CLOSED", 1);
    }
    List<CallFact> facts = call("102");
    assertEquals("refused", House.only(facts, CallFact.RecordingRuled.class).basis().consent());
    assertTrue(facts.stream().noneMatch(CallFact.RecordingBegan.class::isInstance));
    assertEquals(before, files(), "there is no file");
  }

  @Test
  void theKeyOneIsAgreement() throws Exception {
    rule(Consent.ASK, Told.BOTH);
    try (var one = phone("agrees", "101", LOW);
        var two = phone("agrees-too", "102", HIGH)) {
      one.dial("102");
      two.await("CALL_ESTABLISHED", 1);
      two.hearsTheProgram();
      two.tell("sndcode", "1");
      one.tell("sndcode", "1");
      until("they talk", () -> heard(one, HIGH) && heard(two, LOW));
      two.tell("hangup", "");
      one.await("CALL_CLOSED", 1);
    }
    List<CallFact> facts = call("102");
    assertEquals("agreed", House.only(facts, CallFact.RecordingRuled.class).basis().consent());
    assertTrue(
        Tones.loudest(side(House.only(facts, CallFact.RecordingBegan.class), 1), HIGH) > 6500);
  }

  /** The program speaks when its caller knows; it may end the recording. */
  @Test
  void aProgramWaitsUntilItsCallerKnows() throws Exception {
    rule(Consent.ANNOUNCE, Told.BOTH);
    try (var one = phone("calls-a-program", "101", LOW)) {
      one.dial("520");
      one.await("CALL_CLOSED", 1);
      short[] heard = one.heard();
      // A phone that is slow to open its ear misses the beginning.
      short[] end = Tones.last(BuiltInPrompts.read("en/recording/announcement"), 6000);
      double told = Tones.likeness(heard, end);
      double spoken = Tones.likenessOfAHalf(heard, BuiltInPrompts.read("en/goodbye"));
      assertTrue(told > 0.8 && spoken > 0.8, told + ", " + spoken + " of " + heard.length);
    }
    List<CallFact> facts = call("520");
    assertEquals("stopped", House.only(facts, CallFact.RecordingEnded.class).reason());
    short[] right = side(House.only(facts, CallFact.RecordingBegan.class), 1);
    double kept = Tones.likenessOfAHalf(right, BuiltInPrompts.read("en/goodbye"));
    assertTrue(kept > 0.8, "what was heard is on it: " + kept + " of " + right.length);
  }

  /** In mid-call: nobody is recorded at first, and then who comes by a transfer. */
  @Test
  void whoComesByATransferIsRecordedFromThenOn() throws Exception {
    long before = ruled();
    rule(Consent.SILENT, Told.BOTH, "103");
    try (var one = phone("first", "101", LOW);
        var two = phone("leaves", "102", MIDDLE);
        var three = phone("comes", "103", HIGH)) {
      one.dial("102");
      two.await("CALL_ESTABLISHED", 1);
      one.hearsMore(8000);
      two.hearsMore(8000);
      until("they talk", () -> heard(one, MIDDLE) && heard(two, LOW));
      assertEquals(before, ruled());
      two.tell("transfer", "103");
      three.await("CALL_ESTABLISHED", 1);
      until("they are recorded", () -> ruled() > before);
      one.hearsMore(12_000);
      three.hearsMore(8000);
      until("they talk", () -> heard(one, HIGH) && heard(three, LOW));
      one.tell("hangup", "");
      three.await("CALL_CLOSED", 1);
    }
    List<CallFact> facts = call("102");
    CallFact.RecordingBegan began = House.only(facts, CallFact.RecordingBegan.class);
    assertEquals("silent", House.only(facts, CallFact.RecordingRuled.class).basis().consent());
    assertTrue(Tones.loudest(side(began, 0), LOW) > 6500, "who stays is on the left");
    assertTrue(Tones.loudest(side(began, 1), HIGH) > 6500, "who came is on the right");
    assertTrue(Tones.loudest(side(began, 1), MIDDLE) < 800, "who left is not on it");
  }

  private static boolean heard(Baresip phone, int hertz) {
    try {
      return Tones.loudest(Tones.last(phone.heard(), 4000), hertz) > 6500;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private List<Path> files() throws Exception {
    Path recordings = folder.resolve("house/recordings");
    if (!Files.exists(recordings)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(recordings)) {
      return all.filter(Files::isRegularFile).sorted().toList();
    }
  }
}
