package org.meterline.telephony.media;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.meterline.telephony.codec.Codec;
import org.meterline.telephony.codec.Libopus;
import org.meterline.telephony.recording.TrackReader;

/** Lost packets of a far end that speaks Opus as its makers do are heard all the same. */
class LostOpusTest {
  private static final int FRAMES = 300;
  private static final long FRAME_NANOS = 20_000_000;
  private static final int EACH = 10;

  private static List<byte[]> voice(boolean redundant) throws Throwable {
    return Libopus.encoded(Libopus.voice(Codec.RATE, FRAMES), Codec.RATE, 20, redundant);
  }

  /** A tenth is lost, or nothing. */
  private static short[] mixed(List<byte[]> packets, boolean lossy) {
    Decoding decoding = new Decoding(Codec.RATE);
    RtpPacket packet = new RtpPacket();
    short[] all = new short[FRAMES * Codec.FRAME];
    short[] frame = new short[Codec.FRAME];
    for (int i = 0; i < FRAMES; i++) {
      if (!lossy || i % EACH != 7) {
        ByteBuffer b = packet(packets.get(i), i);
        assertTrue(packet.parse(b));
        decoding.take(Session.Kind.OPUS, packet, b, i * FRAME_NANOS);
      }
      decoding.next(frame, i * FRAME_NANOS + 1_000_000);
      System.arraycopy(frame, 0, all, i * Codec.FRAME, Codec.FRAME);
    }
    return all;
  }

  private static ByteBuffer packet(byte[] payload, int number) {
    ByteBuffer b = ByteBuffer.allocate(RtpPacket.HEADER + payload.length);
    b.put((byte) 0x80).put((byte) 111).putShort((short) number).putInt(number * 960).putInt(1);
    return b.put(payload).flip();
  }

  private static double decibels(short[] one, short[] other) {
    double off = 0;
    double power = 0;
    for (int i = 0; i < one.length; i++) {
      off += Math.pow(one[i] - other[i], 2);
      power += Math.pow(one[i], 2);
    }
    assertTrue(power > 0);
    return 10 * Math.log10(off / power);
  }

  @Test
  void inMixesAndTranslations() throws Throwable {
    List<byte[]> redundant = voice(true);
    List<byte[]> bare = voice(false);
    double with = decibels(mixed(redundant, false), mixed(redundant, true));
    double without = decibels(mixed(bare, false), mixed(bare, true));
    assertTrue(with < without - 5, "with " + with + " dB, without " + without);
  }

  private static short[] recorded(List<byte[]> packets, boolean lossy) {
    Taps taps = new Taps();
    TrackReader reader = new TrackReader();
    taps.add(reader.track);
    short[] all = new short[FRAMES * Codec.FRAME];
    short[] part = new short[Codec.FRAME];
    for (int i = 0; i < FRAMES; i++) {
      if (!lossy || i % EACH != 7) {
        byte[] payload = packets.get(i);
        taps.take(
            Codec.OPUS, ByteBuffer.wrap(payload), 0, payload.length, 1, i * 960, i * FRAME_NANOS);
      }
      if (i >= EACH) { // it is written a while later
        reader.take(part);
        System.arraycopy(part, 0, all, (i - EACH) * Codec.FRAME, part.length);
      }
    }
    return all;
  }

  @Test
  void inRecordings() throws Throwable {
    List<byte[]> redundant = voice(true);
    List<byte[]> bare = voice(false);
    double with = decibels(recorded(redundant, false), recorded(redundant, true));
    double without = decibels(recorded(bare, false), recorded(bare, true));
    assertTrue(with < without - 5, "with " + with + " dB, without " + without);
  }
}
