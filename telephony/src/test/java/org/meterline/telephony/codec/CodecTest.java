package org.meterline.telephony.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What goes in comes out, by frequency and level; and whatever comes in harms nothing. */
class CodecTest {
  private static final int FRAMES = 50;

  private static short[] sine(int hertz, int peak, int frames) {
    short[] samples = new short[frames * Codec.FRAME];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (short) Math.round(peak * Math.sin(2 * Math.PI * hertz * i / Codec.RATE));
    }
    return samples;
  }

  private static double amplitude(short[] samples, int from, int to, int hertz) {
    double real = 0;
    double imaginary = 0;
    for (int i = from; i < to; i++) {
      real += samples[i] * Math.cos(2 * Math.PI * hertz * i / Codec.RATE);
      imaginary += samples[i] * Math.sin(2 * Math.PI * hertz * i / Codec.RATE);
    }
    return 2 * Math.hypot(real, imaginary) / (to - from);
  }

  private static double power(short[] samples, int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += (double) samples[i] * samples[i];
    }
    return sum / (to - from);
  }

  /** Decodes what was encoded; frames for which {@code lost} is true are made up. */
  private static short[] through(Codec codec, short[] in, int... lost) {
    Codec.Encoder encoder = codec.encoder();
    Codec.Decoder decoder = codec.decoder();
    short[] out = new short[in.length + Codec.LONGEST];
    byte[] packet = new byte[Codec.LARGEST];
    for (int i = 0; i < in.length / Codec.FRAME; i++) {
      int at = i * Codec.FRAME;
      int length = encoder.encode(Arrays.copyOfRange(in, at, at + Codec.FRAME), packet);
      int frame = i;
      if (Arrays.stream(lost).anyMatch(each -> each == frame)) {
        decoder.conceal(out, at, Codec.FRAME);
      } else {
        assertEquals(Codec.FRAME, decoder.decode(packet, 0, length, out, at));
      }
    }
    return Arrays.copyOf(out, in.length);
  }

  @ParameterizedTest
  @CsvSource({
    "PCMA,300",
    "PCMA,3000",
    "PCMU,1000",
    "G722,200",
    "G722,1000",
    "G722,3000",
    "OPUS,300",
    "OPUS,1000",
    "OPUS,3000"
  })
  void aToneKeepsItsFrequencyAndItsLevel(Codec codec, int hertz) {
    for (int peak : new int[] {500, 8000, 25_000}) {
      short[] out = through(codec, sine(hertz, peak, FRAMES));
      int half = out.length / 2;
      double heard = amplitude(out, half, out.length, hertz);
      assertEquals(0, 20 * Math.log10(heard / peak), 1, "level of " + peak);
      double all = power(out, half, out.length);
      assertTrue(heard * heard / 2 > 0.9 * all, "little else: " + heard * heard / 2 / all);
    }
  }

  @ParameterizedTest
  @EnumSource(Codec.class)
  void whatIsLostIsMadeUp(Codec codec) {
    short[] out = through(codec, sine(440, 8000, FRAMES), 30, 31);
    double gap = power(out, 30 * Codec.FRAME, 31 * Codec.FRAME);
    double whole = power(out, 20 * Codec.FRAME, 30 * Codec.FRAME);
    assertTrue(gap > whole / 4 && gap < whole * 2, "nearly as loud: " + gap / whole);
    short[] dead = new short[10 * Codec.FRAME];
    Codec.Decoder decoder = codec.decoder();
    for (int i = 0; i < 10; i++) {
      decoder.conceal(dead, i * Codec.FRAME, Codec.FRAME);
    }
    assertEquals(0, power(dead, 0, dead.length), "nothing comes of nothing");
  }

  @ParameterizedTest
  @EnumSource(Codec.class)
  void silenceIsSilent(Codec codec) {
    short[] out = through(codec, new short[FRAMES * Codec.FRAME]);
    assertTrue(power(out, 0, out.length) < 100, "power " + power(out, 0, out.length));
  }

  @Test
  void longGapsFade() {
    Codec.Decoder decoder = Codec.PCMA.decoder();
    byte[] packet = new byte[Codec.FRAME];
    short[] out = new short[Codec.LONGEST];
    Codec.PCMA.encoder().encode(sine(440, 8000, 1), packet);
    decoder.decode(packet, 0, packet.length, out, 0);
    decoder.conceal(out, 0, 960);
    assertTrue(power(out, 0, 80) > 30 * power(out, 400, 480) && power(out, 400, 480) > 0);
    assertEquals(0, power(out, 480, 960));
  }

  @Property(tries = 1000, seed = "20261126")
  void whateverComesIsDecodedOrNot(
      @ForAll Codec codec, @ForAll @Size(max = 300) byte[] packet, @ForAll byte more) {
    Codec.Decoder decoder = codec.decoder();
    short[] out = new short[2 * Codec.LONGEST];
    int got = decoder.decode(packet, 0, packet.length, out, 0);
    assertTrue(got >= 0 && got <= Codec.LONGEST);
    decoder.conceal(out, 0, 160);
    decoder.decode(new byte[] {more}, 0, 1, out, 0);
  }

  @Property(tries = 500, seed = "20261126")
  void anOpusPacketTellsHowLongItIs(@ForAll @Size(max = 80) byte[] packet) {
    int told = OpusPacket.samples(ByteBuffer.wrap(packet), 0, packet.length);
    int got =
        new OpusDecoding(Codec.RATE).decode(packet, 0, packet.length, new short[Codec.LONGEST], 0);
    assertTrue(got == 0 || got == told, got + " decoded, " + told + " told");
  }

  @Test
  void names() {
    assertEquals(Codec.OPUS, Codec.mapped("OPUS/48000/2"));
    assertEquals(Codec.PCMA, Codec.mapped("pcma/8000/1"));
    assertEquals(Codec.G722, Codec.mapped("G722/8000"));
    assertNull(Codec.mapped("opus/48000"));
    assertNull(Codec.mapped("PCMU/16000"));
    assertNull(Codec.mapped("PCMU/8000/2"));
  }

  @ParameterizedTest
  @EnumSource(Codec.class)
  void theTonesOfDigitsAreHeard(Codec codec) {
    StringBuilder heard = new StringBuilder();
    ToneDetector detector = new ToneDetector(heard::append);
    short[] all = new short[16 * 10 * Codec.FRAME];
    short[] frame = new short[Codec.FRAME];
    for (int i = 0; i < 16 * 10; i++) {
      Arrays.fill(frame, (short) 0);
      if (i % 10 < 5) {
        DigitTone.fill(frame, DigitTone.DIGITS.charAt(i / 10), i % 10 * Codec.FRAME);
      }
      System.arraycopy(frame, 0, all, i * Codec.FRAME, Codec.FRAME);
    }
    for (short sample : through(codec, all)) {
      detector.take(sample);
    }
    assertEquals(DigitTone.DIGITS, heard.toString(), codec.name());
  }
}
