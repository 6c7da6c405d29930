package org.meterline.telephony.media;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.codec.Codec;
import org.meterline.telephony.codec.HalfBand;

/**
 * Prompts that a leg's far end hears over whatever else it hears, which may be fainter meanwhile;
 * several at once are heard together, so that a tone cuts no announcement. Frames come from the
 * leg's media thread or from that of the mix it is in, hence synchronized; nothing is allocated for
 * a frame.
 */
final class Overlay {
  /** From full to nothing and back, in samples of a frame of 8 kHz. */
  private static final float RAMP = 3 * Codec.FRAME;

  /** At once; of more the oldest ends. */
  private static final int MOST = 8;

  private final Consumer<MediaEvent> events;
  private final List<Cover> covers = new ArrayList<>();

  /** Made when something plays for the first time: most legs never need it. */
  private @Nullable Desk desk;

  /** How much of the talk is heard now. */
  private float gain = 1;

  /** Something that plays, and how much of the talk is heard meanwhile. */
  private record Cover(Playing playing, float faint) {}

  /** What frames are put together with. */
  private static final class Desk {
    final Limiter limiter = new Limiter();
    final short[] narrow = new short[Codec.FRAME];
    final short[] more = new short[Codec.FRAME];
    final short[] wide = new short[Codec.WIDE_FRAME];
    final int[] sum = new int[Codec.WIDE_FRAME];
    final HalfBand half = new HalfBand();
  }

  /**
   * @param events hears of the end of what plays
   */
  Overlay(Consumer<MediaEvent> events) {
    this.events = events;
  }

  /** Whether there is something to be heard now: a prompt, or talk that is fainter still. */
  synchronized boolean isOn() {
    for (int i = 0; i < covers.size(); i++) {
      if (covers.get(i).playing().isReady()) {
        return true;
      }
    }
    return gain < 1;
  }

  /**
   * Takes up another.
   *
   * @param duck how much fainter the talk is, in decibels
   */
  void play(Playing next, int duck) {
    Playing cut = null;
    synchronized (this) {
      if (desk == null) {
        desk = new Desk();
      }
      if (covers.size() == MOST) {
        cut = covers.removeFirst().playing();
      }
      covers.add(new Cover(next, (float) Math.pow(10, -Math.max(0, duck) / 20.0)));
    }
    if (cut != null) {
      tell(cut, false);
    }
  }

  /** Ends the one of that number. */
  void stop(long number) {
    Playing cut = null;
    synchronized (this) {
      for (Cover each : List.copyOf(covers)) {
        if (each.playing().number == number) {
          covers.remove(each);
          cut = each.playing();
        }
      }
    }
    if (cut != null) {
      tell(cut, false);
    }
  }

  /** Ends all. */
  void close() {
    List<Cover> cut;
    synchronized (this) {
      cut = List.copyOf(covers);
      covers.clear();
    }
    cut.forEach(each -> tell(each.playing(), false));
  }

  private void tell(Playing ended, boolean whole) {
    events.accept(new MediaEvent.Played(ended.number, whole, ended.position()));
  }

  /** The prompts of a play were read; false if it has ended before. */
  @SuppressWarnings("ReferenceEquality") // the same play or not
  synchronized boolean ready(Playing what, List<Clip> clips) {
    if (covers.stream().noneMatch(each -> each.playing() == what)) {
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
    List<Playing> ended = put(frame, count);
    if (ended != null) {
      ended.forEach(each -> tell(each, true));
    }
  }

  private synchronized @Nullable List<Playing> put(short[] frame, int count) {
    Desk at = desk;
    if (at == null) {
      return null;
    }
    List<Playing> ended = takeEnded();
    float wanted = fill(at);
    boolean sounds = wanted >= 0;
    if (!sounds && gain >= 1) {
      return ended;
    }
    if (!sounds) {
      Arrays.fill(at.narrow, (short) 0);
      wanted = 1;
    }
    short[] prompt = at.narrow;
    if (count > Codec.FRAME) {
      at.half.doubled(at.narrow, 0, Codec.FRAME, at.wide, 0);
      prompt = at.wide;
    }
    float step = Codec.FRAME / (RAMP * count);
    for (int i = 0; i < count; i++) {
      gain = gain > wanted ? Math.max(wanted, gain - step) : Math.min(wanted, gain + step);
      at.sum[i] = Math.round(frame[i] * gain) + prompt[i];
    }
    at.limiter.limit(at.sum, frame, count);
    return ended;
  }

  private @Nullable List<Playing> takeEnded() {
    List<Playing> ended = null;
    for (int i = covers.size() - 1; i >= 0; i--) {
      Playing each = covers.get(i).playing();
      if (each.isReady() && each.isOver()) {
        covers.remove(i);
        ended = ended == null ? new ArrayList<>() : ended;
        ended.addFirst(each);
      }
    }
    return ended;
  }

  /**
   * Adds up what plays; answers how much of the talk is to be heard, less than 0: nothing plays.
   */
  private float fill(Desk at) {
    float faint = -1;
    for (int i = 0; i < covers.size(); i++) {
      Cover each = covers.get(i);
      if (!each.playing().isReady()) {
        continue;
      }
      if (faint < 0) {
        each.playing().fill(at.narrow);
        faint = each.faint();
      } else {
        each.playing().fill(at.more);
        for (int j = 0; j < at.narrow.length; j++) {
          at.narrow[j] =
              (short) Math.clamp(at.narrow[j] + at.more[j], Short.MIN_VALUE, Short.MAX_VALUE);
        }
        faint = Math.min(faint, each.faint());
      }
    }
    return faint;
  }
}
