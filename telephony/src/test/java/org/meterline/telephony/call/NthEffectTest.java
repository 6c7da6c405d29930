package org.meterline.telephony.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.meterline.telephony.media.MediaEvent;
import org.meterline.telephony.media.Prompt;
import org.meterline.telephony.media.Sdp;

/**
 * Each story is told again with its Nth call to a port failing, for every N. Whatever fails: the
 * call ends, once; both legs are closed, and so is their audio; each leg that the journal knows is
 * ended in it; every verb is answered; nothing is charged beyond its grant.
 */
class NthEffectTest {
  private final List<List<Outcome<?>>> verbs = new ArrayList<>();

  private void directCall(World world) {
    world.dials("102");
    if (!world.invited.isEmpty()) {
      world.calleeSays(new Signalling.Event.Progress(183, new Sdp("early")));
      world.calleeAnswers();
    }
    world.seconds(15);
    world.callerHangsUp();
  }

  private void outsideCall(World world) {
    world.dials("+49301");
    world.seconds(4);
    if (!world.invited.isEmpty()) {
      world.calleeAnswers();
    }
    world.seconds(25);
    world.callerHangsUp();
  }

  private void programCall(World world) {
    world.dials("500");
    verbs.add(world.verb(new Verb.Answer()));
    verbs.add(
        world.verb(
            new SoundVerb.Play(List.of(new Prompt.Named("welcome")), "1", Duration.ZERO),
            Duration.ofSeconds(2)));
    world.digit('1');
    world.seconds(3);
    verbs.add(world.verb(new Verb.Dial("102", Duration.ofSeconds(20)), Duration.ofSeconds(30)));
    if (!world.invited.isEmpty()) {
      world.calleeAnswers();
      world.seconds(5);
      world.calleeSays(new Signalling.Event.HungUp(false, "bye"));
    }
    verbs.add(world.verb(new Verb.HangUp("done")));
    world.seconds(31);
    world.callerHangsUp();
    if (world.programs.run != null) {
      world.programEnds(0, "exited");
    }
  }

  private void callToSeveral(World world) {
    world.phones.put(
        "103", List.of(new Invitation.Target("sip:103@127.0.0.1:5071", List.of(), "udp")));
    world.dials("500");
    verbs.add(
        world.verb(
            new Verb.Dial(
                List.of("102", "103", "+49301"),
                Duration.ofSeconds(20),
                false,
                Optional.of(Duration.ofSeconds(6))),
            Duration.ofSeconds(30)));
    if (!world.invited.isEmpty()) {
      world.calleeAnswers();
    }
    world.seconds(31);
    world.callerHangsUp();
    if (world.programs.run != null) {
      world.programEnds(0, "exited");
    }
  }

  private void callBack(World world) {
    world.asksFor("102", "+49301");
    if (!world.invited.isEmpty()) {
      world.calleeAnswers();
    }
    if (world.invited.size() > 1) {
      world.calleeSays(new Signalling.Event.Progress(180, null));
      world.calleeAnswers();
    }
    world.seconds(15);
    world.post(new Message.End("enough"));
    world.settle();
  }

  private void callToAProgram(World world) {
    world.asksFor("102", "500");
    if (!world.invited.isEmpty()) {
      world.calleeAnswers();
    }
    world.seconds(15);
    if (!world.invited.isEmpty()) {
      world.calleeSays(new Signalling.Event.HungUp(false, "bye"));
    }
    if (world.programs.run != null) {
      world.programEnds(0, "exited");
    }
  }

  private void transfer(World world) {
    world.phone("103", 5071);
    world.dials("102");
    if (!world.invited.isEmpty()) {
      world.calleeAnswers();
    }
    world.seconds(2);
    verbs.add(world.verb(new Verb.Hold(Verb.End.Side.CALLER, List.of())));
    verbs.add(
        world.verb(
            new Verb.Transfer(new Verb.To("+49301", Duration.ofSeconds(20), null)),
            Duration.ofSeconds(30)));
    if (world.invited.size() > 1) {
      world.invited.getFirst().says(new Signalling.Event.HungUp(false, "bye"));
      world.settle();
      world.calleeAnswers();
    }
    world.seconds(8);
    verbs.add(world.verb(new SoundVerb.SendDigits("12", Verb.End.Side.CALLEE)));
    world.callerHangsUp();
  }

  private void askedAndTakenOver(World world) {
    world.phone("103", 5071);
    world.dials("500");
    verbs.add(world.verb(new Verb.Ring()));
    verbs.add(
        world.verb(
            new Verb.Dial(
                List.of(
                    new Verb.To("102", Duration.ofSeconds(5), null),
                    new Verb.To("103", Duration.ofSeconds(5), "500")),
                true,
                false,
                Optional.empty(),
                Optional.of(
                    new Verb.Screening(
                        List.of(new Prompt.Named("welcome")), "1", Duration.ofSeconds(2)))),
            Duration.ofSeconds(30)));
    world.seconds(5);
    if (!world.invited.isEmpty()) {
      world.calleeAnswers();
      world.audio.getLast().says(new MediaEvent.Digit('1'));
    }
    world.seconds(2);
    world.callerHangsUp();
    if (world.programs.run != null) {
      world.programEnds(0, "exited");
    }
  }

  private void programInMidCall(World world) {
    world.dials("102");
    if (!world.invited.isEmpty()) {
      world.calleeAnswers();
    }
    verbs.add(world.verb(new Verb.RunProgram("500"), Duration.ofSeconds(20)));
    world.seconds(3);
    world.callerHangsUp();
    if (world.programs.run != null) {
      world.programEnds(0, "exited");
    }
  }

  private void handsOn(World world) {
    world.dials("102");
    if (!world.invited.isEmpty()) {
      world.calleeAnswers();
    }
    world.caller.says(new Signalling.Event.Referred(new ReferTest.Asked("+49301", null)));
    world.settle();
    if (world.invited.size() > 1) {
      world.calleeAnswers();
    }
    world.seconds(8);
    world.post(new Message.End("enough"));
    world.settle();
  }

  private void handsOnAndLeaves(World world) {
    world.dials("102");
    if (!world.invited.isEmpty()) {
      world.calleeAnswers();
    }
    world.caller.says(new Signalling.Event.Referred(new ReferTest.Asked("+49301", null)));
    world.settle();
    world.callerHangsUp();
    world.seconds(8);
    world.post(new Message.End("enough"));
    world.settle();
  }

  @Test
  void aCallerWhoHandsTheCallOn() {
    forEveryEffect(this::handsOn);
  }

  @Test
  void aCallerWhoHandsTheCallOnAndLeaves() {
    forEveryEffect(this::handsOnAndLeaves);
  }

  @Test
  void aTransfer() {
    forEveryEffect(this::transfer);
  }

  @Test
  void aDialInTurnOfWhoIsAsked() {
    forEveryEffect(this::askedAndTakenOver);
  }

  @Test
  void aProgramThatTakesACallOver() {
    forEveryEffect(this::programInMidCall);
  }

  private void callBackToABusyLine(World world) {
    world.asksFor("102", "+49301");
    if (!world.invited.isEmpty()) {
      world.calleeAnswers();
    }
    if (world.invited.size() > 1) {
      world.calleeSays(new Signalling.Event.Failed(486, "Busy here"));
    }
    world.seconds(10);
  }

  @Test
  void aCallBack() {
    forEveryEffect(this::callBack);
  }

  @Test
  void aCallBackToABusyLine() {
    forEveryEffect(this::callBackToABusyLine);
  }

  @Test
  void aCallThatIsAskedForGoesToAProgram() {
    forEveryEffect(this::callToAProgram);
  }

  @Test
  void aProgramThatDialsSeveral() {
    forEveryEffect(this::callToSeveral);
  }

  @Test
  void aDirectCall() {
    forEveryEffect(this::directCall);
  }

  @Test
  void aCallOutsideWithASilentTrunk() {
    forEveryEffect(this::outsideCall);
  }

  @Test
  void aProgramThatDials() {
    forEveryEffect(this::programCall);
  }

  private void forEveryEffect(Consumer<World> story) {
    World whole = new World();
    story.accept(whole);
    whole.seconds(120);
    int effects = whole.effects.count;
    assertTrue(effects > 20, "a story worth telling");
    for (int n = 1; n <= effects; n++) {
      verbs.clear();
      World world = new World();
      world.effects.failing = n;
      try {
        story.accept(world);
      } catch (IllegalStateException e) {
        assertNull(world.call, e.toString()); // who asked for it is told
        continue;
      }
      world.seconds(120);
      holds(world, "with call " + n + " failing: " + world.log.get(n - 1));
    }
  }

  private void holds(World world, String when) {
    assertEquals(CallState.ENDED, world.call().state(), when);
    assertTrue(world.call().done(), when);
    assertTrue(world.call().first.over(), when);
    assertTrue(!world.call().first.incoming || world.caller.closed(), when);
    assertTrue(world.invited.stream().allMatch(FakeLeg::closed), when);
    verbs.forEach(outcome -> assertEquals(1, outcome.size(), when));

    boolean factLost = when.contains("fact ");
    Set<LegId> open = new HashSet<>();
    Duration granted = Duration.ZERO;
    for (CallFact fact : world.facts) {
      switch (fact) {
        case CallFact.LegAsked asked -> open.add(asked.leg());
        case CallFact.LegBegan began -> {
          open.add(began.leg());
          granted = began.granted() == null ? granted : began.granted();
        }
        case CallFact.LegExtended extended -> granted = extended.until();
        case CallFact.LegEnded ended -> {
          open.remove(ended.leg());
          assertFalse(ended.charged().compareTo(granted) > 0, when);
        }
        default -> {}
      }
    }
    if (!factLost) {
      assertEquals(Set.of(), open, when);
      assertEquals(1, world.facts(CallFact.Ended.class).size(), when);
    }
  }
}
