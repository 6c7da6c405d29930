package org.meterline.telephony.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.Patience.until;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
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
  private static final Duration LONG = Duration.ofSeconds(60);

  /** What -13 dBm0 peaks at is 5,100. */
  private static final int AUDIBLE = 3_500;

  private static final int INAUDIBLE = 400;

  private Steered() {}

  /** They talk, one is held and taken back, gets a digit, and a third one takes its place. */
  static void holdToneTransferAndDigits(House house, Path folder) throws Exception {
    try (var one = new Baresip(house, folder.resolve("one"), "101", "udp", LOW);
        var two = new Baresip(house, folder.resolve("two"), "102", "udp", HIGH);
        var three = new Baresip(house, folder.resolve("three"), "103", "tcp", OTHER)) {
      one.dial("102");
      one.await("CALL_ESTABLISHED", 1);
      two.await("CALL_ESTABLISHED", 1);
      one.hearsMore(8_000);
      assertTrue(Tones.loudest(one.heard(), HIGH) > AUDIBLE, "they talk");

      done(house, new Verb.Hold(Side.CALLEE, List.of(tone(MUSIC, 1))));
      assertTrue(Tones.loudest(next(two), MUSIC) > AUDIBLE, "music is heard");
      assertTrue(Tones.loudest(next(one), HIGH) < INAUDIBLE, "the other is not");

      done(house, new SoundVerb.Play(List.of(tone(620, 2)), "", Duration.ZERO));
      assertTrue(Tones.loudest(one.heard(), 620) > AUDIBLE, "the tone was heard");
      assertTrue(Tones.loudest(next(two), 620) < INAUDIBLE, "by one of them");

      done(house, new Verb.Unhold(Side.CALLEE));
      assertTrue(Tones.loudest(next(one), HIGH) > AUDIBLE, "they talk again");
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

  private static Prompt tone(int hertz, int seconds) {
    return new Prompt.Chord(List.of(hertz), -13, Duration.ofSeconds(seconds));
  }

  private static Object done(House house, Verb<?> verb) throws Exception {
    CallId call = house.engine.calls().getFirst().call();
    Outcome<?> outcome =
        house.engine.begin(call, verb, LONG).orElseThrow().get(60, TimeUnit.SECONDS);
    return assertInstanceOf(Outcome.Done.class, outcome).value();
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
