package org.meterline.telephony.media;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.codec.Codec;
import org.meterline.telephony.recording.Track;

/** The recordings that one side of a leg goes into. Costs nothing while there is none. */
final class Taps {
  private static final Track[] NONE = {};

  /** With room once something is recorded. */
  private short[] samples = {};

  private byte[] payload = {};
  private volatile Track[] tracks = NONE;

  private @Nullable Codec codec;
  private Codec.@Nullable Decoder decoder;
  private int stream;
  private int ticks;

  /** What {@link #ticks} is in samples. */
  private int place;

  /** Samples of the packet before. */
  private int lasting;

  synchronized void add(Track track) {
    if (samples.length == 0) {
      samples = new short[2 * Codec.LONGEST];
      payload = new byte[Codec.LONGEST];
    }
    Track[] more = Arrays.copyOf(tracks, tracks.length + 1);
    more[more.length - 1] = track;
    tracks = more;
  }

  synchronized void remove(Track track) {
    tracks = Arrays.stream(tracks).filter(each -> each != track).toArray(Track[]::new);
  }

  /**
   * A packet of audio passes.
   *
   * @param from what tells streams apart
   * @param timestamp in ticks of the codec's clock
   */
  void take(Codec spoken, ByteBuffer b, int offset, int length, int from, int timestamp, long now) {
    Track[] all = tracks;
    if (all.length == 0 || length > payload.length) {
      return;
    }
    Codec.Decoder current = decoder;
    if (current == null || spoken != codec || from != stream) {
      current = spoken.decoder();
      decoder = current;
      codec = spoken;
      stream = from;
      ticks = timestamp;
      lasting = 0;
    }
    // Differences alone, so that a clock of more ticks may run over too.
    int step = (timestamp - ticks) / (spoken.clock / Codec.RATE);
    place += step;
    ticks = timestamp;
    b.get(offset, payload, 0, length);
    // One packet is missing before this one, which may tell of it.
    int missing = lasting > 0 && step == 2 * lasting && spoken == Codec.OPUS ? lasting : 0;
    if (missing > 0) {
      current.recover(payload, 0, length, samples, 0, missing);
    }
    int count = missing + current.decode(payload, 0, length, samples, missing);
    lasting = count - missing;
    for (Track track : all) {
      long at = track.place(from, place, now) - missing;
      for (int i = 0; i < count; i++) {
        track.put(at + i, samples[i]);
      }
      track.flush();
    }
  }
}
