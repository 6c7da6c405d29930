package org.meterline.telephony.media;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.codec.Codec;
import org.meterline.telephony.codec.ToneDetector;

/** Hears the tones of digits in what a far end says. Used by the leg's media thread alone. */
final class ToneReceiver {
  private final ToneDetector tones;
  private final byte[] octets = new byte[JitterBuffer.MOST];
  private final short[] samples = new short[Codec.LONGEST];
  private @Nullable Codec codec;
  private Codec.@Nullable Decoder decoder;

  ToneReceiver(DigitReceiver.Listener listener) {
    this.tones = new ToneDetector(listener::digit);
  }

  void packet(Codec spoken, RtpPacket packet, ByteBuffer b) {
    Codec.Decoder current = decoder;
    if (current == null || spoken != codec) {
      current = spoken.decoder();
      codec = spoken;
      decoder = current;
    }
    int length = Math.min(packet.length, octets.length);
    b.get(packet.offset, octets, 0, length);
    int count = current.decode(octets, 0, length, samples, 0);
    tones.take(samples, count);
  }
}
