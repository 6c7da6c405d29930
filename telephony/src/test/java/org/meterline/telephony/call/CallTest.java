package org.meterline.telephony.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.meterline.telephony.media.MediaEvent;
import org.meterline.telephony.media.Sdp;

/** The ways a call can go, each told to its last fact. */
class CallTest {
  private final World world = new World();

  @Test
  void aPhoneCallsAPhoneAndTheCallerHangsUp() {
    world.dials("102");
    assertEquals(CallState.RINGING, world.call().state());
    assertEquals("102", ((Destination.Phone) world.asks.getFirst().to()).user());
    world.calleeSays(new Signalling.Event.Progress(180, null));
    assertEquals(List.of("ring"), world.caller.did);
    world.calleeAnswers();
    assertEquals(CallState.TALKING, world.call().state());
    assertTrue(world.caller.did.contains("answer answer to offer"), world.caller.did.toString());
    assertNotNull(world.audio.getFirst().bridged);
    world.seconds(5);
    world.callerHangsUp();

    assertEquals(CallState.ENDED, world.call().state());
    assertTrue(world.callee().closed());
    CallFact.LegEnded out = world.ended(world.callee().id());
    assertEquals(Duration.ofSeconds(5), out.charged());
    assertTrue(out.answered());
    assertEquals(Duration.ZERO, world.ended(world.caller.id()).charged());
    CallFact.Ended ended = world.only(CallFact.Ended.class);
    assertEquals(200, ended.sipStatus());
    assertEquals(Duration.ofSeconds(5), ended.talked());
    assertEquals(ended, world.facts.getLast());
    for (int i = 0; i < world.facts.size(); i++) {
      assertEquals(i + 1, world.facts.get(i).sequence());
    }
    assertTrue(world.audio.stream().allMatch(a -> a.closed));
    assertTrue(world.call().done());
  }

  @Test
  void theJournalKnowsOfTheMoneyBeforeTheInviteGoesOut() {
    world.dials("102");
    int began = world.log.lastIndexOf("fact LegBegan");
    int asked = world.log.indexOf("fact LegAsked");
    int admit = world.log.indexOf("admit");
    int invite = world.log.indexOf("invite sip:102@127.0.0.1:5070");
    assertTrue(asked < admit && admit < began && began < invite, world.log.toString());
  }

  @Test
  void theJournalKnowsWhoPaysBeforeTheLegIsSetUpAndOfARefusalToo() {
    var why = new CallAuthority.Decision(Instant.EPOCH, "{}");
    world.admission =
        new CallAuthority.Granted(
            Duration.ofSeconds(10),
            false,
            Duration.ZERO,
            List.of("one"),
            "wallet",
            why,
            null,
            false);
    world.dials("102");
    int decided = world.log.indexOf("fact LegDecided");
    assertTrue(
        world.log.indexOf("admit") < decided && decided < world.log.lastIndexOf("fact LegBegan"),
        world.log.toString());
    assertEquals(why, world.only(CallFact.LegDecided.class).decision());

    var poor = new World();
    poor.admission =
        new CallAuthority.Refused(new Refusal("no-payer", "Nobody pays", 402, false), why);
    poor.dials("102");
    assertEquals(why, poor.only(CallFact.LegDecided.class).decision());
    assertTrue(poor.invited.isEmpty());
  }

  @Test
  void theCalleeHangsUp() {
    world.dials("102").calleeAnswers();
    world.calleeSays(new Signalling.Event.HungUp(false, "bye"));
    assertEquals(CallState.ENDED, world.call().state());
    assertTrue(world.caller.did.getLast().startsWith("hangUp 200"));
  }

  @Test
  void theRecordStaysOpenForTheFarewell() {
    world.timings = CallTimings.USUAL;
    world.dials("102").calleeAnswers();
    world.calleeSays(new Signalling.Event.HungUp(false, "bye"));
    assertEquals(CallState.ENDING, world.call().state());
    world.calleeSays(new Signalling.Event.Message(false, "200 OK", "the last word"));
    assertFalse(world.caller.letGo || world.callee().letGo, "it listens still");
    world.seconds(1);
    assertEquals(CallState.ENDED, world.call().state());
    assertTrue(world.caller.letGo && world.callee().letGo, "they need not keep it in memory");
    assertTrue(
        world.only(CallFact.Ended.class).ladder().stream()
            .anyMatch(entry -> entry.detail().equals("the last word")));
    assertTrue(world.call().done());
  }

  @Test
  void anUnknownNumberIs404() {
    world.dials("999");
    assertEquals(List.of("reject 404 no such extension"), world.caller.did);
    var ended = world.only(CallFact.Ended.class);
    assertEquals(404, ended.sipStatus());
    var named = new NamedRefusal("no-such-destination", "no such extension", false);
    assertEquals(named, ended.refusal());
    assertEquals(named, world.ended(world.caller.id()).refusal());
    assertTrue(isInTheLadder("refused: no-such-destination", ended), ended::toString);
  }

  @Test
  void aNumberThatNoCarrierReachesIs503() {
    world.trunks.clear();
    world.dials("+49301");
    assertEquals(List.of("reject 503 No carrier reaches this number"), world.caller.did);
    var ended = world.only(CallFact.Ended.class);
    assertEquals(
        new NamedRefusal("no-route", "No carrier reaches this number", false), ended.refusal());
    assertTrue(isInTheLadder("refused: no-route", ended), ended::toString);
    assertTrue(world.asks.isEmpty());
  }

  private static boolean isInTheLadder(String title, CallFact.Ended ended) {
    return ended.ladder().stream().anyMatch(step -> step.title().equals(title));
  }

  @Test
  void anUnregisteredPhoneIs480AndNobodyIsAsked() {
    world.dials("103");
    assertTrue(world.caller.did.getFirst().startsWith("reject 480"));
    assertTrue(world.asks.isEmpty());
  }

  @Test
  void anEmptyWalletRefusesWithItsStatusAndReason() {
    world.admission = World.refused("wallet-too-low", 402);
    world.dials("102");
    assertEquals(List.of("reject 402 because of wallet-too-low"), world.caller.did);
    assertTrue(world.invited.isEmpty());
    assertEquals(1, world.facts(CallFact.LegAsked.class).size());
    assertEquals(2, world.facts(CallFact.LegEnded.class).size());
  }

  @Test
  void whoseWalletItWasStandsInNoSipMessageAndNotInTheLadder() {
    world.admission =
        new CallAuthority.Refused(
            new Refusal("wallet-too-low", "A wallet is too low", "Ann's is", 402, false));
    world.dials("102");
    assertEquals(List.of("reject 402 A wallet is too low"), world.caller.did);
    var ended = world.only(CallFact.Ended.class);
    assertEquals("A wallet is too low", ended.reason());
    assertEquals(
        List.of("A wallet is too low"),
        ended.ladder().stream()
            .filter(step -> step.title().equals("refused: wallet-too-low"))
            .map(LadderEntry::detail)
            .toList());
  }

  @Test
  void anEmptyWalletRefusesAProgramBeforeItStarts() {
    world.admission = World.refused("wallet-too-low", 402);
    world.dials("500");
    assertEquals(List.of("reject 402 because of wallet-too-low"), world.caller.did);
    assertNull(world.programs.run);
  }

  @Test
  void aFullJournalRefusesPaidCallsButNotEmergencies() {
    world.journal.accepting = false;
    world.dials("102");
    assertTrue(world.caller.did.getFirst().startsWith("reject 503"));

    World other = new World();
    other.journal.accepting = false;
    other.journal.durable = false;
    other.admission = World.refused("wallet-too-low", 402);
    other.dials("112");
    assertEquals(1, other.invited.size());
    assertTrue(other.asks.isEmpty());
    other.calleeAnswers();
    assertEquals(CallState.TALKING, other.call().state());
  }

  @Test
  void anUnwritableJournalLetsNoInviteOut() {
    world.journal.durable = false;
    world.dials("102");
    assertTrue(world.caller.did.getFirst().startsWith("reject 503"));
    assertTrue(world.invited.isEmpty());
    assertEquals(CallState.ENDED, world.call().state());
  }

  @Test
  void aHangingAuthorityIs503AndItsLateGrantIsVoided() {
    world.hanging = true;
    world.dials("102");
    assertEquals(CallState.ASKING, world.call().state());
    world.seconds(5);
    assertTrue(world.caller.did.getFirst().startsWith("reject 503"));
    assertEquals(CallState.ENDING, world.call().state());
    world.thaw();
    assertTrue(world.invited.isEmpty());
    assertEquals(2, world.facts(CallFact.LegEnded.class).size());
    assertEquals(CallState.ENDED, world.call().state());
  }

  @Test
  void aGrantThatComesAfterTheLastFactIsVoidedToo() {
    world.hanging = true;
    world.dials("102");
    world.callerHangsUp();
    world.seconds(10);
    assertEquals(CallState.ENDED, world.call().state());
    assertFalse(world.call().done());
    world.thaw();
    CallFact.LegEnded last = (CallFact.LegEnded) world.facts.getLast();
    assertEquals(Duration.ZERO, last.charged());
    assertEquals(world.asks.getFirst().leg(), last.leg());
    assertTrue(world.call().done());
  }

  @Test
  void busyIsToldToTheCaller() {
    world.dials("102").calleeSays(new Signalling.Event.Failed(486, "Busy here"));
    assertEquals("reject 486 Busy here", world.caller.did.getLast());
    assertEquals(486, world.ended(world.callee().id()).sipStatus());
  }

  @Test
  void nobodyAnswersInTime() {
    world.dials("102");
    world.seconds(60);
    assertTrue(world.callee().closed());
    assertTrue(world.caller.did.getLast().startsWith("reject 480"));
  }

  @Test
  void theCallerGivesUpWhileItRings() {
    world.dials("102");
    world.callerHangsUp();
    assertTrue(world.callee().closed());
    assertEquals(487, world.only(CallFact.Ended.class).sipStatus());
    assertEquals(Duration.ZERO, world.ended(world.callee().id()).charged());
  }

  @Test
  void earlyMediaIsPassedOn() {
    world.dials("+49301");
    world.calleeSays(new Signalling.Event.Progress(183, new Sdp("early")));
    assertEquals(List.of("progress"), world.caller.did);
    assertNotNull(world.audio.getFirst().bridged);
  }

  /** As when another phone rings than the one that is heard. */
  @Test
  void earlyMediaGoesOnWhereNothingButProgressIsTold() {
    world.dials("+49301");
    world.calleeSays(new Signalling.Event.Progress(183, new Sdp("early")));
    world.calleeSays(new Signalling.Event.Progress(183, null));
    assertEquals(List.of("progress"), world.caller.did);
    world.calleeSays(new Signalling.Event.Progress(180, null));
    assertEquals(List.of("progress", "ring"), world.caller.did);
  }

  private void isHeardUntilItIsOver() {
    world.dials("+49301");
    world.calleeSays(new Signalling.Event.Progress(183, new Sdp("early")));
    world.calleeSays(new Signalling.Event.Progress(199, null));
    assertNull(world.audio.getFirst().bridged);
    assertEquals(List.of(), world.played());
  }

  /** What the caller listens to by then is audio. */
  @Test
  void whenEarlyMediaIsOverTheCallerHearsTheOthersRing() {
    isHeardUntilItIsOver();
    world.calleeSays(new Signalling.Event.Progress(180, null));
    world.calleeSays(new Signalling.Event.Progress(180, null));
    assertEquals(Tones.RINGING, world.played());
    world.audio.getFirst().finishes();
    assertEquals(2 * Tones.RINGING.size(), world.played().size(), "it rings on");
    assertEquals(List.of("progress"), world.caller.did);
    world.calleeAnswers();
    assertEquals(0, world.audio.getFirst().playing);
    assertSame(world.audio.getLast(), world.audio.getFirst().bridged);
  }

  @Test
  void theNextEarlyMediaIsHeardInPlaceOfTheRinging() {
    isHeardUntilItIsOver();
    world.calleeSays(new Signalling.Event.Progress(180, null));
    world.calleeSays(new Signalling.Event.Progress(183, new Sdp("early, too")));
    assertEquals(0, world.audio.getFirst().playing);
    assertSame(world.audio.getLast(), world.audio.getFirst().bridged);
  }

  @Test
  void whoAnswersAfterEarlyMediaIsOverMustSayWithWhat() {
    isHeardUntilItIsOver();
    world.calleeSays(new Signalling.Event.Answered(null));
    assertEquals("reject 488 The callee's audio cannot be used", world.caller.did.getLast());
  }

  @Test
  void aDigitBySignallingReachesTheOtherLeg() {
    world.dials("102").calleeAnswers();
    world.caller.says(new Signalling.Event.Digit('5'));
    world.settle();
    world.calleeSays(new Signalling.Event.Digit('#'));
    assertEquals("5", world.audio.getLast().digits.toString());
    assertEquals("#", world.audio.getFirst().digits.toString());
  }

  @Test
  void aStalledJournalIsNotWaitedForForEver() {
    world.dials("102");
    World stalled = new World();
    stalled.journal.stalled = true;
    stalled.dials("102");
    stalled.seconds(5);
    assertTrue(stalled.caller.did.getFirst().startsWith("reject 503"), stalled.log.toString());
    assertEquals(CallState.ENDED, stalled.call().state());
    assertTrue(stalled.call().done());
    assertTrue(stalled.asks.isEmpty());
  }

  @Test
  void aJournalThatStallsAfterTheGrantIsNotWaitedForForEver() {
    world.hanging = true;
    world.dials("102");
    world.journal.stalled = true;
    world.thaw();
    world.seconds(5);
    assertTrue(world.caller.did.getFirst().startsWith("reject 503"), world.log.toString());
    assertTrue(world.invited.isEmpty());
    assertTrue(world.call().done());
  }

  @Test
  void nothingIsLeftToWaitForWhenTheProgramHasEnded() {
    world.dials("500");
    world.callerHangsUp();
    world.programEnds(0, "exited");
    assertEquals(CallState.ENDED, world.call().state());
    assertTrue(world.call().done());
  }

  @Test
  void unusableAudioIs488() {
    world.dials("102", new Sdp("rubbish"));
    assertTrue(world.caller.did.getFirst().startsWith("reject 488"));
    assertTrue(world.asks.isEmpty());
  }

  @Test
  void noPortsIs503() {
    world.plane.ports = false;
    world.dials("102");
    assertTrue(world.caller.did.getFirst().startsWith("reject 503"));
  }

  @Test
  void anInviteWithoutAnOfferGetsOurs() {
    world.dials("102", null).calleeAnswers();
    assertTrue(world.caller.did.contains("answer our offer"));
    world.caller.says(new Signalling.Event.Answered(new Sdp("late")));
    world.settle();
    assertEquals("accept sdp", world.log.getLast());
  }

  /** The ACK that tells nothing may come after an offer of the caller's that was answered. */
  @Test
  void whatIsAgreedByAnOfferWithinTheDialogIsAgreed() {
    world.dials("102", null).calleeAnswers();
    world.caller.says(new Signalling.Event.Offered(new Sdp("sendrecv")));
    world.caller.says(new Signalling.Event.Answered(null));
    world.settle();
    assertEquals(CallState.TALKING, world.call().state());
    World silent = new World();
    silent.dials("102", null).calleeAnswers();
    silent.caller.says(new Signalling.Event.Answered(null));
    silent.settle();
    assertEquals("The caller did not answer the offered audio", silent.ended().reason());
  }

  @Test
  void holdIsAnsweredByTheLegItself() {
    world.dials("102").calleeAnswers();
    world.calleeSays(new Signalling.Event.Offered(new Sdp("hold")));
    assertEquals("accept answer to hold", world.callee().did.getLast());
    world.caller.says(new Signalling.Event.Offered(new Sdp("rubbish")));
    world.settle();
    assertEquals("refuseOffer", world.caller.did.getLast());
    assertEquals(CallState.TALKING, world.call().state());
  }

  @Test
  void noAudioForLongEndsTheCall() {
    world.dials("102").calleeAnswers();
    world.audio.getLast().says(new MediaEvent.TimedOut());
    assertEquals(CallState.ENDED, world.call().state());
    assertTrue(world.caller.did.getLast().contains("No audio"));
  }

  @Test
  void aSilentLegIsExpectedToBeHeardOnceItIsAnswered() {
    world.dials("102");
    world.audio.getFirst().says(new MediaEvent.TimedOut());
    assertEquals(CallState.RINGING, world.call().state());
    assertFalse(world.audio.getFirst().heard);
    world.calleeAnswers();
    assertTrue(world.audio.stream().allMatch(each -> each.heard));
  }

  @Test
  void somebodyEndsItFromOutside() {
    world.dials("102").calleeAnswers();
    world.post(new Message.End("ended by an agent"));
    world.settle();
    assertTrue(world.caller.did.getLast().contains("ended by an agent"));
    assertTrue(world.callee().closed());
  }

  @Test
  void theManualSaysOfEveryStateWhatTheCodeSays() throws IOException {
    String states = Files.readString(Path.of("../docs/manual/calls.md"));
    String code =
        Files.readString(Path.of("src/main/java/org/meterline/telephony/call/CallState.java"));
    for (CallState state : CallState.values()) {
      Matcher row = Pattern.compile("\\| " + state + " \\| (.+) \\|").matcher(states);
      assertTrue(row.find(), state.name());
      assertTrue(code.contains("/** " + row.group(1) + " */\n  " + state), row.group());
    }
  }

  @Test
  void everyStateIsSeenAndTold() {
    world.dials("500");
    world.verb(new Verb.Dial("102", Duration.ofSeconds(20)));
    world.calleeAnswers();
    world.callerHangsUp();
    assertEquals(CallState.ENDING, world.call().state());
    world.programEnds(0, "exited");
    World asked = new World().asksFor("102", "500");
    World moved = new World();
    moved.dials("102").answered();
    moved.verb(new Verb.Transfer(new Verb.To("103", Duration.ofSeconds(20), null)));
    for (CallState state : CallState.values()) {
      assertTrue(
          Stream.of(world, asked, moved)
              .flatMap(each -> each.seen.stream())
              .anyMatch(s -> s.state() == state),
          state.name());
    }
    assertFalse(CallState.ENDED.live());
  }
}
