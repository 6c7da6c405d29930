package org.meterline.telephony.program;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.meterline.telephony.call.Outcome;
import org.meterline.telephony.call.Q850;
import org.meterline.telephony.call.Refusal;
import org.meterline.telephony.call.SoundVerb;
import org.meterline.telephony.call.Verb;
import org.meterline.telephony.media.Prompt;
import org.meterline.telephony.speech.Saying;

/**
 * The applications behind EXEC: Dial, Hangup, Playback, Wait, Ringing, Progress, SendDTMF,
 * Transfer, MusicOnHold, StartMusicOnHold, StopMusicOnHold, MixMonitor and StopMixMonitor with
 * Asterisk's arguments, and eSpeak with those of the module of that name.
 */
final class AgiApplications {
  private static final String OK = "0";
  private static final String FAILURE = "-1";
  private static final String UNKNOWN = "-2";
  private static final Duration LONGEST_CALL = Duration.ofDays(7);
  private static final Duration LONGEST_WAIT = Duration.ofDays(1);
  private static final Duration SLACK = Duration.ofSeconds(5);
  private static final Duration LONGEST_TRANSFER = Duration.ofMinutes(4);
  private static final int MOST_FILES = 64;

  private static final String ANY = "0123456789*#";
  private static final Pattern SPEAK =
      Pattern.compile("(?:\"([^\"]*)\"|([^,\"]+))(?:,([^,]*))?(?:,([^,]*))?", Pattern.DOTALL);

  private final AgiVerbs verbs;
  private final Sounds sounds;

  AgiApplications(AgiVerbs verbs, Sounds sounds) {
    this.verbs = verbs;
    this.sounds = sounds;
  }

  /**
   * @param args the application's name and, it may be, its arguments as one word
   */
  String run(List<String> args) throws InterruptedException {
    String arguments = args.size() > 1 ? args.get(1) : "";
    return switch (args.getFirst().toLowerCase(Locale.ROOT)) {
      case "dial" -> dial(arguments);
      case "playback" -> alive() ? playback(arguments) : FAILURE;
      case "wait" -> alive() ? pause(arguments) : FAILURE;
      case "hangup" -> alive() ? hangUp(arguments) : FAILURE;
      case "musiconhold" -> alive() ? musicOnHold(arguments) : FAILURE;
      case "startmusiconhold" -> quietly(new Verb.Hold(Verb.End.Side.CALLER, List.of()));
      case "stopmusiconhold" -> quietly(new Verb.Unhold(Verb.End.Side.CALLER));
      case "ringing" -> quietly(new Verb.Ring());
      case "progress" -> quietly(new Verb.Progress());
      case "senddtmf" -> sendDigits(arguments);
      case "transfer" -> alive() ? transfer(arguments) : FAILURE;
      case "espeak" -> alive() ? speak(arguments) : FAILURE;
      case "mixmonitor" -> AgiRecording.mixMonitor(verbs, arguments);
      case "stopmixmonitor" -> AgiRecording.stopMixMonitor(verbs);
      default -> UNKNOWN;
    };
  }

  /** What has no effect once the caller is answered is no failure, as in Asterisk. */
  private String quietly(Verb<Verb.Nothing> verb) throws InterruptedException {
    var _ = verbs.ask(verb, AgiVerbs.AT_ONCE);
    return alive() ? OK : FAILURE;
  }

  /** {@code digits[,between[,length]]}: the times are ours. */
  private String sendDigits(String arguments) throws InterruptedException {
    String digits = arguments.split("[,|]", 2)[0].strip().toUpperCase(Locale.ROOT);
    try {
      return quietly(new SoundVerb.SendDigits(digits, Verb.End.Side.CALLER));
    } catch (IllegalArgumentException e) {
      note("EXEC SendDTMF: " + e.getMessage());
      return FAILURE;
    }
  }

  /**
   * {@code [technology/]destination}: sends on a caller who was not answered (302); the phone of
   * one who was, or their trunk if it takes that, is asked to call there by itself (REFER).
   */
  private String transfer(String arguments) throws InterruptedException {
    String to = arguments.substring(arguments.lastIndexOf('/') + 1).strip();
    boolean answered =
        verbs.ask(new Verb.Status(), AgiVerbs.AT_ONCE).map(Verb.Channel::answered).orElse(false);
    String status;
    if (answered) {
      status = to.isEmpty() ? "FAILURE" : referred(to);
    } else {
      boolean sent =
          !to.isEmpty() && verbs.ask(new Verb.Redirect(to), AgiVerbs.AT_ONCE).isPresent();
      status = sent ? "SUCCESS" : "FAILURE";
    }
    verbs.variables().tell("TRANSFERSTATUS", status);
    return alive() ? OK : FAILURE;
  }

  private String referred(String to) throws InterruptedException {
    return switch (verbs.run(new Verb.Refer(Verb.End.Side.CALLER, to), LONGEST_TRANSFER)) {
      case Outcome.Done<Verb.Nothing> done -> "SUCCESS";
      case Outcome.Cut<Verb.Nothing> cut -> "FAILURE";
      case Outcome.Refused<Verb.Nothing>(Refusal why) -> {
        note("EXEC Transfer: " + why.reason());
        yield why.code().equals("refer-not-taken") ? "UNSUPPORTED" : "FAILURE";
      }
    };
  }

  /** {@code [class][,seconds]}: for that time, or as long as the call lasts. The class is ours. */
  private String musicOnHold(String arguments) throws InterruptedException {
    String[] parts = arguments.split("[,|]", 2);
    Duration time =
        AgiNumbers.seconds(parts.length > 1 ? parts[1] : "")
            .filter(Duration::isPositive)
            .orElse(LONGEST_CALL);
    var _ = verbs.ask(new Verb.Hold(Verb.End.Side.CALLER, List.of()), AgiVerbs.AT_ONCE);
    var _ = verbs.ask(new Verb.Wait(time), time.plus(SLACK));
    return quietly(new Verb.Unhold(Verb.End.Side.CALLER));
  }

  /** {@code text[,escape[,language]]}; a text with commas stands in double quotes. */
  private String speak(String arguments) throws InterruptedException {
    Matcher given = SPEAK.matcher(arguments.strip());
    if (!given.matches()) {
      return FAILURE;
    }
    String text = given.group(1) == null ? given.group(2) : given.group(1);
    String escape = given.group(3) == null ? "" : given.group(3).strip();
    String language = given.group(4) == null ? "" : given.group(4).strip();
    try {
      SoundVerb.Say say =
          new SoundVerb.Say(
              new Saying.Text(text),
              language.isEmpty() ? null : language,
              null,
              escape.equalsIgnoreCase("any") ? ANY : escape,
              Verb.End.Side.CALLER);
      return switch (verbs.run(say, AgiVerbs.PLAYING)) {
        case Outcome.Done<SoundVerb.Played>(SoundVerb.Played played) ->
            played.digit().map(digit -> Integer.toString(digit)).orElse(OK);
        case Outcome.Cut<SoundVerb.Played> cut -> FAILURE;
        case Outcome.Refused<SoundVerb.Played>(Refusal why) -> {
          note("EXEC eSpeak: " + why.reason());
          yield FAILURE;
        }
      };
    } catch (IllegalArgumentException e) {
      note("EXEC eSpeak: " + e.getMessage());
      return FAILURE;
    }
  }

  /**
   * {@code [cause]}: by ITU-T Q.850, also by Asterisk's names; none, or no cause, ends normally.
   */
  private String hangUp(String arguments) throws InterruptedException {
    int cause = AgiCause.of(arguments.strip());
    verbs.hangUp(
        cause == Q850.NONE
            ? new Verb.HangUp("The program hung up")
            : new Verb.HangUp("The program hung up", Q850.status(cause).orElse(480), cause));
    return FAILURE;
  }

  private boolean alive() {
    return !verbs.channel().dead();
  }

  /**
   * The call stays the program's when the called side hangs up; that was a failure, unless option g
   * says that it goes on.
   */
  private String dial(String arguments) throws InterruptedException {
    if (!alive()) {
      tell("CANCEL", Optional.empty(), "");
      return FAILURE;
    }
    Optional<DialText> given = DialText.parse(arguments);
    if (given.isEmpty()) {
      tell("INVALIDARGS", Optional.empty(), "");
      return FAILURE;
    }
    DialText text = given.get();
    if (!text.ignored().isEmpty()) {
      note("EXEC Dial does nothing for the options " + text.ignored());
    }
    if (text.resources().isEmpty()) {
      tell("CHANUNAVAIL", Optional.empty(), "");
      return OK;
    }
    DialText.Options options = text.options();
    Outcome<Verb.Dialled> outcome =
        verbs.run(
            new Verb.Dial(text.dialled(), text.ringTime(), options.ringing(), options.longest()),
            LONGEST_CALL);
    Optional<Verb.Dialled> dialled =
        switch (outcome) {
          case Outcome.Done<Verb.Dialled>(Verb.Dialled value) -> Optional.of(value);
          case Outcome.Cut<Verb.Dialled>(Outcome.By by, Optional<Verb.Dialled> soFar) -> soFar;
          case Outcome.Refused<Verb.Dialled> refused -> Optional.empty();
        };
    Optional<Verb.Talk> talk = dialled.flatMap(Verb.Dialled::talk);
    tell(
        dialled.map(Verb.Dialled::status).orElse(alive() ? "CHANUNAVAIL" : "CANCEL"),
        talk,
        talk.map(with -> text.textOf(with.dialled())).orElse(""));
    return alive() && (talk.isEmpty() || options.goOn()) ? OK : FAILURE;
  }

  private void tell(String status, Optional<Verb.Talk> talk, String peer)
      throws InterruptedException {
    AgiVariables variables = verbs.variables();
    variables.tell("DIALSTATUS", status);
    variables.tell("DIALEDPEERNUMBER", peer);
    variables.tell("DIALEDPEERNAME", talk.map(Verb.Talk::channel).orElse(""));
    tellTime("DIALEDTIME", talk.map(Verb.Talk::lasted));
    tellTime("ANSWEREDTIME", talk.map(Verb.Talk::talked));
  }

  private void tellTime(String name, Optional<Duration> time) throws InterruptedException {
    AgiVariables variables = verbs.variables();
    variables.tell(name, time.map(each -> Long.toString(each.toSeconds())).orElse(""));
    variables.tell(name + "_MS", time.map(each -> Long.toString(each.toMillis())).orElse(""));
  }

  private void note(String text) throws InterruptedException {
    var _ = verbs.ask(new Verb.Note(text), AgiVerbs.AT_ONCE);
  }

  /** {@code file[&file…][,skip|noanswer]}: answers first, unless told not to. */
  private String playback(String arguments) throws InterruptedException {
    if (arguments.isEmpty()) {
      return FAILURE;
    }
    String[] parts = arguments.split("[,|]", 2);
    String options = parts.length > 1 ? parts[1].toLowerCase(Locale.ROOT) : "";
    boolean answered =
        verbs.ask(new Verb.Status(), AgiVerbs.AT_ONCE).map(Verb.Channel::answered).orElse(false);
    if (!answered && options.contains("skip")) {
      verbs.variables().tell("PLAYBACKSTATUS", "SUCCESS");
      return OK;
    }
    if (!answered && !options.contains("noanswer")) {
      var _ = verbs.ask(new Verb.Answer(), AgiVerbs.ANSWERING);
    }
    List<Prompt> prompts = new ArrayList<>();
    boolean missing = false;
    for (String name : parts[0].split("&", MOST_FILES)) {
      Optional<Prompt> prompt = sounds.find(name.strip());
      prompt.ifPresent(prompts::add);
      missing |= prompt.isEmpty();
    }
    boolean played = prompts.isEmpty() || verbs.play(prompts, "").isPresent();
    // Who hangs up makes no failure of what was played until then.
    boolean failed = missing || (alive() && !played);
    verbs.variables().tell("PLAYBACKSTATUS", failed ? "FAILED" : "SUCCESS");
    return alive() ? OK : FAILURE;
  }

  private String pause(String arguments) throws InterruptedException {
    Duration time = AgiNumbers.seconds(arguments).orElse(Duration.ZERO);
    if (time.compareTo(LONGEST_WAIT) > 0) {
      time = LONGEST_WAIT;
    }
    var _ = verbs.ask(new Verb.Wait(time), time.plus(SLACK));
    return alive() ? OK : FAILURE;
  }
}
