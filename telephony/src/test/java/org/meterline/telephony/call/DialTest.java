package org.meterline.telephony.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.call.Outcomes.cut;
import static org.meterline.telephony.call.Outcomes.dialled;
import static org.meterline.telephony.call.Outcomes.soFar;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.meterline.telephony.media.MediaEvent;
import org.meterline.telephony.media.Sdp;

/** A program sends its caller on. */
class DialTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private final World world = new World();

  @BeforeEach
  void aProgramSteers() {
    world.dials("500");
  }

  /** Whose audio cannot be protected does not ring any more; the others do. */
  @Test
  void whoWouldNotBeHeardIsNotCalledAnyMore() {
    world.phone("103", 5071);
    var dial =
        world.verb(
            new Verb.Dial(List.of("102", "103"), Duration.ofSeconds(20), false, Optional.empty()));
    FakeLeg unheard = world.invited.getFirst();
    unheard.says(new Signalling.Event.Progress(183, new Sdp("early")));
    world.settle();
    world.audio.get(1).says(new MediaEvent.Lost("no keys"));
    assertTrue(unheard.closed());
    assertEquals(CallState.RINGING, world.call().state());
    world.calleeAnswers();
    assertEquals(CallState.TALKING, world.call().state());
    assertEquals(List.of(), dial);
  }

  @Test
  void aProgramGoesOnWhenNobodyWouldBeHeard() {
    var dial = world.verb(new Verb.Dial("102", Duration.ofSeconds(20)));
    world.calleeSays(new Signalling.Event.Progress(183, new Sdp("early")));
    world.audio.getLast().says(new MediaEvent.Lost("no keys"));
    Verb.Dialled result = dialled(dial);
    assertEquals("CONGESTION", result.status());
    assertEquals(488, result.sipStatus());
    assertEquals(CallState.STEERED, world.call().state());
    world.calleeAnswers();
    assertEquals(CallState.STEERED, world.call().state());
  }

  @Test
  void dialBridgesAndTheCallerStaysWhenTheCalleeHangsUp() {
    world.verb(new Verb.Answer());
    var outcome = world.verb(new Verb.Dial("102", Duration.ofSeconds(20)));
    assertEquals(2, world.asks.size());
    world.calleeAnswers();
    assertEquals(CallState.TALKING, world.call().state());
    world.seconds(3);
    world.calleeSays(new Signalling.Event.HungUp(false, "bye"));
    Verb.Dialled result = dialled(outcome);
    assertEquals("ANSWER", result.status());
    assertEquals("bye", result.reason());
    assertEquals(Duration.ofSeconds(3), result.talk().orElseThrow().talked());
    assertEquals(CallState.STEERED, world.call().state());
    assertNull(world.audio.getFirst().bridged);
    assertEquals(Duration.ofSeconds(3), world.ended(world.callee().id()).charged());
    world.seconds(8);
    world.callerHangsUp();
    world.programEnds(0, "exited");
    assertEquals(Duration.ofSeconds(11), world.ended(world.caller.id()).charged());
  }

  @Test
  void theCallersHangUpEndsADial() {
    world.verb(new Verb.Answer());
    var outcome = world.verb(new Verb.Dial("102", Duration.ofSeconds(20)));
    world.callerHangsUp();
    assertEquals(Outcome.By.HANG_UP, cut(outcome));
    assertTrue(world.callee().closed());
    Verb.Dialled soFar = (Verb.Dialled) soFar(outcome);
    assertEquals("CANCEL", soFar.status());
    assertTrue(soFar.talk().isEmpty());
  }

  @Test
  void dialSaysWhyItFailed() {
    world.verb(new Verb.Answer());
    var busy = world.verb(new Verb.Dial("102", Duration.ofSeconds(20)));
    world.calleeSays(new Signalling.Event.Failed(486, "Busy here"));
    assertEquals("BUSY", dialled(busy).status());
    var silent = world.verb(new Verb.Dial("102", Duration.ofSeconds(5)));
    world.seconds(5);
    assertEquals("NOANSWER", dialled(silent).status());
    assertEquals("CHANUNAVAIL", dialled(world.verb(new Verb.Dial("999", SECOND))).status());
    assertEquals("CHANUNAVAIL", dialled(world.verb(new Verb.Dial("103", SECOND))).status());
    world.admission = World.refused("wallet-too-low", 402);
    Verb.Dialled poor = dialled(world.verb(new Verb.Dial("102", SECOND)));
    assertEquals("CONGESTION", poor.status());
    assertEquals(402, poor.sipStatus());
    assertEquals("because of wallet-too-low", poor.reason());
    assertEquals(CallState.STEERED, world.call().state());
  }

  @Test
  void aDialCutByItsDeadlineStopsRinging() {
    var outcome = world.verb(new Verb.Dial("102", Duration.ofSeconds(20)), SECOND);
    world.seconds(1);
    assertEquals(Outcome.By.DEADLINE, cut(outcome));
    assertTrue(world.callee().closed());
    assertEquals(CallState.STEERED, world.call().state());
  }

  @Test
  void aDialAnswersTheCallerWhenTheProgramDidNot() {
    world.verb(new Verb.Dial("102", Duration.ofSeconds(20)));
    world.calleeAnswers();
    assertTrue(world.caller.answered);
  }

  @Test
  void theCallersHangUpEndsATalk() {
    world.verb(new Verb.Answer());
    var outcome = world.verb(new Verb.Dial("102", Duration.ofSeconds(20)));
    world.seconds(2);
    world.calleeAnswers();
    world.seconds(3);
    world.callerHangsUp();
    Verb.Dialled soFar = (Verb.Dialled) soFar(outcome);
    assertEquals("ANSWER", soFar.status());
    assertEquals(
        Optional.of(
            new Verb.Talk(
                "102",
                ChannelName.of("102", world.callee().id()),
                Duration.ofSeconds(5),
                Duration.ofSeconds(3))),
        soFar.talk());
  }

  @Test
  void overATrunkTheChannelIsTheTrunks() {
    var outcome = world.verb(new Verb.Dial("+49301", Duration.ofSeconds(20)));
    world.calleeAnswers();
    world.calleeSays(new Signalling.Event.HungUp(false, "bye"));
    Verb.Talk talk = dialled(outcome).talk().orElseThrow();
    assertEquals("+49301", talk.dialled());
    assertEquals(ChannelName.of("one", world.callee().id()), talk.channel());
    assertTrue(talk.channel().matches("PJSIP/one-[0-9a-f]{8}"), talk.channel());
  }

  /** As Asterisk's SIP channel and Dial judge them. */
  @ParameterizedTest
  @CsvSource({
    "302, CHANUNAVAIL",
    "300, NOANSWER",
    "401, CHANUNAVAIL",
    "403, CHANUNAVAIL",
    "404, CHANUNAVAIL",
    "408, CHANUNAVAIL",
    "410, CHANUNAVAIL",
    "480, NOANSWER",
    "482, CHANUNAVAIL",
    "483, NOANSWER",
    "484, CHANUNAVAIL",
    "486, BUSY",
    "487, CHANUNAVAIL",
    "488, CHANUNAVAIL",
    "499, CHANUNAVAIL",
    "500, CHANUNAVAIL",
    "501, CHANUNAVAIL",
    "502, CHANUNAVAIL",
    "503, CONGESTION",
    "504, CHANUNAVAIL",
    "505, CHANUNAVAIL",
    "513, CONGESTION",
    "600, BUSY",
    "603, CHANUNAVAIL",
    "604, CHANUNAVAIL",
    "606, CHANUNAVAIL"
  })
  void theCalleesStatusIsTold(int status, String told) {
    var outcome = world.verb(new Verb.Dial("102", Duration.ofSeconds(20)));
    world.calleeSays(new Signalling.Event.Failed(status, "for reasons"));
    Verb.Dialled result = dialled(outcome);
    assertEquals(told, result.status());
    assertEquals("for reasons", result.reason());
    assertTrue(result.talk().isEmpty());
    assertEquals(CallState.STEERED, world.call().state());
  }

  private List<Outcome<?>> dial(String... dialled) {
    return world.verb(
        new Verb.Dial(List.of(dialled), Duration.ofSeconds(20), false, Optional.empty()));
  }

  private void secondPhone() {
    world.phones.put(
        "103", List.of(new Invitation.Target("sip:103@127.0.0.1:5071", List.of(), "udp")));
  }

  @Test
  void aBrowserIsOfferedWhatItUnderstandsBesideAPhone() {
    world.phones.put(
        "103",
        List.of(
            new Invitation.Target("sip:103@127.0.0.1:5071", List.of(), "udp"),
            new Invitation.Target("sip:103@a.invalid;transport=ws", List.of(), "ws")));
    dial("103");
    Invitation invitation = Objects.requireNonNull(world.callee().invitation);
    assertEquals(new Sdp("our offer"), invitation.offer());
    assertEquals(
        Arrays.asList(null, new Sdp("our offer of WEBRTC")),
        invitation.targets().stream().map(Invitation.Target::offer).toList());
  }

  @Test
  void severalRingTogetherAndTheFirstToAnswerGetsTheCall() {
    secondPhone();
    var outcome = dial("102", "103");
    assertEquals(2, world.invited.size());
    assertEquals(CallState.RINGING, world.call().state());
    FakeLeg loser = world.invited.getFirst();
    loser.says(new Signalling.Event.Progress(183, new Sdp("early")));
    world.settle();
    assertEquals(List.of("ring"), world.caller.did, "nobody's early audio is heard");
    world.seconds(1);
    world.calleeAnswers();
    assertEquals(CallState.TALKING, world.call().state());
    assertEquals(List.of("hangUp 200 Call completed elsewhere"), loser.did);
    assertEquals(world.audio.getLast(), world.audio.getFirst().bridged);
    assertEquals(Duration.ZERO, world.ended(loser.id()).charged());
    loser.says(new Signalling.Event.Answered(new Sdp("late")));
    world.settle();
    assertEquals("hangUp 480 The call is over", loser.did.getLast(), "it crossed our CANCEL");
    world.seconds(4);
    world.calleeSays(new Signalling.Event.HungUp(false, "bye"));
    Verb.Talk talk = dialled(outcome).talk().orElseThrow();
    assertEquals("103", talk.dialled());
    assertEquals(Duration.ofSeconds(4), talk.talked());
    assertEquals(Duration.ofSeconds(4), world.ended(world.callee().id()).charged());
    assertEquals(CallState.STEERED, world.call().state());
  }

  @Test
  void whoIsAskedWhileAnotherAnswersIsNotCalled() {
    secondPhone();
    world.numbers.put("112", new Destination.Emergency(World.HARBOUR, "112"));
    world.hanging = true;
    var outcome = dial("112", "103");
    assertEquals(1, world.invited.size(), "an emergency asks nobody");
    world.calleeAnswers();
    world.thaw();
    assertEquals(1, world.invited.size());
    world.calleeSays(new Signalling.Event.HungUp(false, "bye"));
    assertEquals("112", dialled(outcome).talk().orElseThrow().dialled());
    assertEquals(
        1,
        world.facts(CallFact.LegEnded.class).stream()
            .filter(end -> end.leg().equals(world.asks.getLast().leg()))
            .count(),
        "the late grant is voided");
  }

  @Test
  void whenNobodyAnswersTheBestOfTheFailuresIsTold() {
    secondPhone();
    var busy = dial("102", "999", "103");
    world.invited.getFirst().says(new Signalling.Event.Failed(603, "Decline"));
    world.settle();
    assertTrue(busy.isEmpty());
    world.calleeSays(new Signalling.Event.Failed(486, "Busy here"));
    assertEquals(Verb.Dialled.unanswered("BUSY", 486, "Busy here"), dialled(busy));
    assertEquals(CallState.STEERED, world.call().state());

    var silent = dial("102", "103");
    world.calleeSays(new Signalling.Event.Failed(486, "Busy here"));
    world.seconds(20);
    assertEquals("NOANSWER", dialled(silent).status());

    assertEquals("CHANUNAVAIL", dialled(dial("998", "999")).status());
  }

  @Test
  void aHangUpGivesUpAllThatRing() {
    secondPhone();
    var outcome = dial("102", "103");
    world.callerHangsUp();
    assertEquals(Outcome.By.HANG_UP, cut(outcome));
    assertTrue(world.invited.stream().allMatch(FakeLeg::closed));
    assertEquals(3, world.facts(CallFact.LegEnded.class).size());
  }

  @Test
  void aTalkIsNoLongerThanItMayBe() {
    var outcome =
        world.verb(
            new Verb.Dial(
                List.of("102"),
                Duration.ofSeconds(20),
                false,
                Optional.of(Duration.ofMillis(1500))));
    world.seconds(3);
    world.calleeAnswers();
    world.advanceMillis(1499);
    assertTrue(outcome.isEmpty());
    world.advanceMillis(1);
    Verb.Dialled result = dialled(outcome);
    assertEquals("ANSWER", result.status());
    assertEquals(Duration.ofMillis(1500), result.talk().orElseThrow().talked());
    assertTrue(world.callee().closed());
    assertEquals(CallState.STEERED, world.call().state());
  }

  @Test
  void ringingIsToldAtOnceAndKeepsEarlyAudioAway() {
    world.verb(new Verb.Dial(List.of("102"), Duration.ofSeconds(20), true, Optional.empty()));
    assertEquals(List.of("ring"), world.caller.did);
    world.calleeSays(new Signalling.Event.Progress(183, new Sdp("early")));
    assertEquals(List.of("ring"), world.caller.did);
    assertNull(world.audio.getFirst().bridged);
  }

  /** The caller listens to audio by then, and may not heed 180. */
  @Test
  void whoIsDialledAfterEarlyAudioIsHeardToRing() {
    secondPhone();
    world.verb(new Verb.Dial("102", Duration.ofSeconds(20)));
    world.calleeSays(new Signalling.Event.Progress(180, null));
    world.calleeSays(new Signalling.Event.Progress(183, new Sdp("early")));
    world.calleeSays(new Signalling.Event.Failed(486, "Busy here"));
    world.verb(new Verb.Dial("103", Duration.ofSeconds(20)));
    assertEquals(0, world.audio.getFirst().playing);
    world.calleeSays(new Signalling.Event.Progress(180, null));
    assertEquals(Tones.RINGING, world.played());
    world.calleeAnswers();
    assertEquals(0, world.audio.getFirst().playing);
    assertEquals(world.audio.getLast(), world.audio.getFirst().bridged);
  }

  @Test
  void theLastDialsFailureIsToldWhenTheProgramEndsWithoutAnswering() {
    world.verb(new Verb.Dial("102", Duration.ofSeconds(20)));
    world.calleeSays(new Signalling.Event.Failed(486, "Busy here"));
    world.programEnds(0, "exited");
    assertEquals("reject 486 Busy here", world.caller.did.getLast());
  }
}
