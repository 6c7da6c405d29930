package org.meterline.telephony.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.Patience.until;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.meterline.telephony.call.CallFact;
import org.meterline.telephony.call.CallId;
import org.meterline.telephony.call.CallState;
import org.meterline.telephony.call.Destination;
import org.meterline.telephony.call.Domain;
import org.meterline.telephony.call.Outcome;
import org.meterline.telephony.call.Verb;
import org.meterline.telephony.media.Prompt;
import org.meterline.telephony.sip.Sipp;

/** Phones written elsewhere are dialled one after another, and asked whether they take the call. */
class ScreeningCallTest extends HouseTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final int CALLER = 440;
  private static final int CALLED = 1000;
  private static final int ASKED = 1500;
  private static final int AUDIBLE = 3_500;
  private static final int INAUDIBLE = 400;

  /** One is busy, one does not press the key, and the third does. */
  @Test
  void whoPressesTheKeyTalksAndNobodyElse() throws Exception {
    house.number("600", new Destination.Application(new Domain(House.DOMAIN), "screened", true));
    try (var caller = new Baresip(house, folder.resolve("caller"), "101", "udp", CALLER);
        var busy = Sipp.scenario("uas-busy.xml").start();
        var first = new Baresip(house, folder.resolve("first"), "102", "udp", CALLED)) {
      house.register("103", busy, 300);
      caller.dial("600");
      caller.await("CALL_ESTABLISHED", 1);
      until(
          "verbs are waited for",
          () -> house.engine.calls().stream().anyMatch(c -> c.state() == CallState.STEERED));
      Verb.Dialled refused = talk(dials(Duration.ofSeconds(2), "103", "102"));
      assertEquals("NOANSWER", refused.status());
      busy.succeeds(1);
      first.await("CALL_CLOSED", 1);
      assertTrue(Tones.loudest(first.heard(), ASKED) > AUDIBLE, "it heard the question");
      assertTrue(Tones.loudest(first.heard(), CALLER) < INAUDIBLE, "and nobody else");

      Future<Outcome<?>> dials = dials(Duration.ofSeconds(60), "102");
      first.await("CALL_ESTABLISHED", 2);
      until("it is asked", () -> heard(first, ASKED));
      first.tell("sndcode", "1");
      until("they talk", () -> heard(first, CALLER) && heard(caller, CALLED));
      first.tell("hangup", "");
      assertEquals("ANSWER", talk(dials).status());
      caller.tell("hangup", "");
      caller.await("CALL_CLOSED", 1);
    }
    List<CallFact.LegEnded> legs =
        house.call("600").stream()
            .filter(CallFact.LegEnded.class::isInstance)
            .map(CallFact.LegEnded.class::cast)
            .toList();
    assertEquals(4, legs.size(), legs::toString);
  }

  /**
   * @param patience how long they may take to press the key
   */
  private Future<Outcome<?>> dials(Duration patience, String... users) throws InterruptedException {
    CallId call = house.engine.calls().getFirst().call();
    var question = new Prompt.Chord(List.of(ASKED), -13, Duration.ofSeconds(1));
    var dial =
        new Verb.Dial(
            Stream.of(users).map(u -> new Verb.To(u, Duration.ofSeconds(20), null)).toList(),
            true,
            false,
            Optional.empty(),
            Optional.of(new Verb.Screening(List.of(question), "1", patience)));
    return house.engine.begin(call, dial, LONG).orElseThrow();
  }

  private static Verb.Dialled talk(Future<Outcome<?>> dials) throws Exception {
    return (Verb.Dialled)
        assertInstanceOf(Outcome.Done.class, dials.get(60, TimeUnit.SECONDS)).value();
  }

  private static boolean heard(Baresip phone, int hertz) {
    try {
      return phone.recorded() > 0
          && Tones.loudest(Tones.last(phone.heard(), 4_000), hertz) > AUDIBLE;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
