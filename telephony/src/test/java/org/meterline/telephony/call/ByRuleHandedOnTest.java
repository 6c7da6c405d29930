package org.meterline.telephony.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.call.JointTalk.ANSWER;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.meterline.telephony.call.RecordingRule.Told;
import org.meterline.telephony.call.ReferTest.Asked;

/** Nobody gets round a rule by a transfer, or by taking a place in the talk. */
class ByRuleHandedOnTest {
  private final World world = new World().phone("103", 5071).phone("104", 5072);

  ByRuleHandedOnTest() {
    world.admission = World.granted(1000, false);
    world.numbers.put("104", new Destination.Phone(World.HARBOUR, "104"));
  }

  private static void announces(World world) {
    announces(world, Told.BOTH);
  }

  private static void announces(World world, Told told) {
    world.records(RecordingRule.Consent.ANNOUNCE, told, true);
  }

  private Asked refers(FakeLeg who, String to, @Nullable LegId replaces) {
    Asked asked = new Asked(to, replaces);
    who.says(new Signalling.Event.Referred(asked));
    world.settle();
    return asked;
  }

  private static void hears(FakeAudio who) {
    assertEquals(Telling.ANNOUNCEMENT, who.played.getLast());
    assertTrue(who.playing != 0, "it plays");
    who.finishes();
  }

  private int recordings() {
    return world.plane.recorder.begun.size();
  }

  /** While who is to come rings, the caller's place goes to another call. */
  @Test
  void whoComesToATalkAcrossTwoCallsIsToldFirst() {
    announces(world);
    world.dials("102").answered();
    hears(world.audio.get(0));
    hears(world.audio.get(1));
    FakeLeg called = world.callee();
    refers(called, "103", null);
    FakeLeg rings = world.callee();
    FakeAudio comes = world.audio.getLast();
    World.Beside takes =
        world.beside("105", "101", new Signalling.Replaced(world.caller.id(), false));
    assertSame(world.audio.get(1), takes.audio.bridged);
    rings.says(ANSWER);
    world.settle();
    assertNull(takes.audio.bridged, "not before who comes knows");
    assertNull(comes.bridged);
    hears(comes);
    assertSame(comes, takes.audio.bridged);
    assertEquals(1, recordings());
  }

  /** While who has come hears that they are recorded, the far end becomes another. */
  @Test
  void whoComesFarAwayIsNotHeardBeforeOursKnow() {
    JointTalk talk = new JointTalk(false);
    announces(talk.world);
    talk.refers(talk.ours, "104", null);
    FakeLeg ours = talk.world.callee();
    FakeAudio audio = talk.world.audio.getLast();
    talk.refers(talk.far, "105", null);
    FakeLeg far = talk.world.callee();
    ours.says(ANSWER);
    talk.world.settle();
    assertNull(audio.bridged);
    talk.world.directory.rules.clear(); // the far call's own would part them, too
    far.says(ANSWER);
    talk.world.settle();
    FakeAudio came = talk.world.audio.getLast();
    assertNull(audio.bridged, "not in the midst of it");
    assertNull(came.bridged);
    hears(audio);
    assertTrue(talk.talk(audio, came));
    assertEquals(1, talk.world.plane.recorder.begun.size());
  }

  /** The caller hands the talk on before anybody knows that it is recorded. */
  @Test
  void aTransferInMidAnnouncementIsRecordedAllTheSame() {
    announces(world);
    world.dials("102").answered();
    FakeAudio stays = world.audio.get(1);
    refers(world.caller, "103", null);
    world.calleeAnswers();
    FakeAudio came = world.audio.getLast();
    assertTrue(world.caller.closed());
    assertNull(stays.bridged);
    assertEquals(0, world.plane.bridges, "nor for a moment");
    assertEquals(0, recordings());
    hears(stays);
    hears(came);
    assertSame(came, stays.bridged);
    assertEquals(1, recordings());
    assertNotNull(world.only(CallFact.RecordingRuled.class).recording());
  }

  /** Somebody takes a place in the talk before those who are there know that it is recorded. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aPlaceTakenInMidAnnouncementIsRecordedAllTheSame(boolean callers) {
    announces(world);
    world.dials("102").answered();
    FakeAudio stays = world.audio.get(callers ? 1 : 0);
    FakeLeg left = callers ? world.caller : world.callee();
    World.Beside takes = world.beside("105", "101", new Signalling.Replaced(left.id(), false));
    assertTrue(left.closed());
    assertNull(stays.bridged);
    assertEquals(0, world.plane.bridges, "nor for a moment");
    hears(stays);
    assertSame(takes.audio, stays.bridged);
    assertEquals(List.of(Telling.ANNOUNCEMENT), takes.audio.overlaid, "who comes in is told");
    assertEquals(1, recordings());
    assertNotNull(world.only(CallFact.RecordingRuled.class).recording());
  }

  /** Who hears it alone, for another call has the place beside them, hands the talk on in turn. */
  @Test
  void whoHearsItAloneHandsTheTalkOnAndItIsRecordedAllTheSame() {
    announces(world);
    world.dials("102").answered();
    World.Beside takes =
        world.beside("105", "101", new Signalling.Replaced(world.callee().id(), false));
    refers(world.caller, "103", null);
    world.calleeAnswers();
    FakeAudio came = world.audio.getLast();
    assertTrue(world.caller.closed());
    assertEquals(0, world.plane.bridges, "not for a moment");
    assertEquals(0, recordings());
    hears(came);
    assertSame(takes.audio, came.bridged);
    assertEquals(1, recordings());
  }

  /** What must be recorded, and cannot be, is no talk; nobody is left behind. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aPlaceThatIsTakenWithoutRoomEndsBothCalls(boolean told) {
    world.dials("102");
    world.calleeSays(new Signalling.Event.Progress(180, null));
    announces(world, told ? Told.BOTH : Told.CALLED);
    world.plane.recorder.room = false;
    World.Beside takes =
        world.beside("105", "102", new Signalling.Replaced(world.callee().id(), true));
    if (told) {
      assertEquals(0, world.plane.bridges, "not for a moment");
      hears(world.audio.getFirst());
    }
    assertTrue(world.ended(world.call().id).reason().contains("must be recorded"));
    assertEquals(CallState.ENDED, takes.call.state());
    assertTrue(takes.caller.closed() && world.caller.closed() && world.callee().closed());
  }

  /** A phone takes a call that rings at another one. */
  @Test
  void whatIsPickedUpElsewhereIsRecorded() {
    announces(world);
    world.dials("102");
    world.calleeSays(new Signalling.Event.Progress(180, null));
    FakeLeg rings = world.callee();
    World.Beside takes = world.beside("105", "102", new Signalling.Replaced(rings.id(), true));
    FakeAudio caller = world.audio.getFirst();
    assertTrue(rings.closed());
    assertEquals(0, world.plane.bridges, "not before the caller knows");
    hears(caller);
    assertSame(takes.audio, caller.bridged);
    assertEquals(List.of(Telling.ANNOUNCEMENT), takes.audio.overlaid);
    assertEquals(1, recordings());
  }

  /** A phone that hears the announcement puts who it talks to through to its other talk. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anAttendedTransferInMidAnnouncementIsRecordedAllTheSame(boolean callers) {
    announces(world);
    World.Beside other = world.beside(callers ? "101" : "102", "103", null);
    world.calleeAnswers();
    FakeAudio far = world.audio.getLast();
    hears(other.audio);
    hears(far);
    world.dials("102").answered();
    FakeAudio stays = world.audio.get(callers ? 3 : 2);
    int before = world.plane.bridges;
    Asked asked = refers(callers ? world.caller : world.callee(), "103", other.caller.id());
    assertEquals(List.of("accepted", "200"), asked.told);
    assertNull(stays.bridged);
    assertEquals(before, world.plane.bridges, "nor for a moment");
    hears(stays);
    assertSame(far, stays.bridged);
    assertEquals(2, recordings(), "each call its own");
  }
}
