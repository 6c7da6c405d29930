package org.meterline.telephony.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.call.Outcomes.cut;
import static org.meterline.telephony.call.Outcomes.dialled;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.meterline.telephony.call.Signalling.Replaced;

/** A talk is no longer than its dial lets it be, whoever has it by then. */
class LongestTalkTest {
  private static final Signalling.Event BYE = new Signalling.Event.HungUp(false, "bye");
  private static final Verb.Dial TEN_SECONDS =
      new Verb.Dial(
          List.of("102"), Duration.ofSeconds(20), false, Optional.of(Duration.ofSeconds(10)));

  private final World world = new World().phone("103", 5071);

  private List<Outcome<?>> dials() {
    world.dials("500");
    return world.verb(TEN_SECONDS);
  }

  private List<Outcome<?>> transfers() {
    return world.verb(new Verb.Transfer(new Verb.To("103", Duration.ofSeconds(20), null)));
  }

  /** It ends after so many seconds, and no sooner. */
  private Verb.Dialled lasts(int seconds, List<Outcome<?>> dial) {
    world.advanceMillis(1000L * seconds - 1);
    assertTrue(dial.isEmpty(), dial::toString);
    world.advanceMillis(1);
    Verb.Dialled result = dialled(dial);
    assertEquals("ANSWER", result.status());
    assertEquals(CallState.STEERED, world.call().state());
    assertTrue(world.invited.stream().allMatch(FakeLeg::closed));
    return result;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whoIsCalledInTheirPlaceHasTheRest(boolean hangsUpMeanwhile) {
    var dial = dials();
    world.calleeAnswers();
    world.seconds(4);
    transfers();
    if (hangsUpMeanwhile) {
      world.invited.getFirst().says(BYE);
    }
    world.seconds(2);
    world.calleeAnswers();
    assertEquals("The time for this talk is over", lasts(4, dial).reason());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void nobodyIsCalledInTheirPlaceAfterwards(boolean hangsUpMeanwhile) {
    var dial = dials();
    world.calleeAnswers();
    world.seconds(4);
    var transfer = transfers();
    if (hangsUpMeanwhile) {
      world.invited.getFirst().says(BYE);
    }
    lasts(6, dial);
    assertEquals("CANCEL", dialled(transfer).status());
    assertEquals(0, world.audio.getFirst().playing, "it rings no more");
  }

  @Test
  void whoTakesTheTalkByAnotherPhoneHasTheRest() {
    var dial = dials();
    world.calleeAnswers();
    world.seconds(4);
    World.Beside other = world.beside("103", "102", new Replaced(world.callee().id(), false));
    assertEquals(CallState.TALKING, other.call.state());
    Verb.Dialled result = lasts(6, dial);
    assertEquals(Optional.of(Duration.ofSeconds(10)), result.talk().map(Verb.Talk::talked));
    assertTrue(other.caller.closed());
    assertEquals(CallState.ENDED, other.call.state());
  }

  /** What is told of it is of who had the talk last: it lasted from when they were dialled. */
  @Test
  void whoTakesTheTalkFromWhoWasGivenItHasTheRest() {
    var dial = dials();
    world.calleeAnswers();
    world.seconds(3);
    transfers();
    world.seconds(1);
    world.calleeAnswers();
    world.seconds(2);
    world.beside("102", "103", new Replaced(world.callee().id(), false));
    Verb.Talk talk = lasts(4, dial).talk().orElseThrow();
    assertEquals("103", talk.dialled());
    assertEquals(Duration.ofSeconds(7), talk.lasted());
    assertEquals(Duration.ofSeconds(6), talk.talked());
  }

  @Test
  void whoPicksUpWhatRingsHasAllOfIt() {
    var dial = dials();
    world.seconds(3);
    World.Beside other = world.beside("103", "102", new Replaced(world.callee().id(), true));
    Verb.Dialled result = lasts(10, dial);
    assertEquals(Optional.of(Duration.ofSeconds(10)), result.talk().map(Verb.Talk::talked));
    assertTrue(other.caller.closed());
  }

  @Test
  void itDoesNotCountForTheNextDial() {
    world.dials("500");
    var dial = world.verb(TEN_SECONDS, Duration.ofSeconds(6));
    world.beside("103", "102", new Replaced(world.callee().id(), true));
    world.seconds(6);
    cut(dial);
    var next = world.verb(new Verb.Dial("102", Duration.ofSeconds(20)));
    world.beside("103", "102", new Replaced(world.callee().id(), true));
    world.seconds(20);
    assertTrue(next.isEmpty(), next::toString);
    assertEquals(CallState.TALKING, world.call().state());
  }
}
