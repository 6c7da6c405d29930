package org.meterline.telephony.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.call.Outcomes.done;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.meterline.telephony.call.SupervisionVerb.Mode;
import org.meterline.telephony.call.Verb.End.Side;
import org.meterline.telephony.media.Sdp;

/** Two calls are joined, and somebody supervises the one, the other, or both. */
class SupervisedJoinTest {
  private static final Signalling.Event ANSWER = new Signalling.Event.Answered(new Sdp("answer"));
  private static final Signalling.Event BYE = new Signalling.Event.HungUp(false, "bye");
  private final World world = new World().phone("103", 5071).phone("104", 5072).phone("105", 5073);
  private final World.Beside other;
  private final FakeAudio far;
  private final FakeAudio stays;

  /** 101 talks to 103 in one call, and to 102 in another. */
  SupervisedJoinTest() {
    world.admission = World.granted(1000, false);
    for (String user : List.of("104", "105")) {
      world.numbers.put(user, new Destination.Phone(World.HARBOUR, user));
    }
    other = world.beside("101", "103", null);
    far = answered();
    world.dials("102");
    stays = answered();
  }

  /** Who was called last answers: their audio. */
  private FakeAudio answered() {
    world.callee().says(ANSWER);
    world.settle();
    return world.audio.getLast();
  }

  private FakeAudio supervised(boolean here, Mode mode) {
    Verb.To to = new Verb.To(here ? "104" : "105", Duration.ofSeconds(20), null);
    Verb<?> verb = new SupervisionVerb.Supervise(to, mode, Side.CALLEE, false);
    var outcome = here ? world.verb(verb) : there(verb);
    FakeAudio audio = answered();
    done(outcome);
    return audio;
  }

  private List<Outcome<?>> there(Verb<?> verb) {
    List<Outcome<?>> outcome = new ArrayList<>();
    other.call.on(new Message.Run(verb, Duration.ofMinutes(1), outcome::add));
    world.settle();
    return outcome;
  }

  /** 102 talks to 103. */
  private void join() {
    done(world.verb(new Verb.Join(Side.CALLEE, other.call.id, Side.CALLEE)));
  }

  private FakeMix mix() {
    FakeMix mix = Objects.requireNonNull(stays.mixed);
    assertTrue(mix.hears(stays, far) && mix.hears(far, stays), "they talk");
    return mix;
  }

  private void assertHearsBoth(FakeAudio supervisor) {
    assertTrue(mix().hears(supervisor, stays) && mix().hears(supervisor, far));
  }

  @Test
  void bothHearBothWhoTalk() {
    FakeAudio ours = supervised(true, Mode.LISTEN);
    FakeAudio theirs = supervised(false, Mode.LISTEN);
    join();
    assertHearsBoth(ours);
    assertHearsBoth(theirs);
    for (FakeAudio silent : List.of(ours, theirs)) {
      assertFalse(mix().hears(stays, silent) || mix().hears(far, silent));
    }
    assertFalse(mix().hears(ours, theirs) || mix().hears(theirs, ours), "nor does each other");
    done(there(new SupervisionVerb.ChangeSupervision(Mode.BARGE)));
    assertTrue(mix().hears(stays, theirs) && mix().hears(far, theirs));
    assertTrue(mix().hears(ours, theirs), "what is said to all is part of the talk");
    done(world.verb(new SupervisionVerb.ChangeSupervision(Mode.WHISPER)));
    assertTrue(mix().hears(stays, ours), "our callee alone");
    assertFalse(mix().hears(far, ours) || mix().hears(theirs, ours));

    done(there(new SupervisionVerb.StopSupervision()));
    assertHearsBoth(ours);
    done(world.verb(new SupervisionVerb.StopSupervision()));
    assertSame(far, stays.bridged);
    assertTrue(world.plane.mixes.stream().allMatch(mix -> mix.closed));
  }

  /** What the call without a supervisor does leaves the other's where they are. */
  @ParameterizedTest
  @CsvSource({"true,true", "true,false", "false,true", "false,false"})
  void theOtherCallsHoldDoesNotTakeTheirEar(boolean here, boolean before) {
    FakeAudio supervisor = stays;
    if (before) {
      supervisor = supervised(here, Mode.LISTEN);
    }
    join();
    if (!before) {
      supervisor = supervised(here, Mode.LISTEN);
    }
    assertHearsBoth(supervisor);
    var hold = new Verb.Hold(Side.CALLEE, List.of());
    var unhold = new Verb.Unhold(Side.CALLEE);
    done(here ? there(hold) : world.verb(hold));
    assertFalse(stays.mixed != null || far.mixed != null);
    done(here ? there(unhold) : world.verb(unhold));
    assertHearsBoth(supervisor);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theyLeaveWithTheTalk(boolean here) {
    supervised(true, Mode.BARGE);
    supervised(false, Mode.BARGE);
    join();
    FakeLeg ends = world.invited.get(here ? 1 : 0);
    ends.says(BYE);
    world.settle();
    assertEquals(CallState.ENDED, world.call().state());
    assertEquals(CallState.ENDED, other.call.state());
    assertTrue(world.audio.stream().allMatch(audio -> audio.closed));
    assertTrue(world.plane.mixes.stream().allMatch(mix -> mix.closed));
  }
}
