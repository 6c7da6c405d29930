package org.meterline.telephony.recording;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A recording under way: what is put into its tracks goes into its file, cut at the moments at
 * which somebody paused, masked or ended it. All but the wishes is the writer's.
 */
final class OpenRecording implements Recording {
  /** What comes later than this is not waited for. */
  private static final long LATE = 3200;

  /** Taken at once. */
  private static final int CHUNK = 4000;

  /** Quieter than this, on average over {@link #FRAME}, is silence: Asterisk's threshold. */
  private static final int QUIET = 256;

  private static final int FRAME = 160;

  /** A wish that counts from a place on. */
  private sealed interface Mark {
    long at();

    record Paused(long at, boolean on) implements Mark {}

    record Masked(long at, boolean on) implements Mark {}

    record End(long at, String reason) implements Mark {}
  }

  final RecordingSpec spec;
  final Consumer<Recorded> ended;
  private final LongSupplier nanos;
  private final Runnable hurry;
  private final Track said;
  private final Track heard;
  private final Queue<Mark> marks = new ConcurrentLinkedQueue<>();
  private final short[] left = new short[CHUNK];
  private final short[] right = new short[CHUNK];
  private final ByteBuffer octets =
      ByteBuffer.allocateDirect(CHUNK * 4).order(ByteOrder.LITTLE_ENDIAN);
  private volatile boolean ending;

  // As was wished last; the writer follows later.
  private boolean pausing;
  private boolean masking;

  private @Nullable WavFile file;
  private boolean paused;
  private boolean masked;
  private long maskedFrames;
  private long quietFrames;
  private int frameFilled;
  private long frameSum;
  private @Nullable String reason;

  /**
   * @param hurry called when it shall be ended soon
   */
  OpenRecording(RecordingSpec spec, Consumer<Recorded> ended, LongSupplier nanos, Runnable hurry) {
    this.spec = spec;
    this.ended = ended;
    this.nanos = nanos;
    this.hurry = hurry;
    long began = nanos.getAsLong();
    this.said = new Track(began);
    this.heard = new Track(began);
  }

  @Override
  public Track said() {
    return said;
  }

  @Override
  public Track heard() {
    return heard;
  }

  @Override
  public void pause() {
    pausing(true);
  }

  @Override
  public void resume() {
    pausing(false);
  }

  @Override
  public void mask() {
    masking(true);
  }

  @Override
  public void unmask() {
    masking(false);
  }

  private synchronized void pausing(boolean on) {
    pausing = on;
    deafen(); // first: nothing that comes after the mark is placed before it
    marks.add(new Mark.Paused(now(), on));
  }

  private synchronized void masking(boolean on) {
    masking = on;
    deafen();
    marks.add(new Mark.Masked(now(), on));
  }

  /** A mark cuts by places; a far end's clock may place what comes now before it, or behind. */
  private void deafen() {
    said.deaf(pausing || masking);
    heard.deaf(pausing || masking);
  }

  @Override
  public void stop(String why) {
    marks.add(new Mark.End(now(), why));
    ending = true;
    hurry.run();
  }

  private long now() {
    return said.at(nanos.getAsLong());
  }

  // --- The writer's

  boolean isNew() {
    return file == null;
  }

  void open(WavFile into) {
    file = into;
  }

  /** It cannot go on. */
  void fail(String why) {
    reason = reason == null ? why : reason;
  }

  /** Why it is over; null while it is not. */
  @Nullable String over() {
    return reason;
  }

  /** Writes what is due. */
  void drain() throws IOException {
    WavFile into = file;
    if (into == null || reason != null) {
      return;
    }
    long due = ending ? now() : now() - LATE;
    while (reason == null) {
      long from = said.taken();
      Mark next = marks.peek();
      if (next != null && next.at() <= from) {
        marks.remove();
        apply(next);
        continue;
      }
      long until = next == null ? due : Math.min(due, next.at());
      if (until <= from) {
        break;
      }
      int count = (int) Math.min(until - from, CHUNK);
      said.take(left, count);
      heard.take(right, count);
      if (!paused) {
        write(into, count);
      }
    }
  }

  private void apply(Mark mark) {
    switch (mark) {
      case Mark.Paused(long at, boolean on) -> paused = on;
      case Mark.Masked(long at, boolean on) -> masked = on;
      case Mark.End(long at, String why) -> reason = why;
    }
  }

  private void write(WavFile into, int taken) throws IOException {
    long most = samples(spec.longest());
    int count = (int) Math.min(taken, most - into.frames());
    octets.clear();
    for (int i = 0; i < count; i++) {
      if (spec.stereo()) {
        octets.putShort(masked ? 0 : left[i]).putShort(masked ? 0 : right[i]);
      } else {
        octets.putShort(masked ? 0 : sum(left[i], right[i]));
      }
    }
    octets.flip();
    into.add(octets);
    maskedFrames += masked ? count : 0;
    if (into.frames() >= most) {
      reason = Recorded.Reason.LONGEST;
    } else if (masked) {
      quietFrames = 0; // nobody knows whether something was said
    } else {
      endIfSilent(count);
    }
  }

  private static short sum(short one, short other) {
    return (short) Math.clamp(one + other, Short.MIN_VALUE, Short.MAX_VALUE);
  }

  private void endIfSilent(int count) {
    long silence = samples(spec.silence());
    for (int i = 0; i < count && silence > 0; i++) {
      frameSum += Math.abs(left[i]);
      if (++frameFilled == FRAME) {
        quietFrames = frameSum < QUIET * FRAME ? quietFrames + FRAME : 0;
        frameFilled = 0;
        frameSum = 0;
      }
      if (quietFrames >= silence) {
        reason = Recorded.Reason.SILENCE;
        return;
      }
    }
  }

  void settle() throws IOException {
    if (file != null) {
      file.settle();
    }
  }

  void close() throws IOException {
    if (file != null) {
      file.close();
    }
  }

  /**
   * What it came to.
   *
   * @param frames that are in its file
   */
  Recorded recorded(long frames, long bytes, String sha256) {
    return new Recorded(
        spec.id(),
        reason == null ? Recorded.Reason.STOPPED : reason,
        duration(frames),
        bytes,
        sha256,
        duration(maskedFrames),
        duration(said.lost() + heard.lost()));
  }

  static Duration duration(long samples) {
    return Duration.ofNanos(samples * Track.SAMPLE_NANOS);
  }

  private static long samples(Duration time) {
    return time.toMillis() * (Track.RATE / 1000);
  }
}
