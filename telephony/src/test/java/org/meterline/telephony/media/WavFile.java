package org.meterline.telephony.media;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.meterline.telephony.codec.Law;

/**
 * WAV files of 1000 Hz, peak 8000, with a chunk that nobody needs and a length that is not true.
 */
final class WavFile {
  private WavFile() {}

  /** The sample of that number, at 8 kHz. */
  static short sine(int sample) {
    return (short) Math.round(8000 * Math.sin(2 * Math.PI * 1000 * sample / 8000));
  }

  /**
   * @param encoding 1 linear, 3 floating point, 6 A-law, 7 µ-law
   */
  static Path write(Path file, int encoding, int bits, int channels, int rate, int samples)
      throws IOException {
    ByteBuffer b = ByteBuffer.allocate(44 + 10 + samples * bits / 8).order(ByteOrder.LITTLE_ENDIAN);
    b.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(b.capacity() - 8);
    b.put("WAVELIST".getBytes(StandardCharsets.US_ASCII)).putInt(1).putShort((short) 0);
    b.put("fmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16).putShort((short) encoding);
    b.putShort((short) channels).putInt(rate).putInt(rate * bits / 8).putShort((short) (bits / 8));
    b.putShort((short) bits);
    b.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(0xFFFF_FFFF);
    for (int i = 0; i < samples; i++) {
      short s = sine(i);
      switch (encoding) {
        case 1 -> b.putShort(s);
        case 6 -> b.put(Law.PCMA.encode(s));
        case 7 -> b.put(Law.PCMU.encode(s));
        default -> b.putFloat(s);
      }
    }
    return Files.write(file, b.array());
  }
}
