package org.meterline.telephony.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.meterline.telephony.media.MediaEvent;
import org.meterline.telephony.media.Sdp;

/** Help is called by the country's own way, then by any. */
class EmergencyTest {
  private static final Place PIER = new Place("Pier", "DE", "Pier 1, Hamburg");

  private final World world = new World();

  EmergencyTest() {
    world.numbers.put("112", new Destination.Emergency(World.HARBOUR, "112", PIER));
    world.numbers.put("+4930555101", new Destination.Phone(World.HARBOUR, "101"));
  }

  private Invitation invitation() {
    Invitation found = world.callee().invitation;
    if (found == null) {
      throw new AssertionError("nobody was invited");
    }
    return found;
  }

  @Test
  void theNumberIsWrittenAsTheCountrysWayWantsIt() {
    world.directory.rewritten.put("112", "+4940112");
    world.dials("112");
    assertEquals(
        "sip:+4940112@127.0.0.1:5090;transport=udp", invitation().targets().getFirst().uri());
    assertEquals("+4930555101", invitation().from(), "it leads back to the phone");
    assertEquals(List.of(), world.asks, "nobody is asked for money");
  }

  @Test
  void whenNoneIsMeantForItAllOthersAreTried() {
    world.directory.otherWays = true;
    world.directory.emergencyTrunks = List.of(world.trunks.getFirst());
    world.directory.rewritten.put("112", "+4940112");
    world.dials("112");
    world.calleeSays(new Signalling.Event.Failed(403, "Not here"));
    assertEquals("sip:112@127.0.0.1:5091;transport=udp", invitation().targets().getFirst().uri());
    world.calleeAnswers();
    assertEquals(CallState.TALKING, world.call().state());
  }

  @Test
  void helpMayTakeItsTime() {
    world.dials("112");
    world.calleeSays(new Signalling.Event.Progress(180, null));
    world.seconds(600);
    assertEquals(CallState.RINGING, world.call().state());
    world.calleeAnswers();
    assertEquals(CallState.TALKING, world.call().state());
  }

  @Test
  void whoCannotSpeakIsNotHungUpOn() {
    world.dials("112").calleeAnswers();
    world.audio.getFirst().says(new MediaEvent.TimedOut());
    world.audio.getLast().says(new MediaEvent.TimedOut());
    assertEquals(CallState.TALKING, world.call().state());
  }

  @Test
  void itMayLastLongerThanAnyOtherCall() {
    world.dials("112").calleeAnswers();
    world.advance(world.timings.longestCall().multipliedBy(2));
    assertEquals(CallState.TALKING, world.call().state());
  }

  @Test
  void aProgramsCallForHelpRingsAndLastsAsLongAsItMust() {
    world.dials("500");
    var dial =
        world.verb(
            new Verb.Dial(
                List.of("112"), Duration.ofSeconds(20), false, Optional.of(Duration.ofSeconds(9))));
    world.calleeSays(new Signalling.Event.Progress(180, null));
    world.seconds(30);
    world.calleeAnswers();
    world.seconds(30);
    assertEquals(CallState.TALKING, world.call().state());
    assertEquals(List.of(), dial);
  }

  /** Once help is done, the rest is a call as any other. */
  @Test
  void whatComesAfterHelpIsNoCallForHelp() {
    world.dials("500");
    var dial = world.verb(new Verb.Dial("112", Duration.ofSeconds(20)), Duration.ofDays(2));
    world.calleeAnswers();
    world.advance(world.timings.longestCall());
    world.calleeSays(new Signalling.Event.HungUp(false, "bye"));
    assertEquals("ANSWER", Outcomes.dialled(dial).status());
    assertEquals(CallState.STEERED, world.call().state());
    world.advance(world.timings.longestCall());
    assertFalse(world.call().state().live());
  }

  /** What the program costs ends the call, but not while help is there. */
  @Test
  void moneyEndsNoCallForHelp() {
    world.admission = World.granted(10, true);
    world.extension = sequence -> World.refused("wallet-too-low", 402);
    world.dials("500");
    var dial = world.verb(new Verb.Dial("112", Duration.ofSeconds(20)));
    world.calleeAnswers();
    world.seconds(60);
    assertEquals(CallState.TALKING, world.call().state());
    assertEquals(List.of(), world.overlaid(), "nor is its end announced");
    world.calleeSays(new Signalling.Event.HungUp(false, "bye"));
    assertEquals("ANSWER", Outcomes.dialled(dial).status());
    world.seconds(2);
    world.programEnds(0, "exited");
    assertEquals("The credit is used up", world.ended().reason());
    assertEquals(Duration.ofSeconds(10), world.ended(world.caller.id()).charged());
  }

  @Test
  void aCallerWhoWasNotAnsweredMayWaitForHelp() {
    world.dials("500");
    var dial = world.verb(new Verb.Dial("112", Duration.ofSeconds(20)), Duration.ofDays(1));
    world.calleeSays(new Signalling.Event.Progress(180, null));
    world.advance(world.timings.unanswered().multipliedBy(2).plusSeconds(1));
    assertEquals(CallState.RINGING, world.call().state());
    world.calleeSays(new Signalling.Event.Failed(486, "Busy here"));
    assertEquals("BUSY", Outcomes.dialled(dial).status());
    world.advance(world.timings.unanswered());
    assertFalse(world.call().state().live(), "but for nothing else");
  }

  @Test
  void nobodyRingsForHelpForEver() {
    world.dials("112");
    world.calleeSays(new Signalling.Event.Progress(180, null));
    world.advance(Duration.ofHours(1).minusMillis(1));
    assertEquals(CallState.RINGING, world.call().state());
    world.advanceMillis(1);
    assertEquals(480, world.ended().sipStatus());
  }

  /** The limit of the talk is not lost when it was reached while help was there. */
  @Test
  void whoTakesTheTalkFromHelpHasTheTimeOfATalk() {
    world.dials("500");
    var dial =
        world.verb(
            new Verb.Dial(
                List.of("112"), Duration.ofSeconds(20), false, Optional.of(Duration.ofSeconds(9))));
    world.calleeAnswers();
    world.seconds(10);
    world.beside("103", "102", new Signalling.Replaced(world.callee().id(), false));
    assertEquals(List.of(), dial);
    world.seconds(9);
    assertEquals("The time for this talk is over", Outcomes.dialled(dial).reason());
  }

  @Test
  void helpThatIsNotHeardIsNotHungUp() {
    world.dials("112");
    world.calleeSays(new Signalling.Event.Progress(183, new Sdp("early")));
    world.audio.getLast().says(new MediaEvent.Lost("no keys"));
    assertEquals(CallState.RINGING, world.call().state());
    world.calleeAnswers();
    world.audio.getLast().says(new MediaEvent.Lost("no keys"));
    world.audio.getFirst().says(new MediaEvent.Lost("no keys"));
    assertEquals(CallState.TALKING, world.call().state());
  }

  /** 102, who talks to 101, has called help and joins the two. */
  private World.Beside joinsHelp() {
    World.Beside other = world.beside("102", "112", null);
    world.calleeAnswers();
    FakeLeg leaves = world.phone("102", 5070).dials("102").answered().callee();
    joins(leaves, other);
    return other;
  }

  private void joins(FakeLeg leaves, World.Beside other) {
    var asked = new ReferTest.Asked("112", other.caller.id());
    leaves.says(new Signalling.Event.Referred(asked));
    world.settle();
    assertEquals(List.of("accepted", "200"), asked.told);
    assertEquals(CallState.TALKING, world.call().state());
  }

  @Test
  void whoIsHandedToHelpByAnotherCallIsInACallForHelp() {
    World.Beside other = joinsHelp();
    world.audio.stream()
        .filter(each -> !each.closed)
        .toList()
        .forEach(
            each -> {
              each.says(new MediaEvent.TimedOut());
              each.says(new MediaEvent.Lost("no keys"));
            });
    world.advance(world.timings.longestCall().multipliedBy(2));
    assertEquals(CallState.TALKING, world.call().state());
    assertEquals(CallState.TALKING, other.call.state());
    world.invited.getFirst().says(new Signalling.Event.HungUp(false, "bye"));
    world.settle();
    assertEquals(CallState.ENDED, world.call().state());
    assertEquals(CallState.ENDED, other.call.state());
  }

  @Test
  void aCarriersCallerWhoIsHandedToHelpIsTransferredByNoCarrier() {
    world.trunks.replaceAll(trunk -> trunk.transfers(true));
    World.Beside other = world.beside("102", "112", null);
    world.calleeAnswers();
    world.numbers.put("+4930555102", new Destination.Phone(World.HARBOUR, "102"));
    world.comesIn(
        new Origin.Carrier("one"),
        new Signalling.Introduction("+4930555102", "+4915112345678", null, false, null));
    FakeLeg leaves = world.answered().callee();
    joins(leaves, other);
    var asked = new ReferTest.Asked("+49301", null);
    world.caller.says(new Signalling.Event.Referred(asked));
    world.settle();
    assertEquals(List.of("refused 403"), asked.told);
  }

  /** Help is neither told of a recording nor recorded by a rule that would have it told. */
  @Test
  void helpInAnotherCallIsToldOfNoRecording() {
    World.Beside other = world.beside("102", "112", null);
    world.calleeAnswers();
    FakeAudio help = world.audio.getLast();
    world.records(RecordingRule.Consent.ANNOUNCE, RecordingRule.Told.BOTH, false);
    FakeLeg leaves = world.phone("102", 5070).dials("102").answered().callee();
    for (FakeAudio each : world.audio.subList(2, 4)) {
      each.finishes();
    }
    assertEquals(1, world.facts(CallFact.RecordingRuled.class).size());
    joins(leaves, other);
    assertEquals(List.of(), help.overlaid);
    assertEquals(List.of(), help.played);
    assertEquals(1, world.facts(CallFact.RecordingEnded.class).size());
  }

  @Test
  void thoseWhoWatchHearFromWhereAtOnce() {
    world.dials("112");
    var told =
        world.happened.stream()
            .filter(CallEvents.Detail.Emergency.class::isInstance)
            .map(CallEvents.Detail.Emergency.class::cast)
            .toList();
    assertEquals(1, told.size());
    assertEquals(PIER, told.getFirst().place());
    assertEquals("112", told.getFirst().number());
    world.callerHangsUp();
    assertTrue(
        world.ended().ladder().stream()
            .anyMatch(entry -> entry.detail().contains("Pier 1, Hamburg")),
        "the record has it");
  }

  @Test
  void aProgramCallsHelpWhereItsCallerStands() {
    world.dials("500");
    world.verb(new Verb.Dial("112", Duration.ofSeconds(20)));
    assertEquals("sip:112@127.0.0.1:5090;transport=udp", invitation().targets().getFirst().uri());
  }

  @Test
  void aNumberThatIsNobodysStopsNoCallForHelp() {
    world.dials("500");
    var to = new Verb.To("112", Duration.ofSeconds(20), "+442071234567");
    world.verb(new Verb.Dial(List.of(to), false, false, Optional.empty(), Optional.empty()));
    assertEquals("+4930555101", invitation().from(), "it leads back to the phone");
  }

  @Test
  void aNumberThatIsNobodysStopsOtherCalls() {
    world.dials("500");
    world.numbers.put(
        "+4930777123", new Destination.Outside(World.HARBOUR, new E164("+4930777123")));
    var to = new Verb.To("+4930777123", Duration.ofSeconds(20), "+442071234567");
    var outcome =
        world.verb(new Verb.Dial(List.of(to), false, false, Optional.empty(), Optional.empty()));
    assertTrue(outcome.toString().contains("403"), outcome::toString);
  }
}
