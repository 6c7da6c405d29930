package org.meterline.telephony.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.Patience.until;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.meterline.telephony.call.CallFact;
import org.meterline.telephony.call.CallId;
import org.meterline.telephony.call.Outcome;
import org.meterline.telephony.call.SoundVerb;
import org.meterline.telephony.call.Verb;
import org.meterline.telephony.call.Verb.End.Side;
import org.meterline.telephony.media.Prompt;

/** A talk of two phones that is steered from outside, and what each of them hears then. */
final class Steered {
  private static final int LOW = 440;
  private static final int HIGH = 1000;
  private static final int OTHER = 1500;
  private static final int MUSIC = 700;
  private static final int FIRST = 620;
  private static final int SECOND = 850;
  private static final Duration LONG = Duration.ofSeconds(60);

  /** A few frames. */
  private static final int SHORT = 3_200;

  /** What -13 dBm0 peaks at is 5,100. */
  private static final int AUDIBLE = 3_500;

  private static final int INAUDIBLE = 400;

  private Steered() {}

  /**
   * They talk and are recorded, one is held and taken back, the other hears a row of tones, they
   * are parted and joined, one gets a digit, and a third one takes its place.
   */
  static void byAllVerbs(House house, Path folder) throws Exception {
    try (var one = new Baresip(house, folder.resolve("one"), "101", "udp", LOW);
        var two = new Baresip(house, folder.resolve("two"), "102", "udp", HIGH);
        var three = new Baresip(house, folder.resolve("three"), "103", "tcp", OTHER)) {
      one.dial("102");
      one.await("CALL_ESTABLISHED", 1);
      two.await("CALL_ESTABLISHED", 1);
      one.hearsMore(8_000);
      assertTrue(Tones.loudest(one.heard(), HIGH) > AUDIBLE, "they talk");
      RecordedTalk.asItIsMaskedAndPaused(house, one, LOW, HIGH);

      done(house, new Verb.Hold(Side.CALLEE, List.of(tone(MUSIC, 1))));
      assertTrue(Tones.loudest(next(two), MUSIC) > AUDIBLE, "music is heard");
      assertTrue(Tones.loudest(next(one), HIGH) < INAUDIBLE, "the other is not");

      playsARow(house, one);
      assertTrue(Tones.loudest(two.heard(), FIRST) < INAUDIBLE, "by one of them");

      done(house, new Verb.Unhold(Side.CALLEE));
      assertTrue(Tones.loudest(next(one), HIGH) > AUDIBLE, "they talk again");
      partsAndJoins(house, one, two);
      done(house, new SoundVerb.SendDigits("7", Side.CALLEE));
      until("the digit arrives", () -> two.digits().contains("7"));

      Object transfer =
          done(house, new Verb.Transfer(new Verb.To("103", Duration.ofSeconds(20), null)));
      assertEquals("ANSWER", ((Verb.Dialled) transfer).status());
      two.await("CALL_CLOSED", 1);
      assertTrue(Tones.loudest(next(one), OTHER) > AUDIBLE, "the new one is heard");
      assertTrue(Tones.loudest(next(three), LOW) > AUDIBLE, "and hears");

      three.tell("hangup", "");
      one.await("CALL_CLOSED", 1);
      List<CallFact> call = house.call("102");
      assertEquals(200, House.only(call, CallFact.Ended.class).sipStatus());
      assertEquals(
          3, call.stream().filter(CallFact.LegEnded.class::isInstance).count(), call::toString);
      long invites =
          House.only(call, CallFact.Ended.class).ladder().stream()
              .filter(step -> step.from().equals("meterline") && step.to().equals("caller"))
              .filter(step -> step.title().startsWith("INVITE"))
              .count();
      assertEquals(0, invites, "the caller's audio stays as it is");
    }
  }

  /** A row of two tones stands still, goes on shortly before the first one's end, and is ended. */
  private static void playsARow(House house, Baresip hears) throws Exception {
    CompletableFuture<Outcome<?>> play =
        begin(
            house,
            new SoundVerb.Play(List.of(tone(FIRST, 30), tone(SECOND, 30)), "", Duration.ZERO));
    awaits("the first is heard", hears, FIRST, play);
    done(house, new SoundVerb.PausePlay());
    assertTrue(Tones.level(next(hears)) < INAUDIBLE, "it stands still");
    int from = hears.heard().length;
    done(house, new SoundVerb.SeekPlay(Duration.ofSeconds(29)));
    done(house, new SoundVerb.ResumePlay());
    awaits("then the second is", hears, SECOND, play);
    done(house, new SoundVerb.StopPlay());
    Object outcome = play.get(60, TimeUnit.SECONDS);
    var played =
        (SoundVerb.Played) assertInstanceOf(Outcome.Done.class, outcome, outcome::toString).value();
    assertTrue(Tones.level(next(hears)) < INAUDIBLE, "it has ended");
    short[] all = hears.heard();
    short[] heard = Arrays.copyOfRange(all, from, all.length);
    long last = heardMillis(heard, FIRST);
    assertTrue(last > 700 && last < 1_100, "a second of the first was left, not " + last + " ms");
    long since = heardMillis(heard, SECOND);
    long told = played.position().toMillis();
    assertTrue(told > 0 && Math.abs(since - told) < 300, since + " ms of the second, not " + told);
  }

  /** While it plays: what is over, or what is heard instead, is told at once. */
  private static void awaits(
      String what, Baresip hears, int hertz, CompletableFuture<Outcome<?>> play)
      throws IOException {
    try {
      until(what, () -> play.isDone() || Tones.hears(hears, SHORT, hertz, HIGH, AUDIBLE));
    } catch (AssertionError e) {
      short[] last = Tones.last(hears.heard(), SHORT);
      throw new AssertionError(
          "%s; of %,d samples the last are at %.0f, and at %.0f by what was before"
              .formatted(
                  e.getMessage(),
                  hears.heard().length,
                  Tones.loudest(last, hertz),
                  Tones.loudest(last, HIGH)),
          e);
    }
    assertFalse(play.isDone(), () -> what + " before it is over: " + play.join());
  }

  /** How long a tone of ours was heard. */
  private static long heardMillis(short[] heard, int hertz) {
    double[] course = Tones.course(heard, hertz, 160);
    return 20 * Arrays.stream(course).filter(loud -> loud > AUDIBLE / 2.0).count();
  }

  /** Neither hears the other, and then both do. */
  private static void partsAndJoins(House house, Baresip one, Baresip two) throws Exception {
    done(house, new Verb.Unbridge());
    assertTrue(Tones.level(next(one)) < INAUDIBLE, "one hears nothing");
    assertTrue(Tones.level(next(two)) < INAUDIBLE, "the other neither");
    done(house, new Verb.Bridge());
    until("one hears the other", () -> Tones.hears(one, SHORT, HIGH, FIRST, AUDIBLE));
    until("and is heard", () -> Tones.hears(two, SHORT, LOW, FIRST, AUDIBLE));
  }

  private static Prompt tone(int hertz, int seconds) {
    return new Prompt.Chord(List.of(hertz), -13, Duration.ofSeconds(seconds));
  }

  static Object done(House house, Verb<?> verb) throws Exception {
    Object outcome = begin(house, verb).get(60, TimeUnit.SECONDS);
    return assertInstanceOf(Outcome.Done.class, outcome, outcome::toString).value();
  }

  private static CompletableFuture<Outcome<?>> begin(House house, Verb<?> verb)
      throws InterruptedException {
    CallId call = house.engine.calls().getFirst().call();
    return house.engine.begin(call, verb, LONG).orElseThrow();
  }

  /** What a phone hears from a moment after now on, for a second. */
  private static short[] next(Baresip phone) throws IOException {
    phone.hearsMore(4_000);
    int from = phone.heard().length;
    phone.hearsMore(8_000);
    short[] all = phone.heard();
    return Arrays.copyOfRange(all, Math.min(from, all.length), all.length);
  }
}
