package org.meterline.telephony.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
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
 * Phones written elsewhere, of which some supervise the talk of others: what each of them recorded
 * is measured.
 */
class BaresipSupervisionTest {
  private static final int CUSTOMER = 440;
  private static final int AGENT = 1000;
  private static final int BOSS = 1500;
  private static final int COLLEAGUE = 700;
  private static final int TRAINER = 2000;
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

  /** Each of two calls is supervised when they are joined: both hear those who talk then. */
  @Test
  void bothWhoSupervisedHearTheTalkThatTwoCallsWereJoinedTo() throws Exception {
    try (var house = house("105", "106");
        var customer = new Baresip(house, folder.resolve("j1"), "101", "udp", CUSTOMER);
        var agent = new Baresip(house, folder.resolve("j2"), "102", "udp", AGENT);
        var colleague = new Baresip(house, folder.resolve("j3"), "103", "udp", COLLEAGUE);
        var boss = new Baresip(house, folder.resolve("j5"), "105", "udp", BOSS);
        var trainer = new Baresip(house, folder.resolve("j6"), "106", "udp", TRAINER)) {
      customer.dial("102");
      agent.await("CALL_ESTABLISHED", 1);
      CallId held = call(house, "102");
      supervises(house, held, "105");
      boss.await("CALL_ESTABLISHED", 1);
      agent.dial("103");
      colleague.await("CALL_ESTABLISHED", 1);
      agent.await("CALL_ESTABLISHED", 2);
      CallId other = call(house, "103");
      supervises(house, other, "106");
      trainer.await("CALL_ESTABLISHED", 1);

      done(house, held, new Verb.Join(Side.CALLER, other, Side.CALLEE));
      agent.await("CALL_CLOSED", 2);
      assertHears(customer, COLLEAGUE, true, "the customer hears the colleague");
      assertHears(colleague, CUSTOMER, true, "the colleague hears the customer");
      List<short[]> listened = nextOf(boss, trainer);
      for (Baresip each : List.of(boss, trainer)) {
        short[] heard = listened.get(each == boss ? 0 : 1);
        assertLevel(heard, CUSTOMER, true, "who supervises hears the customer");
        assertLevel(heard, COLLEAGUE, true, "and the colleague");
        assertLevel(heard, AGENT, false, "and the agent no more");
        assertLevel(heard, each == boss ? TRAINER : BOSS, false, "and not the other one");
      }
      assertHears(customer, BOSS, false, "nobody hears who listens");

      done(house, held, new SupervisionVerb.ChangeSupervision(Mode.BARGE));
      for (short[] heard : nextOf(customer, colleague, trainer)) {
        double level = Tones.loudest(heard, BOSS);
        assertTrue(level > LEAST / 2, "all hear who joins in: " + level);
      }

      boss.tell("hangup", "");
      boss.await("CALL_CLOSED", 1);
      short[] heard = next(trainer);
      assertLevel(heard, CUSTOMER, true, "the other one hears them on");
      assertLevel(heard, COLLEAGUE, true, "both");
      customer.tell("hangup", "");
      trainer.await("CALL_CLOSED", 1);
      assertEquals(200, House.only(house.call("102"), CallFact.Ended.class).sipStatus());
      assertEquals(200, House.only(house.call("103"), CallFact.Ended.class).sipStatus());
    }
  }

  private static House house(String... accounts) throws Exception {
    House house = new House(folder.resolve("joined"));
    List.of(accounts).forEach(house::account);
    return house;
  }

  private static CallId call(House house, String dialled) {
    return house.engine.calls().stream()
        .filter(call -> call.dialled().equals(dialled))
        .findFirst()
        .orElseThrow()
        .call();
  }

  private static void supervises(House house, CallId call, String phone) throws Exception {
    done(
        house,
        call,
        new SupervisionVerb.Supervise(new Verb.To(phone, Duration.ofSeconds(20), null)));
  }

  private static void assertAll(
      Baresip customer, Baresip agent, Baresip boss, boolean byCustomer, boolean byAgent)
      throws IOException {
    List<short[]> heard = nextOf(customer, agent, boss);
    short[] one = heard.get(0);
    short[] two = heard.get(1);
    short[] three = heard.get(2);
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
    return done(house, house.engine.calls().getFirst().call(), verb);
  }

  private static Object done(House house, CallId call, Verb<?> verb) throws Exception {
    Outcome<?> outcome =
        house.engine.begin(call, verb, LONG).orElseThrow().get(60, TimeUnit.SECONDS);
    return assertInstanceOf(Outcome.Done.class, outcome, outcome::toString).value();
  }

  /** What a phone hears from a moment after now on, for a second. */
  private static short[] next(Baresip phone) throws IOException {
    return nextOf(phone).getFirst();
  }

  /** The same of each of them, heard at the same time. */
  private static List<short[]> nextOf(Baresip... phones) throws IOException {
    Baresip.hearMore(6_000, phones);
    List<Integer> from = new ArrayList<>();
    for (Baresip phone : phones) {
      from.add(phone.heard().length);
    }
    Baresip.hearMore(8_000, phones);
    List<short[]> next = new ArrayList<>();
    for (Baresip phone : phones) {
      short[] all = phone.heard();
      next.add(Arrays.copyOfRange(all, Math.min(from.get(next.size()), all.length), all.length));
    }
    return next;
  }
}
