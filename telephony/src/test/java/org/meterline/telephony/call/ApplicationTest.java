package org.meterline.telephony.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.call.Outcomes.dialled;
import static org.meterline.telephony.call.Outcomes.done;
import static org.meterline.telephony.call.Outcomes.refused;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.meterline.telephony.media.Prompt;

/** Callers who reach an application without a program: verbs say what becomes of them. */
class ApplicationTest {
  private static final Signalling.Event BYE = new Signalling.Event.HungUp(false, "bye");

  private final World world = new World().phone("103", 5071);

  private static Destination.Application application(boolean answers) {
    return new Destination.Application(World.HARBOUR, "orders", answers);
  }

  private void calls(boolean answers) {
    world.numbers.put("600", application(answers));
    world.dials("600");
  }

  @Test
  void theCallerRingsUntilAVerbAnswers() {
    calls(false);
    assertEquals(List.of("ring"), world.caller.did);
    assertEquals(CallState.STEERED, world.call().state());
    assertEquals("orders", world.seen.getLast().callee());
    assertEquals(application(false), world.asks.getFirst().to());
    assertEquals("orders", world.only(CallFact.ApplicationBegan.class).name());
    done(world.verb(new Verb.Progress()));
    done(world.verb(new Verb.Answer()));
    assertEquals(List.of("ring", "progress", "answer answer to offer"), world.caller.did);
    var said = world.verb(new SoundVerb.Play(List.of(new Prompt.Named("busy")), "", Duration.ZERO));
    world.audio.getFirst().finishes();
    done(said);
    var dialled = world.verb(new Verb.Dial("103", Duration.ofSeconds(20)));
    world.calleeAnswers();
    assertEquals(CallState.TALKING, world.call().state());
    assertSame(world.audio.getLast(), world.audio.getFirst().bridged);
    world.seconds(7);
    world.calleeSays(BYE);
    assertEquals("ANSWER", dialled(dialled).status());
    assertEquals(CallState.STEERED, world.call().state());
    world.callerHangsUp();
    assertEquals(200, world.ended().sipStatus());
    assertEquals(Duration.ofSeconds(7), world.ended(world.call().first.id).charged());
  }

  /** The caller has handed the talk on: nobody is left who could hear what verbs say. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aTalkThatTheCallerHasHandedOnEndsWithWhoWasDialled(boolean hangsUp) {
    calls(true);
    world.verb(new Verb.Dial("103", Duration.ofSeconds(20)), Duration.ofSeconds(30));
    world.calleeAnswers();
    FakeLeg dialled = world.callee();
    world.caller.says(new Signalling.Event.Referred(new ReferTest.Asked("102", null)));
    world.settle();
    world.calleeAnswers();
    FakeLeg came = world.callee();
    assertEquals(CallState.TALKING, world.call().state());
    if (hangsUp) {
      dialled.says(BYE);
      world.settle();
    } else {
      world.seconds(30);
    }
    assertTrue(came.closed());
    assertEquals(CallState.ENDED, world.call().state());
  }

  /** Whom the caller wanted to put through hangs up: who is called for them is called no more. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aTransferOfTheCallersEndsWithWhoWasDialled(boolean hangsUp) {
    calls(true);
    world.verb(new Verb.Dial("103", Duration.ofSeconds(20)), Duration.ofSeconds(30));
    world.calleeAnswers();
    FakeLeg dialled = world.callee();
    ReferTest.Asked asked = new ReferTest.Asked("102", null);
    world.caller.says(new Signalling.Event.Referred(asked));
    world.settle();
    if (hangsUp) {
      dialled.says(BYE);
      world.settle();
    } else {
      world.seconds(30);
    }
    assertTrue(world.callee().closed());
    assertEquals(List.of("accepted", "487"), asked.told);
    assertEquals(CallState.STEERED, world.call().state());
    assertFalse(world.caller.closed());
    world.callerHangsUp();
    world.ended();
  }

  @Test
  void orIsAnsweredAtOnce() {
    calls(true);
    assertEquals(List.of("answer answer to offer"), world.caller.did);
    world.seconds(599);
    assertEquals(CallState.STEERED, world.call().state());
    world.seconds(1);
    assertEquals("Nobody said any more what comes next", world.ended().reason());
  }

  @Test
  void whoIsDialledBeforeTheAnswerAnswersForBoth() {
    calls(false);
    world.verb(new Verb.Dial("103", Duration.ofSeconds(20)));
    world.seconds(19);
    world.calleeAnswers();
    assertEquals(CallState.TALKING, world.call().state());
    assertTrue(world.caller.answered);
  }

  @Test
  void whomNobodySteersIsRefusedByName() {
    calls(false);
    world.seconds(50);
    done(world.verb(new Verb.SetCallerId(null, "Anna")));
    world.seconds(59);
    assertEquals(CallState.STEERED, world.call().state());
    world.seconds(1);
    assertEquals(480, world.ended().sipStatus());
    assertEquals("No application said in time what comes next", world.ended().reason());
    assertTrue(world.ended().ladder().toString().contains("refused: not-steered"));
    assertEquals(List.of(Q850.NO_ANSWER), world.caller.causes);
    assertEquals(Duration.ZERO, world.ended(world.call().first.id).charged());
  }

  /** A proxy on the way would give it up. */
  @Test
  void noVerbKeepsACallerRingingForEver() {
    calls(false);
    for (int i = 0; i < 4; i++) {
      world.seconds(40);
      done(world.verb(new Verb.Ring()));
    }
    world.seconds(20);
    assertEquals("The application did not answer the call in time", world.ended().reason());
    assertEquals(List.of(Q850.NO_ANSWER), world.caller.causes);
  }

  @Test
  void theyAreRejectedOrSentElsewhere() {
    calls(false);
    done(world.verb(new Verb.Reject(486, "All are talking")));
    assertEquals(486, world.ended().sipStatus());

    World other = new World();
    other.numbers.put("600", application(false));
    other.dials("600");
    done(other.verb(new Verb.Redirect("102")));
    assertEquals("redirect sip:102@harbour.example", other.caller.did.get(1));
    assertEquals(302, other.ended().sipStatus());
  }

  @Test
  void whoHasNoMoneyDoesNotReachIt() {
    world.admission = World.refused("wallet-too-low", 402);
    calls(true);
    assertEquals(402, world.ended().sipStatus());
    assertTrue(world.facts.stream().noneMatch(CallFact.ApplicationBegan.class::isInstance));
    assertEquals(List.of("reject 402 because of wallet-too-low"), world.caller.did);
  }

  @Test
  void whoWaitsMayHangUp() {
    calls(false);
    world.callerHangsUp();
    assertEquals(487, world.ended().sipStatus());
  }

  @Test
  void itGetsWhoIsCalledFirstAndWhoTalks() {
    world.numbers.put("600", application(false));
    world.asksFor("102", "600").calleeAnswers();
    assertEquals(CallState.STEERED, world.call().state());
    assertEquals(1, world.invited.size());
    done(world.verb(new Verb.RunProgram("500")));
    world.programEnds(0, "exited");
    world.ended();

    World talk = new World();
    talk.numbers.put("600", application(false));
    talk.dials("102").answered();
    done(talk.verb(new Verb.RunProgram("600")));
    assertEquals(CallState.STEERED, talk.call().state());
    assertEquals("orders", talk.only(CallFact.ApplicationBegan.class).name());
    assertTrue(talk.callee().closed());
    talk.seconds(600);
    assertEquals("Nobody said any more what comes next", talk.ended().reason());
  }

  /** They would hear that the other is busy, and the call would end. */
  @Test
  void whoCouldNotBeConnectedMayBeGivenToAProgram() {
    world.asksFor("102", "103").calleeAnswers();
    world.calleeSays(new Signalling.Event.Failed(486, "Busy here"));
    assertEquals(List.of(new Prompt.Named("busy")), world.played());
    done(world.verb(new Verb.RunProgram("500")));
    assertEquals(0, world.audio.getFirst().playing, "nobody tells them any more");
    var said = world.verb(new SoundVerb.Play(List.of(new Prompt.Named("menu")), "", Duration.ZERO));
    world.seconds(20);
    world.audio.getFirst().finishes();
    done(said);
    assertEquals(CallState.STEERED, world.call().state());
    world.programEnds(0, "exited");
    assertEquals(200, world.ended().sipStatus());
  }

  @Test
  void whoWaitsForTheOtherMayBeGivenToAProgram() {
    world.asksFor("102", "103").calleeAnswers();
    world.calleeSays(new Signalling.Event.Progress(180, null));
    done(world.verb(new Verb.RunProgram("500")));
    assertTrue(world.callee().closed());
    assertEquals(0, world.audio.getFirst().playing, "no ringing tone");
    world.seconds(20);
    world.programEnds(0, "exited");
    assertEquals(200, world.ended().sipStatus());
  }

  @Test
  void itIsNotCalledItself() {
    world.numbers.put("600", application(true));
    world.asksFor("600", "102");
    assertEquals("program-first", world.refusal.map(Refusal::code).orElse(""));
    assertNull(world.call);
    world.dials("500");
    assertEquals(403, dialled(world.verb(new Verb.Dial("600", Duration.ofSeconds(5)))).sipStatus());
    var transfer = new Verb.Transfer(new Verb.To("600", Duration.ofSeconds(20), null));
    World talk = new World();
    talk.numbers.put("600", application(true));
    talk.dials("102").answered();
    assertEquals("program-is-run", refused(talk.verb(transfer)));
  }
}
