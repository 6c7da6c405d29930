package org.meterline.telephony.program;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.meterline.telephony.call.Verb;
import org.meterline.telephony.media.Prompt;

/** The applications behind EXEC: Dial, Playback and Wait, with Asterisk's arguments. */
final class AgiApplications {
  private static final String OK = "0";
  private static final String FAILURE = "-1";
  private static final String UNKNOWN = "-2";
  private static final Duration LONGEST_CALL = Duration.ofDays(7);
  private static final Duration LONGEST_WAIT = Duration.ofDays(1);
  private static final Duration SLACK = Duration.ofSeconds(5);
  private static final int MOST_FILES = 64;

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
      case "dial" -> alive() ? dial(arguments) : FAILURE;
      case "playback" -> alive() ? playback(arguments) : FAILURE;
      case "wait" -> alive() ? pause(arguments) : FAILURE;
      default -> UNKNOWN;
    };
  }

  private boolean alive() {
    return !verbs.channel().dead();
  }

  /** The call stays the program's when the called side hangs up, as with Dial's option g. */
  private String dial(String arguments) throws InterruptedException {
    Optional<DialText> text = DialText.parse(arguments);
    if (text.isEmpty()) {
      tell("CHANUNAVAIL", Duration.ZERO);
      return OK;
    }
    Optional<Verb.Dialled> dialled =
        verbs.ask(new Verb.Dial(text.get().dialled(), text.get().ringTime()), LONGEST_CALL);
    tell(
        dialled.map(Verb.Dialled::status).orElse(alive() ? "CHANUNAVAIL" : "CANCEL"),
        dialled.map(Verb.Dialled::talked).orElse(Duration.ZERO));
    return alive() ? OK : FAILURE;
  }

  private void tell(String status, Duration talked) throws InterruptedException {
    verbs.variables().tell("DIALSTATUS", status);
    verbs.variables().tell("ANSWEREDTIME", talked.isZero() ? "" : Long.toString(talked.toSeconds()));
  }

  /** {@code file[&file…][,skip|noanswer]}: answers first, unless told not to. */
  private String playback(String arguments) throws InterruptedException {
    String[] parts = arguments.split("[,|]", 2);
    String options = parts.length > 1 ? parts[1].toLowerCase(Locale.ROOT) : "";
    boolean answered =
        verbs.ask(new Verb.Status(), AgiVerbs.AT_ONCE).map(Verb.Channel::answered).orElse(false);
    if (!answered && options.contains("skip")) {
      verbs.variables().tell("PLAYBACKSTATUS", "SUCCESS");
      return OK;
    }
    if (!answered && !options.contains("noanswer")) {
      var _ = verbs.ask(new Verb.Answer(), AgiVerbs.AT_ONCE);
    }
    List<Prompt> prompts = new ArrayList<>();
    boolean missing = false;
    for (String name : parts[0].split("&", MOST_FILES)) {
      Optional<Prompt> prompt = sounds.find(name.strip());
      prompt.ifPresent(prompts::add);
      missing |= prompt.isEmpty();
    }
    boolean played = !prompts.isEmpty() && verbs.play(prompts, "").isPresent();
    verbs.variables().tell("PLAYBACKSTATUS", played && !missing ? "SUCCESS" : "FAILED");
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
