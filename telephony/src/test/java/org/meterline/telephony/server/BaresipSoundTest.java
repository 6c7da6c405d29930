package org.meterline.telephony.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.Patience.until;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.meterline.telephony.call.CallFact;
import org.meterline.telephony.call.CallId;
import org.meterline.telephony.call.MusicOnHold;
import org.meterline.telephony.call.Outcome;
import org.meterline.telephony.call.RecordingRule;
import org.meterline.telephony.call.SoundVerb;
import org.meterline.telephony.call.Verb;
import org.meterline.telephony.call.Verb.End.Side;
import org.meterline.telephony.media.Prompt;

/** Sounds that sox made and a tenant handed in are heard by phones written elsewhere. */
class BaresipSoundTest {
  private static final int LOW = 440;
  private static final int HIGH = 1000;
  private static final Duration LONG = Duration.ofSeconds(60);

  /** What sox makes at a quarter of full scale peaks at 8,192. */
  private static final int PEAK = 8_192;

  private static final int INAUDIBLE = 400;

  /** The first note of our music. */
  private static final int NOTE = 262;

  @TempDir private static Path folder;

  /** A sine at a quarter of full scale. */
  private static byte[] sound(int hertz, double seconds, String... format) throws Exception {
    Path file = folder.resolve(UUID.randomUUID() + ".wav");
    List<String> command = new ArrayList<>(List.of("sox", "-n"));
    command.addAll(List.of(format));
    command.addAll(
        List.of(file.toString(), "synth", "" + seconds, "sine", "" + hertz, "vol", "0.25"));
    Process sox = new ProcessBuilder(command).inheritIO().start();
    assertEquals(0, sox.waitFor(), "sox makes it");
    return Files.readAllBytes(file);
  }

  private static void isHeard(String what, short[] heard, int hertz) {
    double loud = Tones.loudest(heard, hertz);
    assertEquals(PEAK, loud, PEAK * 0.12, what);
  }

  @Test
  void playedHeldAndOverTheTalk() throws Exception {
    try (var house = new House(folder.resolve("house"));
        var one = new Baresip(house, folder.resolve("one"), "101", "udp", LOW);
        var two = new Baresip(house, folder.resolve("two"), "102", "udp", HIGH)) {
      house.sounds.put(House.DOMAIN, "wide", sound(620, 2, "-r", "48000", "-c", "2", "-b", "16"));
      house.sounds.put(House.DOMAIN, "old", sound(700, 2, "-r", "8000", "-c", "1", "-e", "mu-law"));
      house.sounds.put("meadow.example", "theirs", sound(900, 1, "-r", "16000", "-b", "16"));
      one.dial("102");
      one.await("CALL_ESTABLISHED", 1);
      two.await("CALL_ESTABLISHED", 1);

      assertEquals(List.of(), play(house, "wide").skipped());
      isHeard("stereo of 48 kHz", one.heard(), 620);
      assertTrue(Tones.loudest(two.heard(), 620) < INAUDIBLE, "by one of them");
      assertEquals(List.of(), play(house, "old").skipped());
      isHeard("µ-law", Tones.last(one.heard(), 12_000), 700);

      List<String> skipped = play(house, "theirs").skipped();
      assertEquals(List.of("there is no sound theirs"), skipped, "another tenant's");

      house.sounds.put(House.DOMAIN, "old", sound(850, 2, "-r", "44100", "-c", "1", "-b", "16"));
      play(house, "old");
      short[] last = Tones.last(one.heard(), 12_000);
      isHeard("the new one in its place", last, 850);
      assertTrue(Tones.loudest(last, 700) < INAUDIBLE, "not the old one");

      done(house, new SoundVerb.PlayOver(List.of(new Prompt.Own("wide")), 12, Side.CALLER));
      assertTrue(Tones.loudest(Tones.last(one.heard(), 12_000), 620) > PEAK * 0.8, "over the talk");

      done(house, new Verb.Hold(Side.CALLEE, List.of(new Prompt.Own("wide"))));
      int from = two.heard().length;
      two.hearsMore(24_000);
      short[] held = two.heard();
      isHeard("music", Arrays.copyOfRange(held, from, held.length), 620);
      one.tell("hangup", "");
      two.await("CALL_CLOSED", 1);
      house.call("102");
    }
  }

  /** A phone holds by itself: the other end hears what the tenant has chosen by then. */
  @Test
  void aPhoneHoldsAndTheTenantsChoiceIsHeard() throws Exception {
    try (var house = new House(folder.resolve("hold"));
        var holds = new Baresip(house, folder.resolve("holds"), "101", "udp", LOW);
        var held = new Baresip(house, folder.resolve("held"), "102", "tcp", HIGH)) {
      holds.dial("102");
      holds.await("CALL_ESTABLISHED", 1);
      held.await("CALL_ESTABLISHED", 1);
      house.sounds.put(House.DOMAIN, "waltz", sound(620, 2, "-r", "16000", "-b", "16"));
      house.musicOnHold = MusicOnHold.own("waltz");
      hears(held, LOW, true);
      holds.tell("hold", "");
      hears(held, 620, true);
      hears(held, LOW, false);
      hears(held, NOTE, false);
      holds.tell("resume", "");
      hears(held, LOW, true);
      hears(held, 620, false);

      house.musicOnHold = MusicOnHold.SILENCE;
      holds.tell("hold", "");
      hears(held, LOW, false);
      short[] silent = Tones.last(held.heard(), 4_000);
      assertTrue(Tones.loudest(silent, NOTE) < INAUDIBLE && Tones.loudest(silent, 620) < INAUDIBLE);
      holds.tell("resume", "");
      hears(held, LOW, true);

      house.musicOnHold = MusicOnHold.own("gone");
      holds.tell("hold", "");
      hears(held, NOTE, true);
      holds.tell("hangup", "");
      held.await("CALL_CLOSED", 1);
      String ladder = House.only(house.call("102"), CallFact.Ended.class).ladder().toString();
      assertTrue(ladder.contains("there is no sound gone"), ladder);
      assertTrue(ladder.contains("the built-in music is heard in its place"), ladder);
    }
  }

  private static void hears(Baresip phone, int hertz, boolean audible) {
    until(
        (audible ? "it hears " : "it hears no more ") + hertz,
        () -> {
          try {
            double loudest = Tones.loudest(Tones.last(phone.heard(), 4_000), hertz);
            return audible ? loudest > 1_000 : loudest < INAUDIBLE;
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  @Test
  void aProgramNamesItLikeAFileOfItsOwn() throws Exception {
    try (var house = new House(folder.resolve("program"));
        var one = new Baresip(house, folder.resolve("caller"), "101", "udp", LOW)) {
      house.sounds.put(House.DOMAIN, "menu", sound(620, 2, "-r", "16000", "-b", "16"));
      house.sounds.put(House.DOMAIN, "goodbye", sound(850, 2, "-r", "8000", "-e", "a-law"));
      house.shell(
          "520",
          "trap 'exit 0' HUP",
          "while read -r line && [ -n \"$line\" ]; do :; done",
          "ask() { echo \"$1\"; read -r reply || exit 0; echo \"$reply\" >&2; }",
          "ask ANSWER",
          "ask 'STREAM FILE menu \"\"'",
          "ask 'STREAM FILE goodbye \"\"'",
          "ask 'STREAM FILE none-such \"\"'",
          "ask HANGUP");
      one.dial("520");
      one.await("CALL_CLOSED", 1);
      isHeard("the tenant's own", one.heard(), 620);
      isHeard("and before ours of that name", one.heard(), 850);
      String errors = House.only(house.call("520"), CallFact.ProgramEnded.class).standardError();
      assertTrue(errors.contains("200 result=0 endpos=16000"), errors);
      assertTrue(errors.contains("200 result=-1 endpos=0"), errors);
    }
  }

  /** The tenant's own sound is heard before they talk, and when it is gone, ours. */
  @Test
  void aRecordingRuleHasItHeard() throws Exception {
    try (var house = new House(folder.resolve("rule"));
        var one = new Baresip(house, folder.resolve("told"), "101", "udp", LOW);
        var two = new Baresip(house, folder.resolve("told-too"), "102", "udp", HIGH)) {
      house.sounds.put(House.DOMAIN, "recorded", sound(620, 2, "-r", "8000", "-b", "16"));
      house.rules.add(
          new RecordingRule(
              UUID.randomUUID(),
              new RecordingRule.Scope.Phone("101"),
              RecordingRule.Ways.BOTH,
              true,
              RecordingRule.Consent.ANNOUNCE,
              RecordingRule.Told.BOTH,
              false,
              new Prompt.Own("recorded")));
      one.dial("102");
      two.await("CALL_ESTABLISHED", 1);
      until(
          "they are recorded",
          () -> house.facts.stream().anyMatch(CallFact.RecordingBegan.class::isInstance));
      two.hearsMore(12_000);
      isHeard("the caller is told", one.heard(), 620);
      isHeard("and who is called", two.heard(), 620);
      assertTrue(Tones.loudest(Tones.last(two.heard(), 6000), LOW) > 6500, "then they talk");
      one.tell("hangup", "");
      two.await("CALL_CLOSED", 1);
      CallFact.RecordingRuled ruled = House.only(house.call("102"), CallFact.RecordingRuled.class);
      assertEquals("announced", ruled.basis().consent());
    }
  }

  private static SoundVerb.Played play(House house, String name) throws Exception {
    return (SoundVerb.Played)
        done(house, new SoundVerb.Play(List.of(new Prompt.Own(name)), "", Duration.ZERO));
  }

  private static Object done(House house, Verb<?> verb) throws Exception {
    CallId call = house.engine.calls().getFirst().call();
    Outcome<?> outcome =
        house.engine.begin(call, verb, LONG).orElseThrow().get(60, TimeUnit.SECONDS);
    return assertInstanceOf(Outcome.Done.class, outcome, outcome::toString).value();
  }
}
