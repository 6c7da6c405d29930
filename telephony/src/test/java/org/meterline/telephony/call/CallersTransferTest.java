package org.meterline.telephony.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.call.Outcomes.done;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.meterline.telephony.media.Sdp;

/** What those hear whom a caller has put through to each other, while it rings and afterwards. */
class CallersTransferTest {
  private final World world = new World().phone("103", 5071);

  @BeforeEach
  void theyTalk() {
    world.dials("102").answered();
  }

  /** The caller's phone puts who was called through. */
  private void hands(String to) {
    world.caller.says(new Signalling.Event.Referred(new ReferTest.Asked(to, null)));
    world.settle();
  }

  private void offers(FakeLeg who, String direction) {
    who.says(new Signalling.Event.Offered(new Sdp(direction)));
    world.settle();
  }

  @Test
  void bothWhoTalkAfterTheCallersTransferHearMusicWhenTheyAreHeld() {
    FakeLeg first = world.callee();
    hands("103");
    world.calleeAnswers();
    FakeAudio stays = world.audio.get(1);
    FakeAudio came = world.audio.get(2);
    offers(first, "sendonly");
    assertEquals(Tones.MUSIC, came.played);
    came.finishes();
    assertEquals(2 * Tones.MUSIC.size(), came.played.size(), "again");
    assertEquals(List.of(), stays.played, "who holds hears nothing");
    offers(first, "sendrecv");
    assertEquals(0, came.playing);
    assertSame(came, stays.bridged);
    offers(world.callee(), "inactive");
    assertEquals(Tones.MUSIC, stays.played);
    offers(world.callee(), "sendrecv");
    assertEquals(0, stays.playing);
  }

  @Test
  void bothWhoTalkAfterTheCallersTransferMayBeHeldByVerbs() {
    var first = new Verb.End.Of(world.callee().id());
    hands("103");
    world.calleeAnswers();
    var next = new Verb.End.Of(world.callee().id());
    FakeAudio stays = world.audio.get(1);
    FakeAudio came = world.audio.get(2);
    done(world.verb(new Verb.Hold(next, List.of())));
    assertEquals(Tones.MUSIC, came.played);
    done(world.verb(new Verb.Hold(first, List.of())));
    done(world.verb(new Verb.Unhold(first)));
    assertNull(came.bridged, "the other one hears music still");
    done(world.verb(new Verb.Unhold(next)));
    assertSame(came, stays.bridged);
    assertEquals(0, came.playing);
  }

  @Test
  void aCarrierWhoCameInTheCallersPlaceHoldsWithMusicOfItsOwn() {
    hands("+49301");
    world.calleeAnswers();
    FakeAudio stays = world.audio.get(1);
    offers(world.callee(), "sendonly");
    assertEquals(List.of(), stays.played);
    offers(world.callee(), "inactive");
    assertEquals(Tones.MUSIC, stays.played);
    offers(world.callee(), "sendrecv");
    assertEquals(0, stays.playing);
    assertSame(world.audio.get(2), stays.bridged);
  }

  /** As phones do it: hold, REFER, BYE. */
  @Test
  void theRingingToneIsNotCutWithTheMusicOfACallerWhoHeldThem() {
    FakeAudio stays = world.audio.get(1);
    offers(world.caller, "sendonly");
    assertEquals(Tones.MUSIC, stays.played);
    hands("103");
    world.callerHangsUp();
    assertEquals(Tones.RINGING.getLast(), stays.played.getLast());
    assertTrue(stays.playing != 0, "it rings");
    world.calleeAnswers();
    assertEquals(0, stays.playing);
    assertSame(world.audio.get(2), stays.bridged);
  }

  @Test
  void whoWaitsForTheNewOneHearsItRingAsLongAsItDoes() {
    FakeAudio stays = world.audio.get(1);
    hands("103");
    world.callerHangsUp();
    stays.finishes();
    assertEquals(2 * Tones.RINGING.size(), stays.played.size());
    world.calleeAnswers();
    assertEquals(0, stays.playing);
    assertEquals(2 * Tones.RINGING.size(), stays.played.size(), "no more of it");
  }
}
