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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The codec of those who made Opus (Debian: libopus0). */
@SuppressWarnings("restricted") // it is C
public final class Libopus {
  private static final Linker LINKER = Linker.nativeLinker();
  private static final int VOIP = 2048;
  private static final int SET_BITRATE = 4002;
  private static final int SET_FEC = 4012;
  private static final int SET_LOSS = 4014;

  private Libopus() {}

  private static MethodHandle function(
      SymbolLookup opus, String name, FunctionDescriptor of, Linker.Option... options) {
    return LINKER.downcallHandle(opus.find(name).orElseThrow(), of, options);
  }

  /** A voice of sorts: pulses, five a word, through two resonances, with pauses. */
  public static short[] voice(int rate, int frames) {
    short[] all = new short[frames * rate / 50];
    for (int i = 0; i < all.length; i++) {
      double t = (double) i / rate;
      double pitch = 120 + 30 * Math.sin(2 * Math.PI * 0.7 * t);
      double word = Math.max(0, Math.sin(2 * Math.PI * 1.7 * t));
      double sound = 0;
      for (int h = 1; h <= 12; h++) {
        double f = h * pitch;
        double formant =
            1 / (1 + Math.pow((f - 500) / 200, 2)) + 0.5 / (1 + Math.pow((f - 1500) / 300, 2));
        sound += formant * Math.sin(2 * Math.PI * f * t + h);
      }
      all[i] = (short) Math.clamp(Math.round(sound * 6000 * word), -32_000, 32_000);
    }
    return all;
  }

  /** As libopus encodes it, with what makes up for a loss of a fifth. */
  public static List<byte[]> encoded(short[] sound, int rate, int millis, boolean fec)
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
            arena.allocateFrom(JAVA_SHORT, Arrays.copyOfRange(sound, at, at + frame));
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
  public static short[] decoded(List<byte[]> packets, int rate) throws Throwable {
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
      return Arrays.copyOf(all, at);
    }
  }
}
