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
  private static final int OTHER = 2000;
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
      steered();
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

  /** One rings in vain, one answers and does not press the key, and the third does. */
  @Test
  void oneIsCalledAfterTheOther() throws Exception {
    house.account("105");
    house.number("601", new Destination.Application(new Domain(House.DOMAIN), "in turn", true));
    try (var caller = new Baresip(house, folder.resolve("calls"), "101", "udp", CALLER);
        var away = Sipp.scenario("uas-cancelled.xml").start();
        var silent = new Baresip(house, folder.resolve("silent"), "103", "udp", OTHER);
        var presses = new Baresip(house, folder.resolve("presses"), "105", "udp", CALLED)) {
      house.register("102", away, 300);
      caller.dial("601");
      caller.await("CALL_ESTABLISHED", 1);
      steered();
      Future<Outcome<?>> dials =
          dials(Duration.ofMillis(1_500), "1", Duration.ofMillis(1_500), "102", "103", "105");
      until("the first is called", () -> said(away).contains("SIP/2.0 180 "));
      assertEquals(List.of(), silent.all("CALL_ESTABLISHED"), "nobody else is");
      assertEquals(List.of(), presses.all("CALL_ESTABLISHED"));
      silent.await("CALL_ESTABLISHED", 1);
      away.succeeds(1);
      assertEquals(List.of(), presses.all("CALL_ESTABLISHED"));
      presses.await("CALL_ESTABLISHED", 1);
      silent.await("CALL_CLOSED", 1);
      assertTrue(Tones.loudest(silent.heard(), ASKED) > AUDIBLE, "it heard the question");
      assertTrue(Tones.loudest(silent.heard(), CALLER) < INAUDIBLE, "and nobody else");
      presses.tell("sndcode", "1");
      until("they talk", () -> heard(presses, CALLER) && heard(caller, CALLED));
      assertTrue(Tones.loudest(caller.heard(), OTHER) < INAUDIBLE, "the second was not heard");
      presses.tell("hangup", "");
      assertEquals("ANSWER", talk(dials).status());

      // Told, and not asked.
      var _ = dials(Duration.ofSeconds(20), "", Duration.ofSeconds(20), "103", "105");
      silent.await("CALL_ESTABLISHED", 2);
      until("they talk", () -> heard(silent, CALLER) && heard(caller, OTHER));
      assertTrue(Tones.loudest(silent.heard(), ASKED) > AUDIBLE, "it was told");
      assertEquals(1, presses.all("CALL_ESTABLISHED").size());
      caller.tell("hangup", "");
      silent.await("CALL_CLOSED", 2);
      house.register("102", away, 0);
    }
    assertEquals(200, House.only(house.call("601"), CallFact.Ended.class).sipStatus());
  }

  private static String said(Sipp peer) {
    try {
      return peer.messages();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void steered() {
    until(
        "verbs are waited for",
        () -> house.engine.calls().stream().anyMatch(c -> c.state() == CallState.STEERED));
  }

  /**
   * @param patience how long they may take to press the key
   */
  private Future<Outcome<?>> dials(Duration patience, String... users) throws InterruptedException {
    return dials(Duration.ofSeconds(20), "1", patience, users);
  }

  /**
   * @param rings how long each of them may ring
   * @param accept the key
   */
  private Future<Outcome<?>> dials(
      Duration rings, String accept, Duration patience, String... users)
      throws InterruptedException {
    CallId call = house.engine.calls().getFirst().call();
    var question = new Prompt.Chord(List.of(ASKED), -13, Duration.ofSeconds(1));
    var dial =
        new Verb.Dial(
            Stream.of(users).map(u -> new Verb.To(u, rings, null)).toList(),
            true,
            false,
            Optional.empty(),
            Optional.of(new Verb.Screening(List.of(question), accept, patience)));
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
