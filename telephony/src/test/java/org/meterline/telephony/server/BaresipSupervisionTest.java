package org.meterline.telephony.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.meterline.telephony.call.CallFact;
import org.meterline.telephony.call.CallId;
import org.meterline.telephony.call.Outcome;
import org.meterline.telephony.call.SoundVerb;
import org.meterline.telephony.call.SupervisionVerb;
import org.meterline.telephony.call.SupervisionVerb.Mode;
import org.meterline.telephony.call.Verb;
import org.meterline.telephony.call.Verb.End.Side;
import org.meterline.telephony.media.Prompt;

/**
 * Three phones written elsewhere, of which one supervises the talk of the two others: what each of
 * them recorded is measured.
 */
class BaresipSupervisionTest {
  private static final int CUSTOMER = 440;
  private static final int AGENT = 1000;
  private static final int BOSS = 1500;
  private static final int PROMPT = 700;
  private static final Duration LONG = Duration.ofSeconds(60);

  /** A microphone's tone peaks at 8,000. */
  private static final double LEAST = 7_000;

  private static final double MOST = 9_000;
  private static final int INAUDIBLE = 300;

  @TempDir private static Path folder;

  @Test
  void eachHearsTheRightOnesAtTheRightLevel() throws Exception {
    try (var house = new House(folder.resolve("house"));
        var customer = new Baresip(house, folder.resolve("one"), "101", "udp", CUSTOMER);
        var agent =
            new Baresip(house, folder.resolve("two"), "102", "udp", AGENT, "audio_codecs=G722");
        var boss =
            new Baresip(house, folder.resolve("three"), "103", "tcp", BOSS, "audio_codecs=PCMU")) {
      customer.dial("102");
      customer.await("CALL_ESTABLISHED", 1);
      agent.await("CALL_ESTABLISHED", 1);
      customer.hearsMore(8_000);

      done(house, new SoundVerb.PlayOver(List.of(tone(3)), 12, Side.CALLER));
      double loudest = Tones.loudest(customer.heard(), PROMPT);
      assertTrue(loudest > 3_500, "a prompt over the talk: " + loudest);
      assertHears(customer, AGENT, true, "the talk goes on");
      assertTrue(Tones.loudest(agent.heard(), PROMPT) < INAUDIBLE, "for one of them");

      var begin =
          new SupervisionVerb.Supervise(
              new Verb.To("103", Duration.ofSeconds(20), null), Mode.LISTEN, Side.CALLEE, false);
      done(house, begin);
      boss.await("CALL_ESTABLISHED", 1);
      assertAll(customer, agent, boss, false, false);
      done(house, new SupervisionVerb.ChangeSupervision(Mode.WHISPER));
      assertAll(customer, agent, boss, false, true);
      done(house, new SupervisionVerb.ChangeSupervision(Mode.BARGE));
      assertAll(customer, agent, boss, true, true);
      boss.tell("sndcode", "4");
      assertAll(customer, agent, boss, false, false);

      boss.tell("hangup", "");
      boss.await("CALL_CLOSED", 1);
      assertHears(customer, AGENT, true, "they talk on");
      assertHears(agent, CUSTOMER, true, "both");
      customer.tell("hangup", "");
      agent.await("CALL_CLOSED", 1);
      List<CallFact> call = house.call("102");
      assertEquals(200, House.only(call, CallFact.Ended.class).sipStatus());
      assertEquals(3, call.stream().filter(CallFact.LegEnded.class::isInstance).count());
    }
  }

  private static void assertAll(
      Baresip customer, Baresip agent, Baresip boss, boolean byCustomer, boolean byAgent)
      throws IOException {
    short[] one = next(customer);
    short[] two = next(agent);
    short[] three = next(boss);
    assertLevel(one, AGENT, true, "the customer hears the agent");
    assertLevel(one, BOSS, byCustomer, "the customer and the boss");
    assertLevel(one, CUSTOMER, false, "the customer does not hear itself");
    assertLevel(two, CUSTOMER, true, "the agent hears the customer");
    assertLevel(two, BOSS, byAgent, "the agent and the boss");
    assertLevel(two, AGENT, false, "the agent does not hear itself");
    assertLevel(three, CUSTOMER, true, "the boss hears the customer");
    assertLevel(three, AGENT, true, "the boss hears the agent");
    assertLevel(three, BOSS, false, "the boss does not hear itself");
  }

  private static void assertHears(Baresip who, int hertz, boolean audible, String what)
      throws IOException {
    assertLevel(next(who), hertz, audible, what);
  }

  private static void assertLevel(short[] heard, int hertz, boolean audible, String what) {
    double level = Tones.loudest(heard, hertz);
    if (audible) {
      assertTrue(level > LEAST && level < MOST, what + ": " + level);
    } else {
      assertTrue(level < INAUDIBLE, what + ": " + level);
    }
  }

  private static Prompt tone(int seconds) {
    return new Prompt.Chord(List.of(PROMPT), -13, Duration.ofSeconds(seconds));
  }

  private static Object done(House house, Verb<?> verb) throws Exception {
    CallId call = house.engine.calls().getFirst().call();
    Outcome<?> outcome =
        house.engine.begin(call, verb, LONG).orElseThrow().get(60, TimeUnit.SECONDS);
    return assertInstanceOf(Outcome.Done.class, outcome, outcome::toString).value();
  }

  /** What a phone hears from a moment after now on, for a second. */
  private static short[] next(Baresip phone) throws IOException {
    phone.hearsMore(6_000);
    int from = phone.heard().length;
    phone.hearsMore(8_000);
    short[] all = phone.heard();
    return Arrays.copyOfRange(all, Math.min(from, all.length), all.length);
  }
}
