package org.meterline.telephony.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.call.Outcomes.done;
import static org.meterline.telephony.call.Outcomes.refused;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.meterline.telephony.call.Verb.End.Side;
import org.meterline.telephony.call.Verb.RecordingChange;
import org.meterline.telephony.media.MediaEvent;

/** What is recorded of a call, until when, and what its record says of it. */
class RecordingsTest {
  private final World world = new World();

  @BeforeEach
  void theyTalk() {
    world.dials("102").answered();
  }

  private FakeAudio caller() {
    return world.audio.getFirst();
  }

  private FakeAudio callee() {
    return world.audio.get(1);
  }

  private List<FakeRecorder.Fake> recordings() {
    return world.plane.recorder.begun;
  }

  private static Verb.Take take(Verb.@Nullable End end, boolean beep, String stopOn) {
    return new Verb.Take(end, true, beep, Duration.ofHours(1), Duration.ZERO, stopOn, "anna");
  }

  private UUID start(Verb.@Nullable End end) {
    return assertInstanceOf(
            Verb.RecordingStarted.class,
            done(world.verb(new Verb.StartRecording(take(end, false, "")))))
        .recording();
  }

  private List<String> facts() {
    return world.facts.stream()
        .map(
            fact ->
                switch (fact) {
                  case CallFact.RecordingBegan began -> "began " + began.whole();
                  case CallFact.RecordingEnded ended -> "ended " + ended.reason();
                  case CallFact.Ended ended -> "over";
                  default -> "";
                })
        .filter(each -> !each.isEmpty())
        .toList();
  }

  @Test
  void aCallIsRecordedAtItsCallerUntilItsEnd() {
    start(null);
    assertEquals(1, caller().recordings.size());
    assertTrue(callee().recordings.isEmpty());
    assertTrue(
        recordings().getFirst().spec.path().matches("[a-z.]+/\\d{4}-\\d\\d-\\d\\d/[0-9a-f-]+.wav"),
        recordings().getFirst().spec.path());
    world.callerHangsUp();
    world.ended();
    assertEquals(List.of("began true", "ended hung-up", "over"), facts());
    assertTrue(caller().recordings.isEmpty(), "it is let go");
  }

  @Test
  void severalRunAtOnceAndEachIsSteeredByItsName() {
    UUID one = start(null);
    UUID other = start(Side.CALLEE);
    done(world.verb(new Verb.ChangeRecording(one, RecordingChange.PAUSE)));
    done(world.verb(new Verb.ChangeRecording(one, RecordingChange.PAUSE)));
    done(world.verb(new Verb.ChangeRecording(one, RecordingChange.RESUME)));
    done(world.verb(new Verb.ChangeRecording(other, RecordingChange.MASK)));
    done(world.verb(new Verb.ChangeRecording(other, RecordingChange.UNMASK)));
    assertEquals(List.of("pause", "resume"), recordings().get(0).did);
    assertEquals(List.of("mask", "unmask"), recordings().get(1).did);
    done(world.verb(new Verb.ChangeRecording(one, RecordingChange.STOP)));
    assertEquals(
        "no-such-recording",
        refused(world.verb(new Verb.ChangeRecording(one, RecordingChange.STOP))));
    assertEquals(List.of("began true", "began false", "ended stopped"), facts());
    done(world.verb(new Verb.ChangeRecording(null, RecordingChange.STOP)));
    assertEquals("ended stopped", facts().getLast());
  }

  @Test
  void itGoesOnOverHoldAndEndsByADigit() {
    done(world.verb(new Verb.StartRecording(take(Side.CALLER, true, "#"))));
    assertEquals(Recordings.BEEP, caller().overlaid);
    done(world.verb(new Verb.Hold(Side.CALLER, List.of())));
    assertTrue(caller().unheard);
    assertFalse(callee().unheard);
    done(world.verb(new Verb.Unhold(Side.CALLER)));
    assertFalse(caller().unheard);
    caller().says(new MediaEvent.Digit('1'));
    assertEquals(List.of("began false"), facts());
    caller().says(new MediaEvent.Digit('#'));
    assertEquals(List.of("began false", "ended digit"), facts());
  }

  @Test
  void aMessageIsTakenAfterATone() {
    var message = world.verb(new Verb.TakeMessage(take(Side.CALLER, true, "#")));
    assertTrue(recordings().isEmpty(), "not before the tone");
    caller().finishes();
    assertEquals(1, recordings().size());
    assertFalse(!message.isEmpty());
    caller().says(new MediaEvent.Digit('#'));
    assertEquals(
        new Verb.MessageTaken(Optional.of('#'), "digit", Duration.ofSeconds(5)), done(message));
  }

  @Test
  void aDiskWithoutRoomIsARefusalAndTheCallGoesOn() {
    world.plane.recorder.room = false;
    assertEquals("disk-full", refused(world.verb(new Verb.StartRecording(take(null, false, "")))));
    world.plane.recorder.room = true;
    start(null);
    recordings().getFirst().stop("disk-full");
    world.settle();
    assertEquals(List.of("began true", "ended disk-full"), facts());
    world.callerHangsUp();
    world.ended();
  }
}
