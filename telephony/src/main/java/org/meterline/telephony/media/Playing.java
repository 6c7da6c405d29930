package org.meterline.telephony.media;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One {@link MediaPlane.MediaLeg#play} under way: a row of clips, cut into frames. Its samples are
 * read by the leg's media thread alone.
 */
final class Playing {
  private static final long SAMPLE_NANOS = 125_000;

  final long number;
  private final long skip;
  private @Nullable List<Clip> clips;
  private int index;
  private long position;

  /** The position, for any thread. */
  private volatile long told;

  /** When its next frame is due; meaningless before {@link #begun}. */
  long due;

  boolean begun;

  /** It stands still. */
  boolean held;

  /** Whether its first frame was sent. */
  boolean heard;

  Playing(long number, Duration offset) {
    this.number = number;
    this.skip = Math.max(0, offset.toNanos() / SAMPLE_NANOS);
    this.told = skip;
  }

  /** Everything is read: it can begin. */
  void ready(List<Clip> read) {
    clips = read;
    position = read.isEmpty() ? 0 : Math.min(skip, read.getFirst().samples());
    told = position;
  }

  /** Goes to that position of the clip that is on, at most to its end. */
  void seek(Duration to) {
    List<Clip> all = clips;
    if (all != null && !all.isEmpty()) {
      position = Math.clamp(to.toNanos() / SAMPLE_NANOS, 0, all.get(index).samples());
      told = position;
    }
  }

  boolean isReady() {
    return clips != null;
  }

  boolean isOver() {
    List<Clip> all = clips;
    return all != null && (all.isEmpty() || (index == all.size() - 1 && atEnd(all.get(index))));
  }

  /** Fills the frame with what comes next, and with silence after the end. */
  void fill(short[] frame) {
    fill(frame, frame.length);
  }

  /** The same of the frame's first samples. */
  void fill(short[] frame, int length) {
    List<Clip> all = clips;
    if (all == null || all.isEmpty()) {
      throw new IllegalStateException("nothing to play");
    }
    fill(frame, length, all);
    told = position;
  }

  private void fill(short[] frame, int length, List<Clip> all) {
    int filled = 0;
    while (filled < length) {
      Clip clip = all.get(index);
      if (atEnd(clip)) {
        if (index == all.size() - 1) {
          Arrays.fill(frame, filled, length, (short) 0);
          return;
        }
        index++;
        position = 0;
        continue;
      }
      int count = (int) Math.min(length - filled, clip.samples() - position);
      if (clip.isSilence()) {
        Arrays.fill(frame, filled, filled + count, (short) 0);
      } else {
        clip.copy(position, frame, filled, count);
      }
      position += count;
      filled += count;
    }
  }

  /** How far into the clip that is on it is; any thread may ask. */
  Duration position() {
    return Duration.ofNanos(told * SAMPLE_NANOS);
  }

  private boolean atEnd(Clip clip) {
    return position >= clip.samples();
  }
}
