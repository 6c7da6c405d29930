package org.meterline.telephony.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Opus beside libopus (Debian: libopus0), the codec of those who made it. */
class OpusTest {
  /** How far what was made in place of each tenth packet is from the sound, in dB of the sound. */
  private static double missing(List<byte[]> packets, int samples, boolean recovering) {
    Codec.Decoder decoder = Codec.OPUS.decoder();
    Codec.Decoder whole = Codec.OPUS.decoder();
    short[] got = new short[samples + 2000];
    short[] all = new short[samples + 2000];
    double off = 0;
    double power = 0;
    int at = 0;
    for (int i = 0; i + 1 < packets.size(); i++) {
      byte[] packet = packets.get(i);
      int count = whole.decode(packet, 0, packet.length, all, at);
      if (i % 10 == 7) {
        byte[] next = packets.get(i + 1);
        if (recovering) {
          decoder.recover(next, 0, next.length, got, at, count);
        } else {
          decoder.conceal(got, at, count);
        }
        for (int s = at; s < at + count; s++) {
          off += Math.pow(got[s] - all[s], 2);
          power += Math.pow(all[s], 2);
        }
      } else {
        assertEquals(count, decoder.decode(packet, 0, packet.length, got, at));
      }
      at += count;
    }
    return 10 * Math.log10(off / power);
  }

  @Test
  void aLostPacketIsHeardFromTheOneAfterIt() throws Throwable {
    short[] sound = Libopus.voice(Codec.RATE, 400);
    List<byte[]> packets = Libopus.encoded(sound, Codec.RATE, 20, true);
    double madeUp = missing(packets, sound.length, false);
    double recovered = missing(packets, sound.length, true);
    assertTrue(recovered < madeUp - 5, "made up " + madeUp + " dB, recovered " + recovered);
    assertTrue(recovered < -6, "recovered " + recovered);
  }

  @Test
  void whereItTellsNothingTheSoundIsMadeUp() throws Throwable {
    short[] sound = Libopus.voice(Codec.RATE, 200);
    List<byte[]> packets = Libopus.encoded(sound, Codec.RATE, 20, false);
    assertEquals(missing(packets, sound.length, false), missing(packets, sound.length, true), 3);
  }

  @Test
  void whatWeEncodeInHalvesIsWhatItsMakersDecode() throws Throwable {
    for (boolean halved : new boolean[] {false, true}) {
      Codec.Encoder encoder =
          Codec.OPUS.encoder(OpusWishes.of("maxaveragebitrate=16000;cbr=1"), halved);
      List<byte[]> packets = new ArrayList<>();
      short[] frame = new short[Codec.FRAME];
      byte[] out = new byte[Codec.LARGEST];
      int octets = 0;
      for (int f = 0; f < 50; f++) {
        for (int i = 0; i < frame.length; i++) {
          frame[i] = (short) (8000 * Math.sin(2 * Math.PI * 600 * (f * frame.length + i) / 8000));
        }
        int length = encoder.encode(frame, out);
        octets += length;
        packets.add(Arrays.copyOf(out, length));
      }
      assertEquals(40, octets / 50.0, 3, "as many as were asked for");
      short[] heard = Libopus.decoded(packets, Codec.RATE);
      assertEquals(50 * Codec.FRAME, heard.length);
      double sine = 0;
      double cosine = 0;
      for (int i = 4000; i < 8000; i++) {
        sine += heard[i] * Math.sin(2 * Math.PI * 600 * i / 8000);
        cosine += heard[i] * Math.cos(2 * Math.PI * 600 * i / 8000);
      }
      assertEquals(8000, Math.hypot(sine, cosine) / 2000, 800);
    }
  }

  /** Packets of every code, taken apart: libopus hears the same of the single frames. */
  @Test
  void packetsAreTakenApart() throws Throwable {
    short[] sound = Libopus.voice(Codec.RATE, 60);
    for (int millis : new int[] {10, 20, 40, 60}) {
      List<byte[]> packets = Libopus.encoded(sound, Codec.RATE, millis, false);
      List<byte[]> apart = new ArrayList<>();
      int[] offsets = new int[OpusPacket.MOST_FRAMES];
      int[] lengths = new int[OpusPacket.MOST_FRAMES];
      for (byte[] each : packets) {
        ByteBuffer b = ByteBuffer.wrap(each);
        int count = OpusPacket.frames(b, 0, each.length, offsets, lengths);
        assertTrue(count > 0);
        ByteBuffer together = ByteBuffer.allocate(1500);
        int head = OpusPacket.begin(together, 0, each[0], lengths, 0, count);
        int octets = 0;
        for (int i = 0; i < count; i++) {
          together.put(head + octets, each, offsets[i], lengths[i]);
          octets += lengths[i];
        }
        apart.add(Arrays.copyOf(together.array(), head + octets));
      }
      assertArrayEquals(Libopus.decoded(packets, Codec.RATE), Libopus.decoded(apart, Codec.RATE));
    }
  }

  @Test
  void wishes() {
    assertEquals(OpusWishes.NONE, OpusWishes.of(""));
    assertEquals(
        OpusWishes.NONE, OpusWishes.of("x-unknown;useinbandfec=1; maxaveragebitrate=lots"));
    assertEquals(
        new OpusWishes(12_000, true, true),
        OpusWishes.of("maxplaybackrate=8000; MaxAverageBitrate=12000 ;cbr=1"));
    assertEquals(6000, OpusWishes.of("maxaveragebitrate=1").bits());
    assertEquals(32_000, OpusWishes.of("maxaveragebitrate=510000").bits());
  }
}
