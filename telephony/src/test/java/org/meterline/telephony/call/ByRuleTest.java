package org.meterline.telephony.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.call.Outcomes.done;
import static org.meterline.telephony.call.Outcomes.refused;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.meterline.telephony.call.RecordingRule.Consent;
import org.meterline.telephony.call.RecordingRule.Scope;
import org.meterline.telephony.call.RecordingRule.Told;
import org.meterline.telephony.call.RecordingRule.Ways;
import org.meterline.telephony.call.Verb.RecordingChange;
import org.meterline.telephony.media.MediaEvent;
import org.meterline.telephony.media.Prompt;
import org.meterline.telephony.media.Sdp;

/** Who is told or asked, when what is recorded by rule begins, and what the record says of it. */
class ByRuleTest {
  private static final Prompt OWN = new Prompt.Own("own");
  private static final Prompt WAIT = new Prompt.Named("please-wait");

  private final World world = new World();

  private void rule(Consent consent, Told told, boolean required, @Nullable Prompt own) {
    world.directory.rules.add(
        new RecordingRule(
            UUID.randomUUID(), new Scope.Tenant(), Ways.BOTH, true, consent, told, required, own));
  }

  private void rule(Consent consent) {
    rule(consent, Told.BOTH, false, null);
  }

  private FakeAudio caller() {
    return world.audio.getFirst();
  }

  private FakeAudio callee() {
    return world.audio.get(1);
  }

  private int recordings() {
    return world.plane.recorder.begun.size();
  }

  private boolean together() {
    return caller().bridged == callee();
  }

  private CallFact.RecordingRuled ruled() {
    return world.only(CallFact.RecordingRuled.class);
  }

  private void presses(FakeAudio who, char digit) {
    who.says(new MediaEvent.Digit(digit));
  }

  @Test
  void bothHearItBeforeTheyTalk() {
    rule(Consent.ANNOUNCE);
    world.dials("102").answered();
    assertEquals(List.of(Telling.ANNOUNCEMENT), caller().played);
    assertEquals(List.of(Telling.ANNOUNCEMENT), callee().played);
    assertNull(caller().bridged, "not before they know");
    assertEquals(0, world.plane.bridges, "nor for a moment");
    assertEquals(CallState.TALKING, world.call().state());
    caller().finishes();
    assertNull(caller().bridged);
    assertEquals(0, recordings());
    callee().finishes();
    assertTrue(together());
    assertEquals(1, caller().recordings.size());
    assertTrue(world.plane.recorder.begun.getFirst().spec.stereo());
    CallFact.RecordingBegan began = world.only(CallFact.RecordingBegan.class);
    assertEquals("rule: all calls", began.by());
    assertEquals("announced", basis(began).consent());
    assertEquals(began.recording(), ruled().recording());
    assertTrue(
        world.happened.stream().anyMatch(CallEvents.Detail.RecordingRuled.class::isInstance));
    world.callerHangsUp();
    world.ended();
  }

  private static RecordingBasis basis(CallFact.RecordingBegan began) {
    RecordingBasis basis = began.basis();
    assertNotNull(basis);
    return basis;
  }

  @Test
  void oneHearsItAndTheOtherWaits() {
    rule(Consent.ANNOUNCE, Told.CALLER, false, OWN);
    world.dials("102").answered();
    assertEquals(List.of(OWN), caller().played);
    assertEquals(List.of(WAIT), callee().played);
    caller().says(new MediaEvent.Failed(caller().playing, "no such file"));
    caller().finishes();
    assertEquals(Telling.ANNOUNCEMENT, caller().played.getLast(), "ours in its place");
    assertEquals(0, recordings());
    caller().finishes();
    assertTrue(together());
    assertEquals("announced", ruled().basis().consent());
  }

  @Test
  void whatNobodyCouldHearIsNoAnnouncement() {
    rule(Consent.ANNOUNCE, Told.CALLED, false, null);
    world.dials("102").answered();
    callee().says(new MediaEvent.Failed(callee().playing, "no such prompt"));
    callee().finishes();
    assertTrue(together());
    assertEquals(0, recordings());
    assertEquals("not-told", ruled().basis().consent());
    assertNull(ruled().recording());
  }

  @Test
  void allWhoAreAskedHaveToAgree() {
    rule(Consent.ASK);
    world.dials("102").answered();
    assertEquals(List.of(Telling.QUESTION), callee().played);
    presses(caller(), '5');
    presses(caller(), '1');
    assertEquals(0, recordings());
    presses(callee(), '1');
    assertTrue(together());
    assertEquals(1, recordings());
    assertEquals("agreed", ruled().basis().consent());
  }

  @Test
  void oneWhoRefusesIsEnough() {
    rule(Consent.ASK);
    world.dials("102").answered();
    presses(callee(), '2');
    assertTrue(together(), "the call goes on");
    assertEquals(0, recordings());
    assertEquals("refused", ruled().basis().consent());
    assertNull(ruled().recording());
    presses(caller(), '1');
    assertEquals(0, recordings(), "and nobody is asked again");
  }

  @Test
  void whoPressesNothingIsAskedTwice() {
    rule(Consent.ASK, Told.CALLED, false, null);
    world.dials("102").answered();
    callee().finishes();
    world.seconds(6);
    assertEquals(List.of(Telling.QUESTION, Telling.QUESTION), callee().played);
    callee().finishes();
    assertNull(caller().bridged);
    world.seconds(6);
    assertTrue(together());
    assertEquals("unanswered", ruled().basis().consent());
    assertEquals(0, recordings());
  }

  @Test
  void silentlyItBeginsAtTheAnswer() {
    rule(Consent.SILENT);
    world.dials("102").answered();
    assertTrue(together());
    assertEquals(1, recordings());
    assertTrue(caller().played.isEmpty());
    assertEquals("silent", ruled().basis().consent());
  }

  @Test
  void aProgramsCallerIsToldWhenItAnswers() {
    rule(Consent.ASK);
    world.dials("500");
    List<Outcome<?>> answer = world.verb(new Verb.Answer());
    assertEquals(List.of(Telling.QUESTION), caller().played);
    assertTrue(answer.isEmpty(), "the program waits");
    assertEquals("busy", refused(world.verb(new SoundVerb.Play(List.of(WAIT), "", Duration.ZERO))));
    world.digit('1');
    done(answer);
    assertEquals(1, recordings());
    // Who is dialled is asked alone: the caller has agreed, and is recorded all the while.
    world.verb(new Verb.Dial("102", Duration.ofSeconds(30)));
    world.calleeAnswers();
    assertEquals(List.of(Telling.QUESTION), callee().played);
    assertEquals(List.of(Telling.QUESTION, WAIT), caller().played);
    presses(callee(), '2');
    assertTrue(together());
    assertEquals(
        List.of("agreed", "refused"),
        world.facts(CallFact.RecordingRuled.class).stream()
            .map(fact -> fact.basis().consent())
            .toList());
    assertEquals("stopped", world.only(CallFact.RecordingEnded.class).reason());
  }

  @Test
  void aFullDiskLeavesItUnrecordedOrUnconnected() {
    rule(Consent.SILENT);
    world.plane.recorder.room = false;
    world.dials("102").answered();
    assertTrue(together());
    assertEquals("disk-full", ruled().hindrance());
    world.callerHangsUp();
    world.ended();
  }

  @Test
  void whatMustBeRecordedIsNotPutThroughWithoutRoom() {
    rule(Consent.SILENT, Told.BOTH, true, null);
    world.plane.recorder.room = false;
    world.dials("102");
    assertTrue(world.invited.isEmpty(), "nobody is rung");
    CallFact.Ended ended = world.ended();
    assertEquals(503, ended.sipStatus());
    assertTrue(ended.reason().contains("must be recorded"), ended.reason());
  }

  @Test
  void whatMustBeRecordedEndsWithItsRecordingAndIsOnlyMasked() {
    rule(Consent.ANNOUNCE, Told.BOTH, true, null);
    world.dials("102").answered();
    caller().finishes();
    callee().finishes();
    UUID id = world.only(CallFact.RecordingBegan.class).recording();
    assertEquals(
        "recording-required",
        refused(world.verb(new Verb.ChangeRecording(id, RecordingChange.STOP))));
    assertEquals(
        "recording-required",
        refused(world.verb(new Verb.ChangeRecording(id, RecordingChange.PAUSE))));
    done(world.verb(new Verb.ChangeRecording(null, RecordingChange.STOP)));
    done(world.verb(new Verb.ChangeRecording(id, RecordingChange.MASK)));
    assertEquals(List.of("mask"), world.plane.recorder.begun.getFirst().did);
    world.plane.recorder.begun.getFirst().stop("disk-full");
    world.settle();
    assertTrue(world.ended().reason().contains("must be recorded"));
  }

  @Test
  void whoCallsForHelpIsNeitherToldNorRefused() {
    rule(Consent.ANNOUNCE, Told.BOTH, true, null);
    world.plane.recorder.room = false;
    world.dials("112").answered();
    assertTrue(together());
    assertTrue(caller().played.isEmpty());
    assertTrue(world.facts(CallFact.RecordingRuled.class).isEmpty());
  }

  /** A program's caller has been told, and is recorded. */
  private void toldByAProgram() {
    world.dials("500");
    List<Outcome<?>> answer = world.verb(new Verb.Answer());
    if (!caller().played.isEmpty()) {
      caller().finishes();
    }
    done(answer);
    assertEquals(1, recordings());
  }

  @Test
  void whoHelpsAProgramsCallerIsNotToldAndNotRecorded() {
    rule(Consent.ANNOUNCE, Told.BOTH, true, null);
    toldByAProgram();
    world.verb(new Verb.Dial("112", Duration.ofSeconds(30)));
    world.calleeAnswers();
    assertTrue(together(), "at once");
    assertTrue(callee().played.isEmpty());
    assertEquals("stopped", world.only(CallFact.RecordingEnded.class).reason());
    assertEquals(CallState.TALKING, world.call().state());
    world.calleeSays(new Signalling.Event.HungUp(false, "bye"));
    world.verb(new Verb.Dial("102", Duration.ofSeconds(30)));
    world.calleeAnswers();
    world.audio.getLast().finishes();
    assertEquals(2, recordings(), "the next one is, as the rule has it");
  }

  @Test
  void aDiskThatFailsEndsNoCallForHelp() {
    rule(Consent.SILENT, Told.BOTH, true, null);
    toldByAProgram();
    world.verb(new Verb.Dial("112", Duration.ofSeconds(30)));
    world.plane.recorder.begun.getFirst().stop("disk-full");
    world.settle();
    world.calleeAnswers();
    assertTrue(together());
    assertEquals(CallState.TALKING, world.call().state());
  }

  @Test
  void earlyMediaIsHeardAndThenTheAnnouncement() {
    rule(Consent.ANNOUNCE);
    world.dials("102");
    world.calleeSays(new Signalling.Event.Progress(183, new Sdp("early")));
    assertTrue(together());
    world.calleeAnswers();
    assertNull(caller().bridged);
    assertEquals(1, world.plane.bridges, "before the answer alone");
    caller().finishes();
    callee().finishes();
    assertTrue(together());
  }

  /** Who costs money from the answer on does not hear the caller for a moment before. */
  @Test
  void whoWasHeardBeforeThePaidAnswerIsPartedBeforeTheyHearMore() {
    world.dials("+49301");
    world.calleeSays(new Signalling.Event.Progress(183, new Sdp("early")));
    assertTrue(together());
    rule(Consent.ANNOUNCE);
    world.calleeAnswers();
    assertEquals(0, caller().opened);
    assertNull(caller().bridged);
    caller().finishes();
    callee().finishes();
    assertTrue(together());
    assertFalse(caller().digitsOnly);
  }

  @Test
  void whoComesByATransferIsToldAlone() {
    rule(Consent.ANNOUNCE);
    world.phone("103", 5080).dials("102").answered();
    caller().finishes();
    callee().finishes();
    int before = world.plane.bridges;
    world.verb(new Verb.Transfer(new Verb.To("103", Duration.ofSeconds(30), null)));
    world.calleeAnswers();
    FakeAudio third = world.audio.get(2);
    assertEquals(List.of(Telling.ANNOUNCEMENT), third.played);
    assertEquals(WAIT, caller().played.getLast());
    assertNull(caller().bridged);
    assertEquals(before, world.plane.bridges);
    third.finishes();
    assertEquals(third, caller().bridged);
    assertEquals(1, recordings(), "one recording goes on");
    world.callerHangsUp();
    world.ended();
  }

  @Test
  void whoHangsUpMeanwhileGetsNoProgram() {
    rule(Consent.ASK);
    world.asksFor("102", "500").calleeAnswers();
    assertEquals(List.of(Telling.QUESTION), caller().played);
    world.calleeSays(new Signalling.Event.HungUp(false, "bye"));
    assertNull(world.programs.run);
    world.ended();
  }

  @Test
  void whoHangsUpMeanwhileEndsIt() {
    rule(Consent.ASK);
    world.dials("102").answered();
    world.calleeSays(new Signalling.Event.HungUp(false, "bye"));
    world.ended();
    assertEquals(0, recordings());
  }
}
