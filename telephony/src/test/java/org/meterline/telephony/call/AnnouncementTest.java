package org.meterline.telephony.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.meterline.telephony.media.Prompt;
import org.meterline.telephony.speech.Saying;

/** A call that says something to one person, which nobody else is to hear or read. */
class AnnouncementTest {
  private static final Prompt SECRET = new Prompt.Spoken(new Saying.Digits("471133"), null, null);

  private final World world = new World();

  private static CallRequest telling(String who, Set<String> trunks) {
    return new CallRequest(
        CallId.mint(),
        World.HARBOUR,
        null,
        "anna@harbour.example",
        new CallRequest.Party(who, "+4930555101", Duration.ofSeconds(30)),
        new CallRequest.Announcement("a code", List.of(SECRET), trunks),
        Map.of());
  }

  private Invitation invitation() {
    return Objects.requireNonNull(world.callee().invitation);
  }

  @Test
  void whoAnswersHearsItAndTheCallIsOver() {
    world.asksFor(telling("+49301", Set.of("two")));
    assertEquals(
        "two", Objects.requireNonNull(invitation().trunk()).name(), "the trunks that may carry it");
    world.calleeAnswers();
    assertEquals(List.of(SECRET), world.played());
    world.audio.getFirst().finishes();
    assertEquals(200, world.ended().sipStatus());
    assertEquals("a code", world.only(CallFact.Began.class).dialled());
    assertEquals(1, world.asks.size(), "it is paid as any call");
    assertTrue(world.facts.stream().noneMatch(fact -> fact.toString().contains("471133")));
  }

  @Test
  void nobodySteersItOrIsLetIn() {
    world.asksFor(telling("+49301", Set.of("one"))).calleeAnswers();
    for (Verb<?> verb :
        List.of(
            new Verb.Transfer(new Verb.To("102", Duration.ofSeconds(9), null)),
            new Verb.SetVariable("x", "y"),
            new Verb.Answer())) {
      assertEquals(
          "call-is-private",
          assertInstanceOf(Outcome.Refused.class, world.verb(verb).getFirst()).why().code());
    }
    var beside = world.beside("103", "102", new Signalling.Replaced(world.callee().id(), false));
    assertEquals(CallState.ENDED, beside.call.state());
    assertFalse(world.audio.getFirst().closed);
  }

  @Test
  void onlyWhoIsOutsideIsTold() {
    world.asksFor(telling("102", Set.of("one")));
    assertEquals("no-such-destination", world.refusal.orElseThrow().code());
    world.asksFor(telling("112", Set.of("one")));
    assertEquals("emergency-not-dialled", world.refusal.orElseThrow().code());
  }

  @Test
  void verifiedNumbersAreShownAsOwnOnes() {
    world.directory.verified.add("+4917012345");
    world.dials("500");
    Outcomes.done(world.verb(new Verb.SetCallerId("+4917012345", null)));
    world.verb(new Verb.Dial("+49301", Duration.ofSeconds(20)));
    assertEquals("+4917012345", invitation().from());
    world.directory.verified.clear();
    assertInstanceOf(
        Outcome.Refused.class, world.verb(new Verb.SetCallerId("+4917012345", null)).getFirst());
  }
}
