package org.meterline.telephony.codec;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * G.722 beside spandsp's (Debian: libspandsp2), which passes ITU-T's test sequences: bit for bit.
 */
@SuppressWarnings("restricted") // spandsp is C
class G722Test {
  private static final int FRAMES = 500;
  private static final int RATE_64 = 64_000;
  private static final int NARROW = 1;
  private static final Linker LINKER = Linker.nativeLinker();

  /**
   * Speech-like, tones, edges (what is too loud spandsp does not limit), noise and silence, one
   * after another.
   */
  private static short[] sounds(int rate) {
    Random random = new Random(722);
    short[] all = new short[FRAMES * rate / 50];
    for (int i = 0; i < all.length; i++) {
      double t = (double) i / rate;
      int part = i * 5 / all.length;
      double value =
          switch (part) {
            case 0 -> 9000 * Math.sin(2 * Math.PI * 300 * t) * Math.sin(2 * Math.PI * 3 * t);
            case 1 -> 6000 * (Math.sin(2 * Math.PI * 1000 * t) + Math.sin(2 * Math.PI * 3100 * t));
            case 2 -> 12_000 * Math.signum(Math.sin(2 * Math.PI * 200 * t));
            case 3 -> random.nextGaussian() * 7000;
            default -> 0;
          };
      if (rate == Codec.WIDE && part < 2) {
        value += 5000 * Math.sin(2 * Math.PI * 6100 * t);
      }
      all[i] = (short) Math.clamp(Math.round(value), -32_768, 32_767);
    }
    return all;
  }

  private static MethodHandle function(SymbolLookup spandsp, String name, FunctionDescriptor of) {
    return LINKER.downcallHandle(spandsp.find(name).orElseThrow(), of);
  }

  private static byte[] theirs(short[] sound, int options) throws Throwable {
    try (Arena arena = Arena.ofConfined()) {
      SymbolLookup spandsp = SymbolLookup.libraryLookup("libspandsp.so.2", arena);
      MemorySegment state =
          (MemorySegment)
              function(
                      spandsp,
                      "g722_encode_init",
                      FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_INT, JAVA_INT))
                  .invokeExact(MemorySegment.NULL, RATE_64, options);
      MemorySegment in = arena.allocateFrom(JAVA_SHORT, sound);
      MemorySegment out = arena.allocate(sound.length);
      int count =
          (int)
              function(
                      spandsp,
                      "g722_encode",
                      FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_INT))
                  .invokeExact(state, out, in, sound.length);
      return out.asSlice(0, count).toArray(JAVA_BYTE);
    }
  }

  private static short[] theirs(byte[] code, int options) throws Throwable {
    try (Arena arena = Arena.ofConfined()) {
      SymbolLookup spandsp = SymbolLookup.libraryLookup("libspandsp.so.2", arena);
      MemorySegment state =
          (MemorySegment)
              function(
                      spandsp,
                      "g722_decode_init",
                      FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_INT, JAVA_INT))
                  .invokeExact(MemorySegment.NULL, RATE_64, options);
      MemorySegment in = arena.allocateFrom(JAVA_BYTE, code);
      MemorySegment out = arena.allocate(4L * code.length);
      int count =
          (int)
              function(
                      spandsp,
                      "g722_decode",
                      FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_INT))
                  .invokeExact(state, out, in, code.length);
      return out.asSlice(0, 2L * count).toArray(JAVA_SHORT);
    }
  }

  private static byte[] ours(short[] sound, boolean wide) {
    Codec.Encoder encoder = Codec.G722.encoder();
    int samples = wide ? Codec.WIDE_FRAME : Codec.FRAME;
    byte[] code = new byte[FRAMES * Codec.FRAME];
    short[] frame = new short[samples];
    byte[] out = new byte[Codec.LARGEST];
    for (int f = 0; f < FRAMES; f++) {
      System.arraycopy(sound, f * samples, frame, 0, samples);
      int length = wide ? encoder.encodeWide(frame, out) : encoder.encode(frame, out);
      assertEquals(Codec.FRAME, length);
      System.arraycopy(out, 0, code, f * Codec.FRAME, length);
    }
    return code;
  }

  private static short[] ours(byte[] code, int rate) {
    Codec.Decoder decoder = Codec.G722.decoder(rate);
    short[] sound = new short[FRAMES * rate / 50];
    for (int f = 0; f < FRAMES; f++) {
      int at = f * rate / 50;
      int got = decoder.decode(code, f * Codec.FRAME, Codec.FRAME, sound, at);
      assertEquals(rate / 50, got);
    }
    return sound;
  }

  @Test
  void wideSoundIsWhatSpandspMakesOfIt() throws Throwable {
    short[] sound = sounds(Codec.WIDE);
    byte[] code = ours(sound, true);
    assertArrayEquals(theirs(sound, 0), code, "encoded");
    assertArrayEquals(theirs(code, 0), ours(code, Codec.WIDE), "decoded");
  }

  @Test
  void narrowSoundIsWhatSpandspMakesOfIt() throws Throwable {
    short[] sound = sounds(Codec.RATE);
    byte[] code = ours(sound, false);
    byte[] wanted = theirs(sound, NARROW);
    for (int i = 0; i < code.length; i++) {
      assertEquals(wanted[i] & 0x3F, code[i] & 0x3F, "lower sub-band at " + i);
    }
    assertArrayEquals(theirs(wanted, NARROW), ours(wanted, Codec.RATE), "decoded");
  }

  /** A tone of the higher sub-band comes through at its level. */
  @Test
  void sixKilohertzPass() {
    short[] sound = new short[FRAMES * Codec.WIDE_FRAME];
    for (int i = 0; i < sound.length; i++) {
      sound[i] = (short) Math.round(8000 * Math.sin(2 * Math.PI * 6000 * i / Codec.WIDE));
    }
    short[] heard = ours(ours(sound, true), Codec.WIDE);
    double real = 0;
    double imaginary = 0;
    for (int i = heard.length / 2; i < heard.length; i++) {
      double angle = 2 * Math.PI * 6000 * i / Codec.WIDE;
      real += heard[i] * Math.cos(angle);
      imaginary += heard[i] * Math.sin(angle);
    }
    double level = 2 * Math.hypot(real, imaginary) / (heard.length / 2.0);
    assertTrue(level > 7000 && level < 9000, "at its level: " + level);
  }
}
