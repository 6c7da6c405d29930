package org.meterline.telephony.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.call.Outcomes.dialled;
import static org.meterline.telephony.call.Outcomes.done;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.meterline.telephony.media.MediaEvent;
import org.meterline.telephony.media.Prompt;

/** Calls that somebody asks for: one party is called first, and the other when it has answered. */
class OriginateTest {
  private static final Signalling.Event BYE = new Signalling.Event.HungUp(false, "bye");
  private static final Signalling.Event RINGS = new Signalling.Event.Progress(180, null);

  private final World world = new World().phone("103", 5071);

  private void talk() {
    world.asksFor("102", "+49301").calleeAnswers();
    world.calleeAnswers();
    assertEquals(CallState.TALKING, world.call().state());
  }

  @Test
  void oneIsCalledAndThenTheOtherAndTheyTalk() {
    world.asksFor("102", "+49301");
    assertEquals(CallState.ORIGINATING, world.call().state());
    assertEquals(1, world.invited.size());
    world.calleeSays(RINGS);
    assertEquals(CallState.ORIGINATING, world.call().state());
    world.seconds(5);
    world.calleeAnswers();
    assertEquals(CallState.RINGING, world.call().state());
    assertEquals(2, world.invited.size());
    world.calleeSays(RINGS);
    world.seconds(2);
    world.calleeAnswers();
    assertEquals(CallState.TALKING, world.call().state());
    assertSame(world.audio.getLast(), world.audio.getFirst().bridged);
    world.seconds(3);
    world.calleeSays(BYE);

    assertEquals(200, world.ended().sipStatus());
    assertEquals(Duration.ofSeconds(5), world.ended(world.invited.getFirst().id()).charged());
    assertEquals(Duration.ofSeconds(3), world.ended(world.callee().id()).charged());
    CallFact.Began began = world.only(CallFact.Began.class);
    assertEquals(new Origin.Desk(World.HARBOUR, null, "anna@harbour.example"), began.from());
    assertEquals("102", began.caller());
    assertEquals("+49301", began.dialled());
    assertEquals(2, world.asks.size());
    assertTrue(world.asks.stream().allMatch(ask -> ask.from().equals(began.from())));
    assertTrue(world.asks.stream().allMatch(ask -> ask.facts().equals(Map.of("basket", "50"))));
    assertEquals(
        List.of(false, false),
        world.facts(CallFact.LegBegan.class).stream().map(CallFact.LegBegan::incoming).toList());
    CallEvents.Snapshot seen = world.seen.getFirst();
    assertEquals(CallState.ORIGINATING, seen.state());
    assertEquals("+49301", seen.callee());
  }

  @Test
  void theJournalKnowsOfEachLegsMoneyBeforeItsInvite() {
    talk();
    List<String> steps =
        world.log.stream()
            .filter(
                each ->
                    each.equals("fact LegAsked")
                        || each.equals("admit")
                        || each.equals("fact LegBegan")
                        || each.startsWith("invite"))
            .map(each -> each.startsWith("invite") ? "invite" : each)
            .toList();
    List<String> leg = List.of("fact LegAsked", "admit", "fact LegBegan", "invite");
    assertEquals(leg, steps.subList(0, 4));
    assertEquals(leg, steps.subList(4, 8));
    assertEquals(
        "fact Began",
        world.log.stream().filter(e -> e.startsWith("fact")).findFirst().orElseThrow());
  }

  @Test
  void whoIsCalledFirstIsShownTheOtherAndOutsideTheTenant() {
    world.numbers.put("+4930555101", new Destination.Phone(World.HARBOUR, "102"));
    talk();
    assertEquals("+49301", shown(0));
    assertEquals("+4930555101", shown(1), "the caller id of the phone 102");

    World wished = new World();
    wished.numbers.put("+4930555", new Destination.Phone(World.HARBOUR, "102"));
    wished.asksFor(World.request("+49301", "+4930555", "102", "500")).calleeAnswers();
    assertEquals("+4930555", from(wished, 0));
    assertEquals("500", from(wished, 1));
  }

  private String shown(int leg) {
    return from(world, leg);
  }

  private static String from(World world, int leg) {
    Invitation invitation = world.invited.get(leg).invitation;
    return invitation == null ? "" : invitation.from();
  }

  private void refused(String code, CallRequest request) {
    world.asksFor(request);
    assertEquals(code, world.refusal.map(Refusal::code).orElse("not refused"));
    assertNull(world.call);
    assertTrue(world.facts.isEmpty());
  }

  @Test
  void whatCannotBeIsRefusedByNameBeforeThereIsACall() {
    refused("caller-id-not-yours", World.request("+49301", "+49999", "102", null));
    refused("caller-id-not-yours", World.request("102", null, "+49301", "102"));
    refused("no-such-destination", World.request("999", null, "102", null));
    refused("no-such-destination", World.request("102", null, "999", null));
    refused("program-first", World.request("500", null, "102", null));
    refused("emergency-not-dialled", World.request("102", null, "112", null));
    world.journal.accepting = false;
    refused("journal-unwritable", World.request("102", null, "103", null));
  }

  @Test
  void noAnswerFromTheFirstEndsItAndNobodyElseIsCalled() {
    world.asksFor("102", "103");
    world.seconds(20);
    assertEquals(480, world.ended().sipStatus());
    assertEquals("102: Nobody answered in time", world.ended().reason());
    assertEquals(1, world.invited.size());
    assertEquals(Duration.ZERO, world.ended(world.invited.getFirst().id()).charged());
  }

  @Test
  void theFirstMayBeBusyNotThereOrTooDear() {
    world.asksFor("102", "103").calleeSays(new Signalling.Event.Failed(486, "Busy here"));
    assertEquals(486, world.ended().sipStatus());
    assertEquals("102: Busy here", world.ended().reason());

    World away = new World();
    away.asksFor("103", "102");
    assertEquals(480, away.only(CallFact.Ended.class).sipStatus());

    World poor = new World();
    poor.admission = World.refused("wallet-too-low", 402);
    poor.asksFor("102", "+49301");
    CallFact.Ended ended = poor.only(CallFact.Ended.class);
    assertEquals(402, ended.sipStatus());
    assertEquals("102: because of wallet-too-low", ended.reason());
    assertTrue(ended.ladder().toString().contains("refused: wallet-too-low"));
    assertTrue(poor.invited.isEmpty());
  }

  private void saysInstead(String... to) {
    world.calleeSays(new Signalling.Event.Redirected(302, "Moved", List.of(to)));
  }

  @Test
  void theFirstMaySendItOn() {
    world.asksFor("102", "+49301");
    saysInstead("nobody", "102", "103");
    assertEquals(2, world.invited.size());
    Invitation invitation = Objects.requireNonNull(world.callee().invitation);
    assertEquals("sip:103@127.0.0.1:5071", invitation.targets().getFirst().uri());
    assertEquals(
        List.of(new Invitation.Diversion("102", "unconditional")),
        invitation.confidence().diverted());
    assertEquals("102", world.asks.getLast().sentOnBy(), "whose limits count");
    assertEquals(CallState.ORIGINATING, world.call().state());
    world.calleeAnswers();
    assertEquals("+49301", shown(1));
    assertEquals("+4930555101", shown(2));
    world.calleeAnswers();
    assertEquals(CallState.TALKING, world.call().state());
    assertSame(world.audio.get(1).bridged, world.audio.getLast());
    world.seconds(4);
    world.invited.get(1).says(BYE);
    world.settle();
    assertEquals(200, world.ended().sipStatus());
    assertEquals("103: bye", world.ended().reason());
    assertEquals(302, world.ended(world.invited.getFirst().id()).sipStatus());
    assertEquals(Duration.ZERO, world.ended(world.invited.getFirst().id()).charged());
    assertEquals(Duration.ofSeconds(4), world.ended(world.invited.get(1).id()).charged());
  }

  @Test
  void whoHasNoMoneyForTheOtherIsNotSentOn() {
    world.asksFor("102", "103");
    world.admission = World.refused("wallet-too-low", 402);
    saysInstead("+49301");
    assertEquals(1, world.invited.size());
    assertEquals(402, world.ended().sipStatus());
    assertEquals("+49301: because of wallet-too-low", world.ended().reason());
  }

  @Test
  void theFirstIsNotSentInACircleOrToHelp() {
    world.asksFor("102", "+49301");
    saysInstead("103");
    saysInstead("112", "102", "103");
    assertEquals(2, world.invited.size());
    assertEquals(480, world.ended().sipStatus());
    assertEquals("103: Moved", world.ended().reason());
  }

  /** As any other who is steered. */
  @Test
  void whoIsCalledInsteadIsSteeredByVerbs() {
    callsAlone(null);
    saysInstead("103");
    world.calleeAnswers();
    assertEquals(CallState.STEERED, world.call().state());
    world.verb(new SoundVerb.Play(List.of(new Prompt.Named("busy")), "", Duration.ZERO));
    assertEquals(List.of(new Prompt.Named("busy")), world.audio.get(1).played);
    world.callee().says(new Signalling.Event.Digit('7'));
    world.calleeSays(BYE);
    assertEquals(200, world.ended().sipStatus());
  }

  @Test
  void hangingUpWhileTheOtherRingsCancelsThat() {
    world.asksFor("102", "103").calleeAnswers();
    world.calleeSays(RINGS);
    world.invited.getFirst().says(BYE);
    world.settle();
    assertEquals(487, world.ended().sipStatus());
    assertEquals("102: bye", world.ended().reason());
    assertEquals("hangUp 487 102: bye", world.callee().did.getLast());
    assertEquals(Duration.ZERO, world.ended(world.callee().id()).charged());
  }

  @Test
  void itIsEndedFromOutsideAsAnyOther() {
    world.asksFor("102", "103");
    world.post(new Message.End("Ended by Anna"));
    world.settle();
    assertEquals("Ended by Anna", world.ended().reason());
    assertEquals("hangUp 480 Ended by Anna", world.invited.getFirst().did.getLast());
  }

  @Test
  void theFirstIsGivenToAProgram() {
    world.asksFor("102", "500");
    assertNull(world.programs.run);
    world.calleeAnswers();
    assertEquals(CallState.STEERED, world.call().state());
    assertEquals(1, world.asks.size(), "the leg is paid for");
    assertEquals("102", world.run().request.greeting().caller());
    world.verb(new SoundVerb.Play(List.of(new Prompt.Named("welcome")), "", Duration.ZERO));
    assertEquals(List.of(new Prompt.Named("welcome")), world.played());
    var colour = world.verb(new Verb.GetVariable("COLOUR"));
    var basket = world.verb(new Verb.GetVariable("basket"));
    assertTrue(colour.toString().contains("blue") && basket.toString().contains("50"));
    world.audio.getFirst().finishes();
    world.verb(new Verb.Dial("103", Duration.ofSeconds(20)));
    world.calleeSays(RINGS);
    world.calleeAnswers();
    assertEquals(CallState.TALKING, world.call().state());
    assertEquals(0, world.audio.getFirst().playing);
    world.calleeSays(BYE);
    assertEquals(CallState.STEERED, world.call().state());
    world.programEnds(0, "exited");
    assertEquals(200, world.ended().sipStatus());
  }

  @Test
  void eachLegIsExtendedByItself() {
    talk();
    world.seconds(25);
    assertEquals(CallState.TALKING, world.call().state());
    List<LegId> extended =
        world.facts(CallFact.LegExtended.class).stream().map(CallFact.LegExtended::leg).toList();
    assertTrue(
        extended.contains(world.invited.getFirst().id()) && extended.contains(world.callee().id()));
    world.invited.getFirst().says(BYE);
    world.settle();
    assertEquals(Duration.ofSeconds(25), world.ended(world.invited.getFirst().id()).charged());
    assertEquals(Duration.ofSeconds(25), world.ended(world.callee().id()).charged());
    assertEquals(200, world.ended().sipStatus());
  }

  @Test
  void digitsPassBothWays() {
    talk();
    world.invited.getFirst().says(new Signalling.Event.Digit('7'));
    world.callee().says(new Signalling.Event.Digit('8'));
    world.settle();
    assertEquals("7", world.audio.getLast().digits.toString());
    assertEquals("8", world.audio.getFirst().digits.toString());
  }

  @Test
  void aDeadLineIsNamed() {
    talk();
    world.audio.getFirst().says(new MediaEvent.TimedOut());
    assertEquals("No audio came from the caller", world.ended().reason());
  }

  @Test
  void theLadderShowsBothLegs() {
    world.asksFor("102", "+49301");
    world.invited.getFirst().says(new Signalling.Event.Message(true, "INVITE first", ""));
    world.calleeAnswers();
    world.callee().says(new Signalling.Event.Message(true, "INVITE second", ""));
    world.calleeAnswers();
    world.invited.getFirst().says(BYE);
    world.settle();
    List<String> ladder =
        world.ended().ladder().stream()
            .map(entry -> entry.from() + ">" + entry.to() + " " + entry.title())
            .toList();
    assertTrue(ladder.contains("meterline>caller INVITE first"), ladder.toString());
    assertTrue(ladder.contains("meterline>callee INVITE second"), ladder.toString());
    assertTrue(ladder.contains("meterline>meterline ORIGINATING → ASKING"), ladder.toString());
    assertEquals("asked for by anna@harbour.example", world.ended().ladder().getFirst().detail());
  }

  // --- One party, and verbs

  private World callsAlone(@Nullable String account) {
    return world.asksFor(
        new CallRequest(
            CallId.mint(),
            World.HARBOUR,
            account,
            "anna@harbour.example",
            new CallRequest.Party("102", null, Duration.ofSeconds(20)),
            new CallRequest.Application(),
            Map.of("basket", "50")));
  }

  @Test
  void verbsSayWhatComesWhenOnePartyIsCalledAlone() {
    callsAlone("101");
    assertEquals(1, world.invited.size());
    assertEquals("101", Objects.requireNonNull(world.callee().invitation).from());
    world.calleeSays(RINGS);
    var tooEarly =
        world.verb(new SoundVerb.Play(List.of(new Prompt.Named("busy")), "", Duration.ZERO));
    assertEquals("not-answered", Outcomes.refused(tooEarly));
    world.calleeAnswers();
    assertEquals(CallState.STEERED, world.call().state());
    var said = world.verb(new SoundVerb.Play(List.of(new Prompt.Named("busy")), "", Duration.ZERO));
    world.audio.getFirst().finishes();
    done(said);
    var dialled = world.verb(new Verb.Dial("103", Duration.ofSeconds(20)));
    world.calleeAnswers();
    assertEquals(CallState.TALKING, world.call().state());
    world.calleeSays(BYE);
    assertEquals("ANSWER", dialled(dialled).status());
    assertEquals(CallState.STEERED, world.call().state());
    world.verb(new Verb.HangUp("done"));
    assertEquals(200, world.ended().sipStatus());
  }

  @Test
  void aProgramMayBeRunThen() {
    callsAlone(null).calleeAnswers();
    done(world.verb(new Verb.RunProgram("500")));
    assertEquals(CallState.STEERED, world.call().state());
    world.programEnds(0, "exited");
    world.ended();
  }

  @Test
  void whoIsForgottenIsNotKeptForHours() {
    callsAlone(null).calleeAnswers();
    world.seconds(599);
    done(world.verb(new Verb.SetVariable("a", "b")));
    done(world.verb(new SoundVerb.SendDigits("1", Verb.End.Side.CALLER)));
    world.seconds(599);
    assertEquals(CallState.STEERED, world.call().state());
    world.seconds(1);
    assertEquals("Nobody said any more what comes next", world.ended().reason());
  }

  @Test
  void whoIsCalledAloneMayHangUp() {
    callsAlone(null).calleeAnswers();
    world.calleeSays(BYE);
    assertEquals(200, world.ended().sipStatus());
  }
}
