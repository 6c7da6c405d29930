package org.meterline.telephony.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.call.Outcomes.dialled;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.meterline.telephony.media.MediaEvent;
import org.meterline.telephony.media.Prompt;
import org.meterline.telephony.media.Sdp;

/** Several who are called one after another, and who are asked before they get the call. */
class DialInTurnTest {
  private static final List<Prompt> WHO = List.of(new Prompt.Named("press-one"));
  private static final Signalling.Event BUSY = new Signalling.Event.Failed(486, "Busy here");
  private final World world = new World();

  @BeforeEach
  void aProgramSteers() {
    world.phone("103", 5071);
    world.dials("500");
  }

  private static Verb.To to(String dialled, long seconds, @Nullable String callerId) {
    return new Verb.To(dialled, Duration.ofSeconds(seconds), callerId);
  }

  private static Verb.Dial inTurn(Verb.To... to) {
    return new Verb.Dial(List.of(to), true, false, Optional.empty(), Optional.empty());
  }

  private static Verb.Dial screened(String accept, String... to) {
    return new Verb.Dial(
        List.of(to).stream().map(each -> to(each, 20, null)).toList(),
        false,
        false,
        Optional.empty(),
        Optional.of(new Verb.Screening(WHO, accept, Duration.ofSeconds(5))));
  }

  private static MediaEvent digit(char key) {
    return new MediaEvent.Digit(key);
  }

  @Test
  void theNextIsCalledWhenTheOneBeforeDoesNotAnswer() {
    var outcome = world.verb(inTurn(to("102", 10, null), to("103", 15, "500")));
    assertEquals(1, world.invited.size());
    world.seconds(10);
    assertEquals(2, world.invited.size());
    assertTrue(world.invited.getFirst().closed());
    assertEquals("101", from(0));
    assertEquals("500", from(1), "a caller id of its own");
    world.calleeAnswers();
    assertEquals(CallState.TALKING, world.call().state());
    world.calleeSays(new Signalling.Event.HungUp(false, "bye"));
    assertEquals("103", dialled(outcome).talk().orElseThrow().dialled());
  }

  private String from(int leg) {
    Invitation invitation = world.invited.get(leg).invitation;
    return invitation == null ? "" : invitation.from();
  }

  @Test
  void noneIsLeft() {
    var outcome = world.verb(inTurn(to("102", 10, null), to("999", 5, null), to("103", 15, null)));
    world.calleeSays(BUSY);
    assertEquals(2, world.invited.size());
    world.calleeSays(new Signalling.Event.Failed(480, "Away"));
    assertEquals("NOANSWER", dialled(outcome).status());
  }

  @Test
  void theCallerHangsUpBeforeTheLastOnesTurn() {
    world.verb(inTurn(to("102", 10, null), to("103", 15, null)));
    world.callerHangsUp();
    world.programEnds(0, "exited");
    world.ended();
    assertEquals(1, world.invited.size());
  }

  @Test
  void whoAnswersIsAskedFirst() {
    var outcome = world.verb(screened("1", "102", "103"));
    world.invited.getFirst().says(new Signalling.Event.Answered(new Sdp("answer")));
    world.settle();
    assertEquals(CallState.RINGING, world.call().state());
    assertEquals(WHO, world.audio.get(1).played);
    assertNull(world.audio.getFirst().bridged);
    world.audio.get(1).says(digit('7'));
    world.audio.get(1).says(digit('1'));
    assertEquals(CallState.TALKING, world.call().state());
    assertSame(world.audio.get(1), world.audio.getFirst().bridged);
    assertTrue(world.invited.get(1).closed(), "the other rings no more");
    world.invited.getFirst().says(new Signalling.Event.HungUp(false, "bye"));
    world.settle();
    assertEquals("ANSWER", dialled(outcome).status());
  }

  @Test
  void whoDoesNotTakeItDoesNotGetIt() {
    var outcome = world.verb(screened("1", "102", "103"));
    world.invited.getFirst().says(new Signalling.Event.Answered(new Sdp("answer")));
    world.settle();
    world.audio.get(1).finishes();
    world.seconds(5);
    assertTrue(world.invited.getFirst().closed());
    assertTrue(outcome.isEmpty(), "the other rings on");
    world.calleeAnswers();
    world.calleeSays(new Signalling.Event.HungUp(false, "bye"));
    assertEquals("NOANSWER", dialled(outcome).status());
    assertEquals(CallState.STEERED, world.call().state());
  }

  @Test
  void anAnnouncementIsHeardToItsEnd() {
    world.verb(screened("", "102"));
    world.calleeAnswers();
    assertEquals(CallState.RINGING, world.call().state());
    world.audio.get(1).finishes();
    assertEquals(CallState.TALKING, world.call().state());
  }

  @Test
  void twoAreAskedAndOneTakesIt() {
    world.verb(screened("1", "102", "103"));
    world.invited.forEach(leg -> leg.says(new Signalling.Event.Answered(new Sdp("answer"))));
    world.settle();
    world.audio.get(2).says(digit('1'));
    world.audio.get(1).says(digit('1'));
    assertSame(world.audio.get(2), world.audio.getFirst().bridged);
    assertTrue(world.invited.getFirst().closed());
    world.callerHangsUp();
    world.programEnds(0, "exited");
    world.ended();
  }
}
