package org.meterline.telephony.call;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.call.RecordingBasis.Consent;
import org.meterline.telephony.media.MediaEvent;
import org.meterline.telephony.media.Prompt;

/**
 * Those who talk are told that they are recorded, or asked whether they agree, each at their own
 * leg and language; it is over when all have heard it or pressed a key. Nobody else is heard
 * meanwhile.
 */
final class Telling {
  static final Prompt ANNOUNCEMENT = new Prompt.Named("recording/announcement");
  static final Prompt QUESTION = new Prompt.Named("recording/question");
  private static final Prompt WAIT = new Prompt.Named("please-wait");

  /** So long a key is waited for when the question was heard. */
  private static final Duration PATIENCE = Duration.ofSeconds(6);

  /** So often it is asked. */
  private static final int TIMES = 2;

  /** From best to worst: the worst counts. */
  private static final List<String> ORDER =
      List.of(
          Consent.AGREED, Consent.ANNOUNCED, Consent.NOT_TOLD, Consent.UNANSWERED, Consent.REFUSED);

  private final Call call;
  private final boolean asks;
  private final @Nullable Prompt own;
  private final Map<CallLeg, Ear> ears = new LinkedHashMap<>();
  private final @Nullable CallLeg waits;
  private final Consumer<String> then;

  /** The number of what who waits hears meanwhile. */
  private long meanwhile;

  private boolean over;

  /** One who hears it. */
  private static final class Ear {
    long playing;
    long waiting;
    int times;
    boolean unread;
    boolean ours;
    @Nullable String came;

    void hush(CallLeg leg) {
      long number = playing;
      if (number != 0 && leg.media != null) {
        playing = 0;
        leg.media.stop(number);
      }
    }
  }

  /**
   * @param legs who hears it
   * @param waits who talks to them and does not; null: nobody
   * @param then told once what came of it, as {@link Consent} has it, unless it is given up
   */
  Telling(
      Call call,
      RecordingRule rule,
      List<CallLeg> legs,
      @Nullable CallLeg waits,
      Consumer<String> then) {
    this.call = call;
    this.asks = rule.consent() == RecordingRule.Consent.ASK;
    this.own = rule.announcement();
    this.waits = waits;
    this.then = then;
    legs.forEach(leg -> ears.put(leg, new Ear()));
  }

  void start() {
    call.record.note("recording", asks ? "those who talk are asked" : "those who talk are told");
    if (waits != null && waits.up() && waits.media != null) {
      meanwhile = call.nextPlay();
      waits.media.play(meanwhile, List.of(WAIT), Duration.ZERO);
    }
    List.copyOf(ears.keySet()).forEach(this::play);
  }

  private void play(CallLeg leg) {
    Ear ear = ear(leg);
    if (ear == null || over) {
      return;
    }
    if (!leg.up() || leg.media == null) {
      came(ear, Consent.NOT_TOLD);
      return;
    }
    ear.times++;
    ear.playing = call.nextPlay();
    Prompt ours = asks ? QUESTION : ANNOUNCEMENT;
    Prompt heard = own == null || ear.ours ? ours : own;
    leg.media.play(ear.playing, List.of(heard), Duration.ZERO);
  }

  private @Nullable Ear ear(CallLeg leg) {
    Ear ear = ears.get(leg);
    return ear == null || ear.came != null ? null : ear;
  }

  /** A key was pressed. False if it is for others. */
  boolean digit(CallLeg leg, char digit) {
    Ear ear = ear(leg);
    if (ear != null && asks && (digit == '1' || digit == '2')) {
      ear.hush(leg);
      came(ear, digit == '1' ? Consent.AGREED : Consent.REFUSED);
    }
    return ears.containsKey(leg);
  }

  /** The tenant's own sound cannot be read: ours is heard in its place. */
  void skipped(MediaEvent.Failed failed) {
    ears.values().stream()
        .filter(ear -> ear.playing != 0 && ear.playing == failed.number())
        .forEach(ear -> ear.unread = true);
  }

  void played(MediaEvent.Played played) {
    for (Map.Entry<CallLeg, Ear> each : List.copyOf(ears.entrySet())) {
      Ear ear = each.getValue();
      if (ear.playing != 0 && ear.playing == played.number() && ear.came == null) {
        ear.playing = 0;
        heard(each.getKey(), ear, played.whole());
      }
    }
  }

  private void heard(CallLeg leg, Ear ear, boolean whole) {
    if (ear.unread && own != null && !ear.ours) {
      ear.unread = false;
      ear.ours = true;
      ear.times--;
      play(leg);
    } else if (ear.unread) {
      came(ear, Consent.NOT_TOLD);
    } else if (!whole) {
      came(ear, Consent.NOT_TOLD); // something else is heard in its place
    } else if (!asks) {
      came(ear, Consent.ANNOUNCED);
    } else {
      ear.waiting = call.elsewhere.after(PATIENCE, () -> silent(leg, ear));
    }
  }

  private void silent(CallLeg leg, Ear ear) {
    if (ear.came == null && ear.times < TIMES) {
      play(leg);
    } else if (ear.came == null) {
      came(ear, Consent.UNANSWERED);
    }
  }

  private void came(Ear ear, String consent) {
    ear.came = consent;
    call.elsewhere.forget(ear.waiting);
    boolean refused = consent.equals(Consent.REFUSED);
    if (!over && (refused || ears.values().stream().noneMatch(each -> each.came == null))) {
      hush();
      then.accept(worst());
    }
  }

  private String worst() {
    return ORDER.get(
        ears.values().stream()
            .filter(ear -> ear.came != null)
            .mapToInt(ear -> ORDER.indexOf(ear.came))
            .max()
            .orElse(ORDER.indexOf(Consent.NOT_TOLD)));
  }

  /** Whether the leg hears it, or waits meanwhile. */
  boolean isAbout(CallLeg leg) {
    return leg == waits || ears.containsKey(leg);
  }

  /** Ends it, whoever has not heard it yet. */
  void hush() {
    over = true;
    for (Map.Entry<CallLeg, Ear> each : ears.entrySet()) {
      call.elsewhere.forget(each.getValue().waiting);
      each.getValue().hush(each.getKey());
    }
    if (waits != null && waits.up() && waits.media != null) {
      waits.media.stop(meanwhile);
    }
  }
}
