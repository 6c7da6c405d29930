package org.meterline.ejb.control;

import java.time.Duration;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.ejb.control.Steering.Wish;
import org.meterline.ejb.refusal.Refused;
import org.meterline.telephony.call.LegId;
import org.meterline.telephony.call.SupervisionVerb;
import org.meterline.telephony.call.SupervisionVerb.Mode;
import org.meterline.telephony.call.Verb;

/** What those who supervise talks ask for, as verbs. */
public final class Supervising {
  private static final Duration AT_ONCE = Duration.ofSeconds(10);
  private static final Duration SLACK = Duration.ofSeconds(15);
  private static final int LONGEST_RINGING = 180;
  private static final int USUAL_RINGING = 30;

  public static final Wish STOP =
      new Wish("stop-supervision", new SupervisionVerb.StopSupervision(), AT_ONCE);

  private Supervising() {}

  /**
   * Who hears a talk.
   *
   * @param phone a phone of the tenant
   * @param mode {@code listen}, {@code whisper} or {@code barge}
   * @param whisperTo {@code caller}, {@code callee} or a leg's id; the callee
   * @param tone whether those who talk hear that they are heard
   */
  public record Supervisor(
      @Nullable String phone,
      @Nullable String mode,
      @Nullable String whisperTo,
      @Nullable Boolean tone,
      @Nullable Integer ringSeconds) {}

  public static Wish begin(Supervisor wanted) {
    String phone = wanted.phone();
    if (phone == null || phone.isBlank()) {
      throw Refused.invalid("phone", "is needed");
    }
    int ring = wanted.ringSeconds() == null ? USUAL_RINGING : wanted.ringSeconds();
    if (ring < 1 || ring > LONGEST_RINGING) {
      throw Refused.invalid("ringSeconds", "must be between 1 and " + LONGEST_RINGING);
    }
    return new Wish(
        "supervise",
        new SupervisionVerb.Supervise(
            new Verb.To(phone, Duration.ofSeconds(ring), null),
            wanted.mode() == null ? Mode.LISTEN : mode(wanted.mode()),
            end(wanted.whisperTo()),
            Boolean.TRUE.equals(wanted.tone())),
        Duration.ofSeconds(ring).plus(SLACK));
  }

  public static Wish change(@Nullable String mode) {
    return new Wish("supervise-mode", new SupervisionVerb.ChangeSupervision(mode(mode)), AT_ONCE);
  }

  private static Mode mode(@Nullable String name) {
    return switch (name == null ? "" : name.toLowerCase(Locale.ROOT)) {
      case "listen" -> Mode.LISTEN;
      case "whisper" -> Mode.WHISPER;
      case "barge" -> Mode.BARGE;
      default -> throw Refused.invalid("mode", "must be listen, whisper or barge");
    };
  }

  private static Verb.End end(@Nullable String leg) {
    if (leg == null || leg.equalsIgnoreCase("callee")) {
      return Verb.End.Side.CALLEE;
    }
    if (leg.equalsIgnoreCase("caller")) {
      return Verb.End.Side.CALLER;
    }
    try {
      return new Verb.End.Of(new LegId(UUID.fromString(leg)));
    } catch (IllegalArgumentException e) {
      throw Refused.invalid("whisperTo", String.valueOf(e.getMessage()));
    }
  }
}
