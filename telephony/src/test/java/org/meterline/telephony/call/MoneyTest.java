package org.meterline.telephony.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.meterline.telephony.media.Prompt;

/** What is granted, asked for again, announced and cut: seconds are money. */
class MoneyTest {
  private final World world = new World();

  private void talks() {
    world.dials("102").calleeAnswers();
    assertEquals(CallState.TALKING, world.call().state());
  }

  private long extensions() {
    return world.log.stream().filter(each -> each.startsWith("extend")).count();
  }

  @Test
  void moreIsAskedForAheadOfUse() {
    talks();
    world.advanceMillis(6_999);
    assertEquals(0, extensions());
    world.advanceMillis(1);
    assertEquals(1, extensions());
    world.seconds(60);
    assertEquals(CallState.TALKING, world.call().state());
    List<CallFact.LegExtended> extended = world.facts(CallFact.LegExtended.class);
    assertEquals(Duration.ofSeconds(20), extended.getFirst().until());
    for (int i = 0; i < extended.size(); i++) {
      assertEquals(i + 1, extended.get(i).extension());
    }
    world.callerHangsUp();
    assertEquals(Duration.ofSeconds(67), world.ended(world.callee().id()).charged());
  }

  @Test
  void ringingCostsNothing() {
    world.dials("102");
    world.seconds(30);
    assertEquals(0, extensions());
    world.calleeAnswers();
    world.seconds(1);
    world.callerHangsUp();
    assertEquals(Duration.ofSeconds(1), world.ended(world.callee().id()).charged());
  }

  @Test
  void theLastGrantIsAnnouncedAskedOnceMoreAndCut() {
    world.admission = World.granted(10, true);
    world.extension = sequence -> World.refused("wallet-too-low", 402);
    talks();
    world.advanceMillis(5_999);
    assertTrue(world.overlaid().isEmpty());
    world.advanceMillis(1);
    assertEquals(List.of(new Prompt.Named("credit-ends")), world.overlaid());
    assertEquals(0, extensions());
    world.advanceMillis(2_500);
    assertEquals(1, extensions());
    world.advanceMillis(1_499);
    assertEquals(CallState.TALKING, world.call().state());
    world.advanceMillis(1);
    assertEquals(CallState.ENDED, world.call().state());
    assertEquals("hangUp 402 The credit is used up", world.caller.did.getLast());
    assertEquals("hangUp 402 The credit is used up", world.callee().did.getLast());
    assertEquals(Duration.ofSeconds(10), world.ended(world.callee().id()).charged());
    assertEquals(1, world.overlaid().size());
  }

  @Test
  void whatElseEndsItIsToldToBothAndStandsInTheLadder() {
    var lack = new Refusal("sponsor-out-of-budget", "The sponsor's budget is used up", 402, false);
    world.extension = sequence -> lacking(10, lack);
    talks();
    world.seconds(10);
    assertEquals(CallState.ENDED, world.call().state());
    assertEquals("hangUp 402 The sponsor's budget is used up", world.caller.did.getLast());
    assertEquals("hangUp 402 The sponsor's budget is used up", world.callee().did.getLast());
    assertEquals(
        List.of("not extended: sponsor-out-of-budget", "cut: sponsor-out-of-budget"),
        world.only(CallFact.Ended.class).ladder().stream()
            .map(LadderEntry::title)
            .filter(title -> title.contains("sponsor"))
            .toList());
  }

  @Test
  void aGrantAfterItMayLackSomethingElse() {
    var lack = new Refusal("sponsor-out-of-budget", "The sponsor's budget is used up", 402, false);
    world.extension = sequence -> sequence == 1 ? lacking(20, lack) : World.granted(25, true);
    talks();
    world.seconds(25);
    assertEquals(CallState.ENDED, world.call().state());
    assertEquals("hangUp 402 The credit is used up", world.caller.did.getLast());
  }

  /** Nobody is told of an end that may be none; who pays no more is known in time to tell it. */
  @Test
  void whoStandsByIsAskedBeforeTheEndIsAnnounced() {
    world.extension =
        sequence ->
            switch (sequence) {
              case 1 -> followed(20, true);
              case 2 -> followed(30, true);
              default -> World.granted(30, true);
            };
    talks();
    world.seconds(16);
    assertEquals(0, world.overlaid().size(), "somebody took over");
    assertEquals(2, world.facts(CallFact.LegExtended.class).size());
    world.seconds(9);
    assertEquals(0, world.overlaid().size());
    world.seconds(2);
    assertEquals(1, world.overlaid().size(), "nobody does");
    long asked = extensions();
    world.seconds(3);
    assertEquals(asked + 1, extensions(), "asked once more, in case of a top-up");
    assertEquals(CallState.ENDED, world.call().state());
    assertEquals(1, world.overlaid().size());
  }

  private static CallAuthority.Granted followed(long seconds, boolean last) {
    return new CallAuthority.Granted(
        Duration.ofSeconds(seconds),
        last,
        Duration.ofSeconds(4),
        List.of(),
        "wallet",
        null,
        null,
        true);
  }

  private static CallAuthority.Granted lacking(long seconds, Refusal lack) {
    return new CallAuthority.Granted(
        Duration.ofSeconds(seconds),
        true,
        Duration.ofSeconds(4),
        List.of(),
        "wallet",
        null,
        lack,
        false);
  }

  @Test
  void aTopUpJustBeforeTheEndLetsItGoOn() {
    world.admission = World.granted(10, true);
    talks();
    world.seconds(15);
    assertEquals(CallState.TALKING, world.call().state());
    assertEquals(1, world.facts(CallFact.LegExtended.class).size());
  }

  @Test
  void aRefusedExtensionMakesTheGrantTheLast() {
    world.extension = sequence -> World.refused("wallet-too-low", 402);
    talks();
    world.seconds(9);
    assertEquals(2, extensions());
    assertEquals(1, world.overlaid().size());
    world.seconds(1);
    assertEquals(CallState.ENDED, world.call().state());
  }

  @Test
  void anUnavailableAuthorityIsAskedAgainWithTheSameNumberAndTheCallEndsWithItsGrant() {
    talks();
    world.extension =
        sequence -> {
          assertEquals(1, sequence);
          throw new IllegalStateException("the database is gone");
        };
    world.seconds(9);
    assertTrue(extensions() >= 2);
    assertEquals(1, world.overlaid().size());
    world.seconds(1);
    assertEquals(CallState.ENDED, world.call().state());
    assertEquals(Duration.ofSeconds(10), world.ended(world.callee().id()).charged());
  }

  @Test
  void anAuthorityThatComesBackInTimeKeepsTheCall() {
    talks();
    boolean[] gone = {true};
    world.extension =
        sequence -> {
          if (gone[0]) {
            throw new IllegalStateException("the database is gone");
          }
          return World.granted(30, false);
        };
    world.advanceMillis(8_500);
    gone[0] = false;
    world.seconds(10);
    assertEquals(CallState.TALKING, world.call().state());
  }

  @Test
  void aHangingAuthorityEndsTheCallWithItsGrant() {
    talks();
    world.hanging = true;
    world.seconds(10);
    assertEquals(CallState.ENDED, world.call().state());
    assertEquals(
        "hangUp 402 What was granted is used up, and nobody can say now who pays for more",
        world.caller.did.getLast());
    world.thaw();
    assertEquals(0, world.facts(CallFact.LegExtended.class).size());
    assertEquals(2, world.facts(CallFact.LegEnded.class).size());
    assertTrue(world.call().done());
  }

  @Test
  void whoIsAnsweredWhileItIsAskedWhoPaysIsChargedFromTheGrantOn() {
    world.hanging = true;
    world.admission = World.granted(20, true);
    world.extension = sequence -> World.refused("wallet-too-low", 402);
    world.dials("500");
    world.verb(new Verb.Answer());
    world.seconds(3);
    world.thaw();
    world.seconds(30);
    world.programEnds(0, "exited");
    world.ended();
    assertEquals(Duration.ofSeconds(20), world.ended(world.caller.id()).charged());
    assertEquals(
        "hangUp 402 The credit is used up", world.caller.did.getLast(), "within what is paid for");
  }

  @Test
  void anExtensionThatIsNotDurableIsNotUsed() {
    talks();
    world.journal.durable = false;
    world.seconds(10);
    assertEquals(CallState.ENDED, world.call().state());
    assertEquals(Duration.ofSeconds(10), world.ended(world.callee().id()).charged());
  }

  @Test
  void aJournalThatCanBeWrittenAgainInTimeKeepsTheCall() {
    talks();
    world.journal.durable = false;
    world.advanceMillis(7_500);
    world.journal.durable = true;
    world.seconds(10);
    assertEquals(CallState.TALKING, world.call().state());
    world.callerHangsUp();
    assertEquals(Duration.ofMillis(17_500), world.ended(world.callee().id()).charged());
  }

  @Test
  void whatCostsNothingHasNoEnd() {
    world.admission =
        new CallAuthority.Granted(
            CallAuthority.Granted.UNLIMITED, false, Duration.ZERO, List.of(), "nobody");
    talks();
    world.advance(Duration.ofHours(11));
    assertEquals(CallState.TALKING, world.call().state());
    assertEquals(0, extensions());
    assertFalse(
        world.facts(CallFact.LegBegan.class).stream().anyMatch(leg -> leg.granted() != null));
  }

  @Test
  void aProgramIsPaidForFromItsAnswerOn() {
    world.dials("500");
    assertEquals(CallState.STEERED, world.call().state());
    assertEquals("greeter", ((Destination.Program) world.asks.getFirst().to()).name());
    world.seconds(30);
    world.verb(new Verb.Answer());
    world.extension = sequence -> World.refused("wallet-too-low", 402);
    world.seconds(10);
    assertEquals(CallState.ENDING, world.call().state());
    assertEquals(1, world.run().hangUps);
    world.programEnds(129, "signalled");
    assertEquals(Duration.ofSeconds(10), world.ended(world.caller.id()).charged());
    assertEquals(CallState.ENDED, world.call().state());
  }

  @Test
  void aDialledLegWhoseCreditEndsEndsTheWholeCall() {
    world.dials("500");
    world.verb(new Verb.Answer());
    world.extension =
        sequence -> sequence > 1 ? World.refused("wallet-too-low", 402) : World.granted(90, false);
    world.admission = World.granted(5, true);
    world.verb(new Verb.Dial("102", Duration.ofSeconds(20)));
    world.calleeAnswers();
    world.extension = sequence -> World.refused("wallet-too-low", 402);
    world.seconds(5);
    assertEquals(CallState.ENDING, world.call().state());
    assertEquals(Duration.ofSeconds(5), world.ended(world.callee().id()).charged());
    assertTrue(world.caller.closed());
  }
}
