package org.meterline.telephony.media;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.codec.Codec;

/**
 * What we say to a leg ourselves, frame by frame on its clock: prompts, and silence when nobody
 * else speaks. Used by the leg's media thread alone.
 */
final class Speaker {
  /**
   * A bridged leg that said nothing for this long is replaced by a frame of silence each time: no
   * more is needed to keep the way open, and thousands of calls may be quiet.
   */
  private static final long QUIET_NANOS = 1_000_000_000L;

  private static final long IDLE_NANOS = 1_000_000_000L;

  /** As long as checks and a handshake may take; then prompts run on unheard. */
  private static final long PATIENCE_NANOS = 10_000_000_000L;

  /** What is later than this after the machine stood still is left out, not sent in a burst. */
  private static final long LATEST_NANOS = 10 * Outlet.FRAME_NANOS;

  private final Outlet outlet;
  private final Consumer<MediaEvent> events;
  private final Overlay overlay;
  private final short[] frame = new short[Codec.WIDE_FRAME];

  /** When the next frame with something over it is due; 0 while there is none. */
  private long overlaid;

  private @Nullable Playing playing;
  private final DigitSender digits;
  private boolean paused;
  private long patience;

  /**
   * @param overlay what is heard over all else
   */
  Speaker(Outlet outlet, Overlay overlay, Consumer<MediaEvent> events) {
    this.outlet = outlet;
    this.overlay = overlay;
    this.events = events;
    this.digits = new DigitSender(outlet);
  }

  /** Ends what is playing, if something is, and takes up the next. */
  void play(@Nullable Playing next) {
    Playing current = playing;
    if (current != null) {
      finish(current, false);
    }
    playing = next;
  }

  /** Ends what is playing if it has that number. */
  void stop(long number) {
    if (playing != null && playing.number == number) {
      play(null);
    }
  }

  /** A session was agreed: for a while prompts wait until its far end can be reached. */
  void agreed(long now) {
    patience = now + PATIENCE_NANOS;
  }

  /** Lets what plays stand still, or go on. */
  void hold(boolean still) {
    Playing current = playing;
    if (current != null && current.held != still) {
      current.held = still;
      current.due = outlet.due();
    }
  }

  /** Goes on from there, in the prompt that is on. */
  void seek(Duration position) {
    if (playing != null) {
      playing.seek(position);
    }
  }

  /** Sends a digit, before anything else. */
  void sendDigit(char digit, long now) {
    digits.add(digit, now);
  }

  /** The prompts of a play were read; false if it has ended before. */
  boolean ready(Playing what, List<Clip> clips) {
    if (playing != what) {
      return false;
    }
    what.ready(clips);
    return true;
  }

  /**
   * Sends what is due.
   *
   * @param bridged whether another leg may be speaking
   * @param under what that leg says, if it is to be heard under something; null if it is not, or
   *     does not come here
   * @param mixed whether frames come from elsewhere
   * @return when the next is due
   */
  long tick(boolean bridged, @Nullable Decoding under, boolean mixed, long now) {
    if (digits.isWaiting()) {
      boolean before = digits.isOn();
      digits.tick(now);
      if (digits.isOn()) {
        return digits.due();
      }
      if (before && playing != null && playing.begun) {
        playing.due = outlet.due(); // a prompt goes on where the digit stopped it
      }
    }
    long next = audio(bridged, under, mixed, now);
    return digits.isWaiting() ? Math.min(next, digits.due()) : next;
  }

  private long audio(boolean bridged, @Nullable Decoding under, boolean mixed, long now) {
    if (outlet.waits() && now - patience < 0) {
      return Math.min(patience, now + IDLE_NANOS); // told when there is a way
    }
    Playing current = playing;
    if (current != null && current.isReady() && !current.held) {
      long next = prompt(current, now);
      if (playing == current) {
        return next;
      }
    }
    if (!mixed && (current == null || !current.held) && overlay.isOn()) {
      return underOverlay(under, now);
    }
    overlaid = 0;
    if (!outlet.sends()) {
      paused = true;
      return now + IDLE_NANOS;
    }
    if (bridged && (current == null || !current.held)) {
      if (outlet.relaysSince(QUIET_NANOS, now)) {
        return outlet.relayedAt() + QUIET_NANOS;
      }
      silence(now);
      paused = true;
      return now + QUIET_NANOS;
    }
    return silence(now);
  }

  /**
   * Silence is sent, not nothing: it keeps NAT bindings open and far ends from hanging up on a dead
   * line, and a receiver's jitter buffer is filled when the first prompt comes.
   */
  private long silence(long now) {
    Arrays.fill(frame, 0, Codec.FRAME, (short) 0);
    long next = outlet.due();
    if (now - next > (paused ? 0 : LATEST_NANOS)) {
      next = now; // what was not sent on hold is not made up for
    }
    paused = false;
    while (next - now <= 0) {
      outlet.frame(frame, false, next);
      next = outlet.due();
    }
    return next;
  }

  /** What a bridged leg says, and something over it. */
  private long underOverlay(@Nullable Decoding under, long now) {
    boolean first = overlaid == 0;
    if (first || now - overlaid > LATEST_NANOS) {
      overlaid = Math.max(outlet.due() - Outlet.FRAME_NANOS, now);
    }
    int rate = under == null ? Codec.RATE : under.rate();
    while (overlaid - now <= 0) {
      if (under == null || !under.next(frame, overlaid)) {
        Arrays.fill(frame, 0, rate / 50, (short) 0);
      }
      overlay.over(frame, rate / 50);
      outlet.frame(frame, rate, first, overlaid);
      first = false;
      overlaid += Outlet.FRAME_NANOS;
    }
    return overlaid;
  }

  private long prompt(Playing current, long now) {
    if (!current.begun) {
      current.begun = true;
      outlet.occupy(true);
      // At once; but prompt after prompt cut short must not fill the far end's jitter buffer, so
      // never more than a frame ahead of the clock.
      long earliest = outlet.due() - Outlet.FRAME_NANOS;
      current.due = earliest - now > 0 ? earliest : now;
    } else if (now - current.due > LATEST_NANOS) {
      current.due = now;
    }
    while (current.due - now <= 0) {
      if (current.isOver()) {
        playing = null;
        finish(current, true);
        return now;
      }
      current.fill(frame, Codec.FRAME);
      overlay.over(frame, Codec.FRAME);
      outlet.frame(frame, !current.heard, current.due);
      current.heard = true;
      current.due += Outlet.FRAME_NANOS;
    }
    return current.due;
  }

  private void finish(Playing current, boolean whole) {
    outlet.occupy(false);
    events.accept(new MediaEvent.Played(current.number, whole, current.position()));
  }
}
