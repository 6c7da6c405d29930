package org.meterline.telephony.program;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.meterline.telephony.call.CallControl;
import org.meterline.telephony.call.CallState;
import org.meterline.telephony.call.Outcome;
import org.meterline.telephony.call.Outcome.Cut;
import org.meterline.telephony.call.Outcome.Done;
import org.meterline.telephony.call.Outcome.Refused;
import org.meterline.telephony.call.SoundVerb;
import org.meterline.telephony.call.Verb;
import org.meterline.telephony.media.Prompt;
import org.meterline.telephony.speech.Saying;

/**
 * Translates AGI commands into verbs and their outcomes into what stands behind {@code result=}.
 * The numbers are those of Asterisk's {@code res_agi}.
 */
final class AgiVerbs {
  /** Returned in place of a result when the arguments make no sense. */
  static final String USAGE = "usage";

  static final Duration AT_ONCE = Duration.ofSeconds(10);
  static final Duration PLAYING = Duration.ofHours(1);

  /** Who is answered may have to hear that they are recorded, or be asked. */
  static final Duration ANSWERING = Duration.ofMinutes(5);

  private static final Duration FOR_EVER = Duration.ofDays(7);
  private static final Duration SLACK = Duration.ofSeconds(5);

  private static final String FAILURE = "-1";
  private static final String OK = "0";
  private static final String YES = "1";
  private static final long SAMPLE_NANOS = 125_000;
  private static final long MOST_SAMPLES = 1_000_000_000;
  private static final int MOST_DIGITS = 1024;
  private static final int MOST_NOTES = 200;
  private static final long LONGEST_TIMEOUT_MILLIS = 1_000_000_000;
  private static final Duration FIRST_DIGIT = Duration.ofSeconds(6);
  private static final Duration NEXT_DIGIT = Duration.ofSeconds(2);

  private final AgiChannel channel;
  private final CallControl call;
  private final AgiHeader header;
  private final Sounds sounds;
  private final AgiVariables variables;
  private final AgiApplications applications;
  private int notes;

  AgiVerbs(AgiChannel channel, CallControl call, AgiHeader header, Sounds sounds) {
    this.channel = channel;
    this.call = call;
    this.header = header;
    this.sounds = sounds;
    this.variables = new AgiVariables(this, channel, header);
    this.applications = new AgiApplications(this, sounds);
  }

  /** Runs the command and gives what stands behind {@code result=}, or {@link #USAGE}. */
  String run(AgiCommand command, List<String> args) throws InterruptedException {
    return switch (command) {
      case ANSWER -> ask(new Verb.Answer(), ANSWERING).isPresent() ? OK : FAILURE;
      case CHANNEL_STATUS -> channelStatus(args);
      case EXEC -> args.isEmpty() ? USAGE : applications.run(args);
      case GET_DATA -> getData(args);
      case GET_VARIABLE -> args.size() == 1 ? variables.get(args.getFirst()) : USAGE;
      case HANGUP -> hangUp(args);
      case NOOP -> OK;
      case RECORD_FILE -> AgiRecording.recordFile(this, args);
      case SAY_ALPHA, SAY_DATE, SAY_DATETIME, SAY_DIGITS, SAY_NUMBER, SAY_PHONETIC, SAY_TIME ->
          say(command, args);
      case SET_CALLERID -> args.isEmpty() ? YES : variables.setCallerId(args.getFirst());
      case SET_MUSIC -> args.isEmpty() ? USAGE : music(args.getFirst());
      case SET_VARIABLE -> args.size() == 2 ? variables.set(args.get(0), args.get(1)) : USAGE;
      case STREAM_FILE -> streamFile(args);
      case VERBOSE -> args.isEmpty() ? USAGE : verbose(args.getFirst());
      case WAIT_FOR_DIGIT -> waitForDigit(args);
    };
  }

  /** The verb's outcome. Notices that the caller is gone. */
  <R> Outcome<R> run(Verb<R> verb, Duration deadline) throws InterruptedException {
    Outcome<R> outcome = call.run(verb, deadline);
    if (outcome instanceof Cut<R>(Outcome.By by, Optional<R> soFar) && by == Outcome.By.HANG_UP) {
      channel.die();
    }
    return outcome;
  }

  /** The verb's value; empty when it was refused or cut. */
  <R> Optional<R> ask(Verb<R> verb, Duration deadline) throws InterruptedException {
    return run(verb, deadline) instanceof Done<R>(R value) ? Optional.of(value) : Optional.empty();
  }

  AgiChannel channel() {
    return channel;
  }

  AgiVariables variables() {
    return variables;
  }

  private String channelStatus(List<String> args) throws InterruptedException {
    if (args.size() > 1) {
      return USAGE;
    }
    if (args.size() == 1 && !args.getFirst().equals(header.value("channel"))) {
      return FAILURE;
    }
    return ask(new Verb.Status(), AT_ONCE)
        .map(
            status -> {
              boolean over =
                  status.state() == CallState.ENDED || status.state() == CallState.ENDING;
              return status.answered() ? "6" : over ? OK : "4";
            })
        .orElse(FAILURE);
  }

  private String getData(List<String> args) throws InterruptedException {
    if (args.isEmpty()) {
      return USAGE;
    }
    Optional<List<Prompt>> prompts = promptsOf(args.getFirst());
    if (prompts.isEmpty()) {
      return FAILURE;
    }
    long timeout =
        args.size() > 1
            ? AgiNumbers.bounded(args.get(1), Integer.MIN_VALUE, LONGEST_TIMEOUT_MILLIS)
            : 0;
    Duration first = FIRST_DIGIT;
    Duration next = NEXT_DIGIT;
    if (timeout != 0) {
      first = Duration.ofMillis(timeout < 0 ? LONGEST_TIMEOUT_MILLIS : timeout);
      next = first;
    }
    long most = args.size() > 2 ? AgiNumbers.bounded(args.get(2), -1, MOST_DIGITS) : MOST_DIGITS;
    if (most == 0) {
      return FAILURE;
    }
    return ask(new SoundVerb.Gather(prompts.get(), first, next, (int) Math.abs(most)), FOR_EVER)
        .map(gathered -> gathered.digits() + (gathered.timedOut() ? " (timeout)" : ""))
        .orElse(FAILURE);
  }

  /** No name, nothing to play; a name that nothing has: empty. */
  private Optional<List<Prompt>> promptsOf(String name) {
    return name.isEmpty() ? Optional.of(List.of()) : sounds.find(name).map(List::of);
  }

  private String hangUp(List<String> args) throws InterruptedException {
    if (args.size() > 1) {
      return USAGE;
    }
    if (args.size() == 1 && !args.getFirst().equals(header.value("channel"))) {
      return FAILURE;
    }
    hangUp(new Verb.HangUp("The program hung up"));
    return YES;
  }

  void hangUp(Verb.HangUp verb) throws InterruptedException {
    var _ = ask(verb, AT_ONCE);
    channel.die();
  }

  private String say(AgiCommand command, List<String> args) throws InterruptedException {
    Optional<Saying> what = AgiSayings.of(command, args);
    if (what.isEmpty()) {
      return USAGE;
    }
    return ask(new SoundVerb.Say(what.get(), args.get(1)), PLAYING)
        .map(AgiVerbs::code)
        .orElse(FAILURE);
  }

  Optional<SoundVerb.Played> play(List<Prompt> prompts, String escape) throws InterruptedException {
    return ask(new SoundVerb.Play(prompts, escape, Duration.ZERO), PLAYING);
  }

  private static String code(SoundVerb.Played played) {
    return played.digit().map(AgiVerbs::code).orElse(OK);
  }

  private static String code(char digit) {
    return Integer.toString(digit);
  }

  private String streamFile(List<String> args) throws InterruptedException {
    if (args.size() < 2 || args.size() > 3) {
      return USAGE;
    }
    long offset = 0;
    if (args.size() == 3) {
      OptionalLong given = AgiNumbers.scan(args.get(2));
      if (given.isEmpty()) {
        return USAGE;
      }
      offset = given.getAsLong();
    }
    Optional<Prompt> prompt = sounds.find(args.getFirst());
    if (prompt.isEmpty()) {
      return FAILURE + " endpos=" + offset;
    }
    Duration start = Duration.ofNanos(Math.clamp(offset, 0, MOST_SAMPLES) * SAMPLE_NANOS);
    Outcome<SoundVerb.Played> outcome =
        run(new SoundVerb.Play(List.of(prompt.get()), args.get(1), start), PLAYING);
    SoundVerb.Played nothing = new SoundVerb.Played(Optional.empty(), start);
    SoundVerb.Played heard =
        switch (outcome) {
          case Done<SoundVerb.Played>(SoundVerb.Played played) -> played;
          case Cut<SoundVerb.Played>(Outcome.By by, Optional<SoundVerb.Played> soFar) ->
              soFar.orElse(nothing);
          case Refused<SoundVerb.Played> refused -> nothing;
        };
    String result = outcome instanceof Done<SoundVerb.Played> ? code(heard) : FAILURE;
    variables.tell("PLAYBACKSTATUS", result.equals(OK) ? "SUCCESS" : "FAILED");
    return result + " endpos=" + heard.position().toNanos() / SAMPLE_NANOS;
  }

  private String verbose(String text) throws InterruptedException {
    if (notes++ < MOST_NOTES) {
      var _ = ask(new Verb.Note(AgiHeader.oneLine(text)), AT_ONCE);
    }
    return YES;
  }

  /** Anything but {@code off} is on, as with Asterisk. */
  private String music(String wish) throws InterruptedException {
    boolean off = wish.equalsIgnoreCase("off");
    var _ =
        off
            ? ask(new Verb.Unhold(Verb.End.Side.CALLER), AT_ONCE)
            : ask(new Verb.Hold(Verb.End.Side.CALLER, List.of()), AT_ONCE);
    return OK;
  }

  private String waitForDigit(List<String> args) throws InterruptedException {
    if (args.size() != 1) {
      return USAGE;
    }
    OptionalLong millis = AgiNumbers.scan(args.getFirst());
    if (millis.isEmpty()) {
      return USAGE;
    }
    long given = millis.getAsLong();
    Duration timeout =
        Duration.ofMillis(
            given < 0 ? LONGEST_TIMEOUT_MILLIS : Math.min(given, LONGEST_TIMEOUT_MILLIS));
    return ask(new SoundVerb.WaitDigit(timeout), timeout.plus(SLACK))
        .map(digit -> digit.map(AgiVerbs::code).orElse(OK))
        .orElse(FAILURE);
  }
}
