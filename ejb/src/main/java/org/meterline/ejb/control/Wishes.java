package org.meterline.ejb.control;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.meterline.ejb.control.Steering.Wish;
import org.meterline.ejb.refusal.Refused;
import org.meterline.telephony.call.CallId;
import org.meterline.telephony.call.DigitPattern;
import org.meterline.telephony.call.LegId;
import org.meterline.telephony.call.Q850;
import org.meterline.telephony.call.SoundVerb;
import org.meterline.telephony.call.Verb;
import org.meterline.telephony.media.Prompt;

/** What requests ask for, as verbs; what cannot be meant is refused with 422 {@code invalid}. */
public final class Wishes {
  private static final Duration AT_ONCE = Duration.ofSeconds(10);
  private static final Duration AUDIO = Duration.ofHours(1);
  private static final Duration TALK = Duration.ofHours(12);
  private static final Duration SLACK = Duration.ofSeconds(15);
  private static final Duration REFERRED = Duration.ofMinutes(4);
  private static final int LONGEST_RINGING = 180;
  private static final int A_MINUTE = 60;
  private static final int MOST_DIGITS = 64;
  private static final int MOST_CALLED = 16;
  private static final int USUAL_DUCK = 12;
  private static final int MOST_DUCK = 60;
  private static final int HIGHEST_STATUS = 699;
  private static final int LOWEST_STATUS = 400;
  private static final int DECLINED = 603;

  public static final Wish RING = new Wish("ring", new Verb.Ring(), AT_ONCE);
  public static final Wish PROGRESS = new Wish("progress", new Verb.Progress(), AT_ONCE);
  public static final Wish ANSWER = new Wish("answer", new Verb.Answer(), AT_ONCE);
  public static final Wish PAUSE = new Wish("pause", new SoundVerb.PausePlay(), AT_ONCE);
  public static final Wish RESUME = new Wish("resume", new SoundVerb.ResumePlay(), AT_ONCE);
  public static final Wish STOP = new Wish("stop", new SoundVerb.StopPlay(), AT_ONCE);
  public static final Wish BRIDGE = new Wish("bridge", new Verb.Bridge(), AT_ONCE);
  public static final Wish UNBRIDGE = new Wish("unbridge", new Verb.Unbridge(), AT_ONCE);

  private Wishes() {}

  public static Wish reject(@Nullable Integer status, @Nullable String reason) {
    return new Wish(
        "reject", new Verb.Reject(status(status, DECLINED), text(reason, "Rejected")), AT_ONCE);
  }

  public static Wish redirect(String to) {
    return new Wish("redirect", new Verb.Redirect(to), AT_ONCE);
  }

  public static Wish play(
      @Nullable List<@Nullable Sound> sounds,
      @Nullable String escape,
      @Nullable Long offsetMillis,
      @Nullable String leg) {
    return new Wish(
        "play",
        new SoundVerb.Play(
            Sound.prompts("play", sounds),
            text(escape, ""),
            Duration.ofMillis(offsetMillis == null ? 0 : Math.max(0, offsetMillis)),
            end(leg, Verb.End.Side.CALLER)),
        AUDIO);
  }

  /**
   * Over the talk, which goes on.
   *
   * @param duck how much fainter it is meanwhile, in decibels
   * @param leg null or {@code both} for both ends
   */
  public static Wish playOver(
      @Nullable List<@Nullable Sound> sounds, @Nullable Integer duck, @Nullable String leg) {
    return new Wish(
        "play",
        new SoundVerb.PlayOver(
            Sound.prompts("play", sounds),
            between("duckDecibels", duck, USUAL_DUCK, 0, MOST_DUCK),
            leg == null || leg.equalsIgnoreCase("both") ? null : end(leg, Verb.End.Side.CALLER)),
        AUDIO);
  }

  public static Wish say(Said said, @Nullable String escape, @Nullable String leg) {
    Prompt.Spoken spoken = said.prompt("say");
    return new Wish(
        "say",
        new SoundVerb.Say(
            spoken.what(),
            spoken.language(),
            spoken.voice(),
            text(escape, ""),
            end(leg, Verb.End.Side.CALLER)),
        AUDIO);
  }

  public static Wish seek(long millis) {
    return new Wish(
        "seek", new SoundVerb.SeekPlay(Duration.ofMillis(Math.max(0, millis))), AT_ONCE);
  }

  public static Wish sendDigits(String digits, @Nullable String leg) {
    return valid(
        "digits",
        () ->
            new Wish(
                "send-digits",
                new SoundVerb.SendDigits(digits, end(leg, Verb.End.Side.CALLEE)),
                AT_ONCE));
  }

  /** What digits are asked for. */
  public record Digits(
      @Nullable List<@Nullable Sound> play,
      @Nullable Integer timeoutSeconds,
      @Nullable Integer betweenSeconds,
      @Nullable Integer least,
      @Nullable Integer most,
      @Nullable String terminators,
      @Nullable String pattern,
      @Nullable Boolean bargeIn,
      @Nullable String leg) {}

  public static Wish gather(Digits digits) {
    Duration timeout = seconds("timeoutSeconds", digits.timeoutSeconds(), 10, 600);
    Duration between = seconds("betweenSeconds", digits.betweenSeconds(), 3, 600);
    int most = between("most", digits.most(), MOST_DIGITS, 1, MOST_DIGITS);
    int least = between("least", digits.least(), 0, 0, most);
    DigitPattern pattern = valid("pattern", () -> DigitPattern.parse(text(digits.pattern(), ".*")));
    return new Wish(
        "gather",
        new SoundVerb.Gather(
            Sound.prompts("play", digits.play()),
            timeout,
            between,
            most,
            text(digits.terminators(), "#"),
            new SoundVerb.Wanted(least, pattern),
            !Boolean.FALSE.equals(digits.bargeIn()),
            end(digits.leg(), Verb.End.Side.CALLER)),
        AUDIO);
  }

  /** Who is called. */
  public record Called(
      @Nullable String to, @Nullable String callerId, @Nullable Integer ringSeconds) {
    private Verb.To wanted(String field) {
      if (to == null || to.isBlank()) {
        throw Refused.invalid(field + ".to", "is needed");
      }
      return new Verb.To(
          to, seconds(field + ".ringSeconds", ringSeconds, A_MINUTE, LONGEST_RINGING), callerId);
    }
  }

  /** What who answers hears first. */
  public record Screened(
      @Nullable List<@Nullable Sound> play, @Nullable String accept, @Nullable Integer seconds) {
    private Verb.Screening wanted() {
      return new Verb.Screening(
          Sound.prompts("screening.play", play),
          text(accept, ""),
          Wishes.seconds("screening.seconds", seconds, 10, 600));
    }
  }

  public static Wish dial(
      List<Called> to,
      @Nullable Boolean inTurn,
      @Nullable Integer longestSeconds,
      @Nullable Screened screening) {
    if (to.isEmpty() || to.size() > MOST_CALLED) {
      throw Refused.invalid("to", "must be 1 to " + MOST_CALLED);
    }
    List<Verb.To> wanted = to.stream().map(each -> each.wanted("to")).toList();
    return new Wish(
        "dial",
        new Verb.Dial(
            wanted,
            Boolean.TRUE.equals(inTurn),
            false,
            longestSeconds == null
                ? Optional.empty()
                : Optional.of(seconds("longestSeconds", longestSeconds, 1, (int) TALK.toSeconds())),
            Optional.ofNullable(screening).map(Screened::wanted)),
        TALK.plus(SLACK));
  }

  public static Wish hold(@Nullable String leg, @Nullable List<@Nullable Sound> music) {
    return new Wish(
        "hold",
        new Verb.Hold(end(leg, Verb.End.Side.CALLEE), Sound.prompts("music", music)),
        AT_ONCE);
  }

  public static Wish unhold(@Nullable String leg) {
    return new Wish("unhold", new Verb.Unhold(end(leg, Verb.End.Side.CALLEE)), AT_ONCE);
  }

  /**
   * Who comes in place of one who talks: somebody who is called, or who talks in another call.
   *
   * @param stays {@code caller} or {@code callee}: whose talk goes on
   * @param call another call, in place of {@code to}
   * @param otherStays {@code caller} or {@code callee} of that call
   * @param refer whether who stays is asked to call by itself (REFER)
   */
  public record Transferred(
      @Nullable String to,
      @Nullable String callerId,
      @Nullable Integer ringSeconds,
      @Nullable String stays,
      @Nullable UUID call,
      @Nullable String otherStays,
      @Nullable Boolean refer) {}

  public static Wish transfer(Transferred wish) {
    Verb.End.Side stays = side("stays", wish.stays(), Verb.End.Side.CALLER);
    UUID other = wish.call();
    if (other == null) {
      Verb.To wanted =
          new Called(wish.to(), wish.callerId(), wish.ringSeconds()).wanted("transfer");
      if (Boolean.TRUE.equals(wish.refer())) {
        return new Wish("transfer", new Verb.Refer(stays, wanted.dialled()), REFERRED);
      }
      return new Wish("transfer", new Verb.Transfer(wanted, stays), wanted.ringTime().plus(SLACK));
    }
    if (wish.to() != null) {
      throw Refused.invalid("call", "is said in place of to");
    }
    Verb.End.Side otherStays = side("otherStays", wish.otherStays(), Verb.End.Side.CALLEE);
    return new Wish("transfer", new Verb.Join(stays, new CallId(other), otherStays), AT_ONCE);
  }

  private static Verb.End.Side side(String field, @Nullable String given, Verb.End.Side otherwise) {
    return switch (given == null ? "" : given.toLowerCase(Locale.ROOT)) {
      case "" -> otherwise;
      case "caller" -> Verb.End.Side.CALLER;
      case "callee" -> Verb.End.Side.CALLEE;
      default -> throw Refused.invalid(field, "must be caller or callee");
    };
  }

  /** What is recorded, and until when. */
  public record Recorded(
      @Nullable String leg,
      @Nullable Boolean stereo,
      @Nullable Boolean beep,
      @Nullable Integer longestSeconds,
      @Nullable Integer silenceSeconds,
      @Nullable String stopOn) {}

  /**
   * @param by who asks for it
   */
  public static Wish record(Recorded what, String by) {
    int longest = (int) TALK.toSeconds();
    return new Wish(
        "record",
        new Verb.StartRecording(
            new Verb.Take(
                what.leg() == null ? null : end(what.leg(), Verb.End.Side.CALLER),
                !Boolean.FALSE.equals(what.stereo()),
                Boolean.TRUE.equals(what.beep()),
                seconds("longestSeconds", what.longestSeconds(), longest, longest),
                what.silenceSeconds() == null
                    ? Duration.ZERO
                    : seconds("silenceSeconds", what.silenceSeconds(), 1, longest),
                text(what.stopOn(), ""),
                by)),
        AT_ONCE);
  }

  public static Wish changeRecording(UUID recording, String change) {
    return new Wish(
        change + "-recording",
        new Verb.ChangeRecording(
            recording, Verb.RecordingChange.valueOf(change.toUpperCase(Locale.ROOT))),
        AT_ONCE);
  }

  public static Wish runProgram(String number) {
    return new Wish("run-program", new Verb.RunProgram(number), SLACK);
  }

  public static Wish setVariable(String name, String value) {
    if (!name.equals(Verb.SetVariable.LANGUAGE) && !name.matches("[A-Za-z_][A-Za-z0-9_.-]{0,63}")) {
      throw Refused.invalid("name", "cannot be a variable's");
    }
    return new Wish("set-variable", new Verb.SetVariable(name, value), AT_ONCE);
  }

  /**
   * @param status null: what the cause stands for, or declined
   * @param cause of Q.850; null: what the status stands for, or a normal end
   */
  public static Wish hangUp(
      @Nullable String reason, @Nullable Integer status, @Nullable Integer cause, String by) {
    if (cause != null && !Q850.isCause(cause)) {
      throw Refused.invalid("cause", "must be between 1 and 127");
    }
    Integer meant = status != null || cause == null ? status : statusOf(cause);
    int told = status(meant, DECLINED);
    int meantCause = status == null ? Q850.NORMAL : Q850.ofStatus(told);
    return new Wish(
        "hang-up",
        new Verb.HangUp(text(reason, "Ended by " + by), told, cause == null ? meantCause : cause),
        AT_ONCE);
  }

  private static int statusOf(int cause) {
    return Q850.status(cause)
        .orElseThrow(() -> Refused.invalid("cause", "is not one that ends a call"));
  }

  private static int status(@Nullable Integer given, int otherwise) {
    return between("status", given, otherwise, LOWEST_STATUS, HIGHEST_STATUS);
  }

  private static Verb.End end(@Nullable String leg, Verb.End otherwise) {
    if (leg == null) {
      return otherwise;
    }
    return switch (leg.toLowerCase(Locale.ROOT)) {
      case "caller" -> Verb.End.Side.CALLER;
      case "callee" -> Verb.End.Side.CALLEE;
      default -> valid("leg", () -> new Verb.End.Of(new LegId(UUID.fromString(leg))));
    };
  }

  private static <T> T valid(String field, Supplier<T> made) {
    try {
      return made.get();
    } catch (IllegalArgumentException e) {
      throw Refused.invalid(field, String.valueOf(e.getMessage()));
    }
  }

  private static String text(@Nullable String given, String otherwise) {
    return given == null ? otherwise : given;
  }

  private static Duration seconds(
      String field, @Nullable Integer given, int otherwise, int longest) {
    return Duration.ofSeconds(between(field, given, otherwise, 1, longest));
  }

  private static int between(
      String field, @Nullable Integer given, int otherwise, int least, int most) {
    int value = given == null ? otherwise : given;
    if (value < least || value > most) {
      throw Refused.invalid(field, "must be between " + least + " and " + most);
    }
    return value;
  }
}
