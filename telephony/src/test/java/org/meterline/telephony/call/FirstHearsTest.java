package org.meterline.telephony.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.meterline.telephony.media.Prompt;
import org.meterline.telephony.media.Sdp;

/** What who is called first hears until the other party answers, and when it does not. */
class FirstHearsTest {
  private static final Signalling.Event BYE = new Signalling.Event.HungUp(false, "bye");
  private static final Signalling.Event RINGS = new Signalling.Event.Progress(180, null);

  private final World world = new World().phone("103", 5071);

  @Test
  void whoAnsweredHearsTheRingingToneUntilTheOtherAnswers() {
    world.asksFor("102", "103").calleeAnswers();
    FakeAudio audio = world.audio.getFirst();
    assertTrue(audio.played.isEmpty());
    world.calleeSays(RINGS);
    int rings = audio.played.size();
    assertEquals(new Prompt.Tone(425, -13, Duration.ofSeconds(1)), audio.played.getFirst());
    world.calleeSays(RINGS);
    assertEquals(rings, audio.played.size());
    audio.finishes();
    assertEquals(2 * rings, audio.played.size(), "it rings on");
    world.calleeAnswers();
    assertEquals(0, audio.playing, "it is quiet");
    assertNotNull(audio.bridged);
  }

  @Test
  void earlyAudioIsHeardInPlaceOfTheTone() {
    world.asksFor("102", "103").calleeAnswers();
    world.calleeSays(RINGS);
    world.calleeSays(new Signalling.Event.Progress(183, new Sdp("early")));
    FakeAudio audio = world.audio.getFirst();
    assertEquals(0, audio.playing);
    assertSame(world.audio.getLast(), audio.bridged);
    int played = audio.played.size();
    world.calleeSays(RINGS);
    assertEquals(played, audio.played.size(), "no tone over it");
    assertFalse(world.audio.getLast().heard);
  }

  @Test
  void theToneIsHeardAgainWhenEarlyAudioIsOver() {
    world.asksFor("102", "103").calleeAnswers();
    world.calleeSays(new Signalling.Event.Progress(183, new Sdp("early")));
    world.calleeSays(new Signalling.Event.Progress(199, null));
    FakeAudio audio = world.audio.getFirst();
    assertNull(audio.bridged);
    assertTrue(audio.played.isEmpty());
    world.calleeSays(RINGS);
    assertEquals(Tones.RINGING, audio.played);
    world.calleeAnswers();
    assertEquals(0, audio.playing);
    assertSame(world.audio.getLast(), audio.bridged);
  }

  private void explained(String prompt, int status) {
    FakeAudio audio = world.audio.getFirst();
    assertEquals(new Prompt.Named(prompt), audio.played.getLast());
    assertNull(audio.bridged);
    assertTrue(world.call().state().live(), "they hear why");
    audio.finishes();
    assertEquals(status, world.ended().sipStatus());
    assertTrue(world.invited.getFirst().did.getLast().startsWith("hangUp"));
  }

  @Test
  void whenTheOtherIsBusyTheFirstHearsSo() {
    world.asksFor("102", "+49301").calleeAnswers();
    world.calleeSays(RINGS);
    world.seconds(4);
    world.calleeSays(new Signalling.Event.Failed(486, "Busy here"));
    explained("busy", 486);
    assertEquals("Busy here", world.ended().reason());
    assertEquals(Duration.ofSeconds(4), world.ended(world.invited.getFirst().id()).charged());
  }

  @Test
  void whenTheOtherDoesNotAnswerTheFirstHearsSo() {
    world.asksFor("102", "103").calleeAnswers();
    world.calleeSays(RINGS);
    world.seconds(30);
    explained("no-answer", 480);
    assertEquals("Nobody answered in time", world.ended().reason());
  }

  @Test
  void whenNobodyPaysForTheOtherTheFirstHearsThatItIsNotPossible() {
    world.asksFor("102", "+49301");
    world.admission = World.refused("destination-blocked", 403);
    world.calleeAnswers();
    explained("not-possible", 403);
    assertEquals(1, world.invited.size());
  }

  @Test
  void anExplanationThatIsNeverOverEndsAllTheSame() {
    world.asksFor("102", "103").calleeAnswers();
    world.calleeSays(new Signalling.Event.Failed(600, "Busy everywhere"));
    world.seconds(10);
    assertEquals(600, world.ended().sipStatus());
  }

  @Test
  void whoHangsUpMeanwhileEndsItWithTheSameReason() {
    world.asksFor("102", "103").calleeAnswers();
    world.calleeSays(new Signalling.Event.Failed(486, "Busy here"));
    world.invited.getFirst().says(BYE);
    world.settle();
    assertEquals(486, world.ended().sipStatus());
  }

  @Test
  void theToneGoesOnUnderTheAnnouncementThatTheCreditEnds() {
    world.admission = World.granted(10, true);
    world.extension = sequence -> World.refused("wallet-too-low", 402);
    world.asksFor("102", "103").calleeAnswers();
    world.calleeSays(RINGS);
    FakeAudio audio = world.audio.getFirst();
    world.seconds(6);
    assertEquals(List.of(new Prompt.Named("credit-ends")), audio.overlaid);
    audio.overlayFinishes();
    int before = audio.played.size();
    audio.finishes();
    assertTrue(audio.played.size() > before, "it still rings");
    world.seconds(4);
    assertEquals(402, world.ended().sipStatus());
    assertEquals(Duration.ofSeconds(10), world.ended(world.invited.getFirst().id()).charged());
  }
}
