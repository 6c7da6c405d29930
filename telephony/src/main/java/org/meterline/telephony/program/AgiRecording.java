package org.meterline.telephony.program;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.meterline.telephony.call.Outcome;
import org.meterline.telephony.call.Verb;

/**
 * RECORD FILE, MixMonitor and StopMixMonitor, as Asterisk has them; but files are recordings of the
 * tenant, whatever name the program gives.
 */
final class AgiRecording {
  private static final Duration LONGEST = Duration.ofHours(12);
  private static final Duration SLACK = Duration.ofSeconds(30);
  private static final int LEAST = 4;
  private static final long SAMPLE_NANOS = 125_000;
  private static final String BY = "program";

  private AgiRecording() {}

  /** {@code file format digits timeout [offset] [BEEP] [s=seconds]}. */
  static String recordFile(AgiVerbs verbs, List<String> args) throws InterruptedException {
    if (args.size() < LEAST) {
      return AgiVerbs.USAGE;
    }
    OptionalLong millis = AgiNumbers.scan(args.get(3));
    if (millis.isEmpty()) {
      return AgiVerbs.USAGE;
    }
    if (!args.get(1).equalsIgnoreCase("wav")) {
      return "-1 (writefile)";
    }
    boolean beep = false;
    Duration silence = Duration.ZERO;
    for (String word : args.subList(LEAST, args.size())) {
      if (word.contains("=")) {
        OptionalLong seconds = AgiNumbers.scan(word.startsWith("s=") ? word.substring(2) : "0");
        silence = Duration.ofSeconds(Math.clamp(seconds.orElse(0), 0, LONGEST.toSeconds()));
      } else {
        // An offset says where in a file that is there to go on; ours is always a new one.
        beep |= AgiNumbers.scan(word).isEmpty();
      }
    }
    Duration longest =
        millis.getAsLong() < 0
            ? LONGEST
            : Duration.ofMillis(Math.min(millis.getAsLong(), LONGEST.toMillis()));
    Verb.Take take =
        new Verb.Take(Verb.End.Side.CALLER, false, beep, longest, silence, args.get(2), BY);
    return switch (verbs.run(new Verb.TakeMessage(take), longest.plus(SLACK))) {
      case Outcome.Done<Verb.MessageTaken>(Verb.MessageTaken taken) -> taken(taken);
      case Outcome.Cut<Verb.MessageTaken>(Outcome.By by, Optional<Verb.MessageTaken> soFar) ->
          "-1 (hangup) endpos=" + samples(soFar.map(Verb.MessageTaken::length));
      case Outcome.Refused<Verb.MessageTaken> refused -> "-1 (writefile)";
    };
  }

  private static String taken(Verb.MessageTaken taken) {
    String endpos = " endpos=" + samples(Optional.of(taken.length()));
    int digit = taken.digit().map(each -> (int) each).orElse(0);
    return switch (taken.reason()) {
      case "" -> digit + " (randomerror)" + endpos;
      case "digit" -> digit + " (dtmf)" + endpos;
      case "longest", "silence" -> "0 (timeout)" + endpos;
      case "disk-full", "write-failed" -> "-1 (writefile)" + endpos;
      default -> "-1 (hangup)" + endpos;
    };
  }

  private static long samples(Optional<Duration> length) {
    return length.orElse(Duration.ZERO).toNanos() / SAMPLE_NANOS;
  }

  /** {@code file.wav[,options[,command]]}: both sides in one; options do nothing. */
  static String mixMonitor(AgiVerbs verbs, String arguments) throws InterruptedException {
    if (arguments.isBlank()) {
      return "-1";
    }
    Verb.Take take = new Verb.Take(null, false, false, LONGEST, Duration.ZERO, "", BY);
    Optional<Verb.RecordingStarted> started =
        verbs.ask(new Verb.StartRecording(take), AgiVerbs.AT_ONCE);
    verbs
        .variables()
        .tell("MIXMONITOR_FILENAME", started.map(each -> each.recording().toString()).orElse(""));
    return started.isPresent() ? "0" : "-1";
  }

  static String stopMixMonitor(AgiVerbs verbs) throws InterruptedException {
    var _ = verbs.ask(new Verb.ChangeRecording(null, Verb.RecordingChange.STOP), AgiVerbs.AT_ONCE);
    return verbs.channel().dead() ? "-1" : "0";
  }
}
