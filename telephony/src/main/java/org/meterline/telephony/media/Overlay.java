package org.meterline.telephony.media;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.codec.Codec;
import org.meterline.telephony.codec.HalfBand;

/**
 * Prompts that a leg's far end hears over whatever else it hears, which may be fainter meanwhile.
 * Frames come from the leg's media thread or from that of the mix it is in, hence synchronized;
 * nothing is allocated for a frame but the first.
 */
final class Overlay {
  /** From full to faint and back, in samples of a frame of 8 kHz. */
  private static final float RAMP = 3 * Codec.FRAME;

  private final Consumer<MediaEvent> events;

  /** What it is put together with; few legs ever need it. */
  private static final class Desk {
    final Limiter limiter = new Limiter();
    final short[] narrow = new short[Codec.FRAME];
    final short[] wide = new short[Codec.WIDE_FRAME];
    final int[] sum = new int[Codec.WIDE_FRAME];
    final HalfBand half = new HalfBand();
  }

  private @Nullable Desk desk;
  private @Nullable Playing playing;

  /** How much of the talk is heard meanwhile, and how much is heard now. */
  private float faint = 1;

  private float gain = 1;

  /**
   * @param events hears of the end of what plays
   */
  Overlay(Consumer<MediaEvent> events) {
    this.events = events;
  }

  /** Whether there is something to be heard now: a prompt, or talk that is fainter still. */
  synchronized boolean isOn() {
    Playing current = playing;
    return (current != null && current.isReady()) || gain < 1;
  }

  /**
   * Ends what is playing, and takes up the next.
   *
   * @param duck how much fainter the talk is, in decibels
   */
  void play(@Nullable Playing next, int duck) {
    Playing before;
    synchronized (this) {
      before = playing;
      playing = next;
      faint = (float) Math.pow(10, -Math.max(0, duck) / 20.0);
    }
    if (before != null) {
      events.accept(new MediaEvent.Played(before.number, false, before.position()));
    }
  }

  /** The prompts of a play were read; false if it has ended before. */
  @SuppressWarnings("ReferenceEquality") // the same play or not
  synchronized boolean ready(Playing what, List<Clip> clips) {
    if (playing != what) {
      return false;
    }
    what.ready(clips);
    return true;
  }

  /**
   * Puts what plays over a frame.
   *
   * @param count its samples: 20 ms of 8 or 16 kHz
   */
  void over(short[] frame, int count) {
    Playing ended = put(frame, count);
    if (ended != null) {
      events.accept(new MediaEvent.Played(ended.number, true, ended.position()));
    }
  }

  private synchronized @Nullable Playing put(short[] frame, int count) {
    Playing current = playing;
    boolean sounds = current != null && current.isReady();
    Playing ended = null;
    if (sounds && current != null && current.isOver()) {
      playing = null;
      ended = current;
      sounds = false;
    }
    if (!sounds && gain >= 1) {
      return ended;
    }
    Desk at = desk == null ? new Desk() : desk;
    desk = at;
    short[] prompt = at.narrow;
    if (sounds && current != null) {
      current.fill(at.narrow);
    } else {
      Arrays.fill(at.narrow, (short) 0);
    }
    if (count > Codec.FRAME) {
      at.half.doubled(at.narrow, 0, Codec.FRAME, at.wide, 0);
      prompt = at.wide;
    }
    float wanted = sounds ? faint : 1;
    float step = (1 - faint) / (RAMP * count / Codec.FRAME);
    for (int i = 0; i < count; i++) {
      gain = gain > wanted ? Math.max(wanted, gain - step) : Math.min(wanted, gain + step);
      at.sum[i] = Math.round(frame[i] * gain) + prompt[i];
    }
    if (step == 0) {
      gain = 1;
    }
    at.limiter.limit(at.sum, frame, count);
    return ended;
  }

  /** How far into its clip what plays is; null when nothing does. */
  synchronized @Nullable Duration position() {
    Playing current = playing;
    return current == null ? null : current.position();
  }
}
