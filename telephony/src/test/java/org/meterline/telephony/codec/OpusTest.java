package org.meterline.telephony.codec;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Opus beside libopus (Debian: libopus0), the codec of those who made it. */
@SuppressWarnings("restricted") // libopus is C
class OpusTest {
  private static final Linker LINKER = Linker.nativeLinker();
  private static final int VOIP = 2048;
  private static final int SET_BITRATE = 4002;
  private static final int SET_FEC = 4012;
  private static final int SET_LOSS = 4014;

  private static MethodHandle function(
      SymbolLookup opus, String name, FunctionDescriptor of, Linker.Option... options) {
    return LINKER.downcallHandle(opus.find(name).orElseThrow(), of, options);
  }

  /** A voice of sorts: pulses, five a word, through two resonances, with pauses. */
  private static short[] voice(int rate, int frames) {
    short[] all = new short[frames * rate / 50];
    double a = 0;
    double b = 0;
    for (int i = 0; i < all.length; i++) {
      double t = (double) i / rate;
      double pitch = 120 + 30 * Math.sin(2 * Math.PI * 0.7 * t);
      double word = Math.max(0, Math.sin(2 * Math.PI * 1.7 * t));
      for (int h = 1; h <= 12; h++) {
        double f = h * pitch;
        double formant = 1 / (1 + Math.pow((f - 500) / 200, 2)) + 0.5 / (1 + Math.pow((f - 1500) / 300, 2));
        a += formant * Math.sin(2 * Math.PI * f * t + h);
      }
      b = a * 6000 * word;
      a = 0;
      all[i] = (short) Math.clamp(Math.round(b), -32_000, 32_000);
    }
    return all;
  }

  /** As libopus encodes it, with what makes up for a loss of a fifth. */
  private static List<byte[]> theirs(short[] sound, int rate, int millis, boolean fec)
      throws Throwable {
    try (Arena arena = Arena.ofConfined()) {
      SymbolLookup opus = SymbolLookup.libraryLookup("libopus.so.0", arena);
      MemorySegment error = arena.allocate(JAVA_INT);
      MemorySegment encoder =
          (MemorySegment)
              function(
                      opus,
                      "opus_encoder_create",
                      FunctionDescriptor.of(ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS))
                  .invokeExact(rate, 1, VOIP, error);
      assertEquals(0, error.get(JAVA_INT, 0));
      MethodHandle set =
          function(
              opus,
              "opus_encoder_ctl",
              FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT),
              Linker.Option.firstVariadicArg(2));
      assertEquals(0, (int) set.invokeExact(encoder, SET_BITRATE, 24_000));
      assertEquals(0, (int) set.invokeExact(encoder, SET_FEC, fec ? 1 : 0));
      assertEquals(0, (int) set.invokeExact(encoder, SET_LOSS, fec ? 20 : 0));
      MethodHandle encode =
          function(
              opus,
              "opus_encode",
              FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT));
      int frame = rate * millis / 1000;
      MemorySegment out = arena.allocate(1500);
      List<byte[]> packets = new ArrayList<>();
      for (int at = 0; at + frame <= sound.length; at += frame) {
        MemorySegment in =
            arena.allocateFrom(JAVA_SHORT, java.util.Arrays.copyOfRange(sound, at, at + frame));
        int length = (int) encode.invokeExact(encoder, in, frame, out, 1500);
        assertTrue(length > 0, "encoded");
        packets.add(out.asSlice(0, length).toArray(JAVA_BYTE));
      }
      function(opus, "opus_encoder_destroy", FunctionDescriptor.ofVoid(ADDRESS))
          .invokeExact(encoder);
      return packets;
    }
  }

  /** What libopus makes of our packets. */
  private static short[] decodedByThem(List<byte[]> packets, int rate) throws Throwable {
    try (Arena arena = Arena.ofConfined()) {
      SymbolLookup opus = SymbolLookup.libraryLookup("libopus.so.0", arena);
      MemorySegment error = arena.allocate(JAVA_INT);
      MemorySegment decoder =
          (MemorySegment)
              function(
                      opus,
                      "opus_decoder_create",
                      FunctionDescriptor.of(ADDRESS, JAVA_INT, JAVA_INT, ADDRESS))
                  .invokeExact(rate, 1, error);
      MethodHandle decode =
          function(
              opus,
              "opus_decode",
              FunctionDescriptor.of(
                  JAVA_INT, ADDRESS, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));
      MemorySegment out = arena.allocate(2 * 5760);
      short[] all = new short[packets.size() * 5760];
      int at = 0;
      for (byte[] each : packets) {
        MemorySegment in = arena.allocateFrom(JAVA_BYTE, each);
        int count = (int) decode.invokeExact(decoder, in, each.length, out, 5760, 0);
        assertTrue(count > 0, "it is a packet to libopus: " + count);
        System.arraycopy(out.asSlice(0, 2L * count).toArray(JAVA_SHORT), 0, all, at, count);
        at += count;
      }
      function(opus, "opus_decoder_destroy", FunctionDescriptor.ofVoid(ADDRESS))
          .invokeExact(decoder);
      return java.util.Arrays.copyOf(all, at);
    }
  }

  /** How far what was made in place of each tenth packet is from the sound, in dB of the sound. */
  private static double missing(List<byte[]> packets, short[] sound, boolean recovering) {
    Codec.Decoder decoder = Codec.OPUS.decoder();
    Codec.Decoder whole = Codec.OPUS.decoder();
    short[] got = new short[sound.length + 2000];
    short[] all = new short[sound.length + 2000];
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
    short[] sound = voice(Codec.RATE, 400);
    List<byte[]> packets = theirs(sound, Codec.RATE, 20, true);
    double madeUp = missing(packets, sound, false);
    double recovered = missing(packets, sound, true);
    assertTrue(recovered < madeUp - 5, "made up " + madeUp + " dB, recovered " + recovered);
    assertTrue(recovered < -6, "recovered " + recovered);
  }

  @Test
  void whereItTellsNothingTheSoundIsMadeUp() throws Throwable {
    short[] sound = voice(Codec.RATE, 200);
    List<byte[]> packets = theirs(sound, Codec.RATE, 20, false);
    assertEquals(missing(packets, sound, false), missing(packets, sound, true), 3);
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
        packets.add(java.util.Arrays.copyOf(out, length));
      }
      assertEquals(40, octets / 50, 3, "as many as were asked for");
      short[] heard = decodedByThem(packets, Codec.RATE);
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
    short[] sound = voice(Codec.RATE, 60);
    for (int millis : new int[] {10, 20, 40, 60}) {
      List<byte[]> packets = theirs(sound, Codec.RATE, millis, false);
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
        apart.add(java.util.Arrays.copyOf(together.array(), head + octets));
      }
      org.junit.jupiter.api.Assertions.assertArrayEquals(
          decodedByThem(packets, Codec.RATE), decodedByThem(apart, Codec.RATE));
    }
  }

  @Test
  void wishes() {
    assertEquals(OpusWishes.NONE, OpusWishes.of(""));
    assertEquals(OpusWishes.NONE, OpusWishes.of("x-unknown;useinbandfec=1; maxaveragebitrate=lots"));
    assertEquals(
        new OpusWishes(12_000, true, true),
        OpusWishes.of("maxplaybackrate=8000; MaxAverageBitrate=12000 ;cbr=1"));
    assertEquals(6000, OpusWishes.of("maxaveragebitrate=1").bits());
    assertEquals(32_000, OpusWishes.of("maxaveragebitrate=510000").bits());
  }
}
