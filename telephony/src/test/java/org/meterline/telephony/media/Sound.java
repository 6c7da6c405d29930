package org.meterline.telephony.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.meterline.telephony.Patience.until;

import java.util.List;
import org.meterline.telephony.codec.Law;

/** Measures sound, and waits for it. */
final class Sound {
  private Sound() {}

  /** Amplitude of one frequency in the samples (Goertzel). */
  static double amplitude(short[] samples, int hertz) {
    double w = 2 * Math.PI * hertz / 8000;
    double real = 0;
    double imaginary = 0;
    for (int i = 0; i < samples.length; i++) {
      real += samples[i] * Math.cos(w * i);
      imaginary += samples[i] * Math.sin(w * i);
    }
    return 2 * Math.hypot(real, imaginary) / samples.length;
  }

  static double decibels(double ratio) {
    return 20 * Math.log10(ratio);
  }

  /** The last so many samples. */
  static short[] tail(short[] samples, int count) {
    return java.util.Arrays.copyOfRange(
        samples, Math.max(0, samples.length - count), samples.length);
  }

  static boolean isSilent(Peer.Packet packet, Law law) {
    for (byte b : packet.payload()) {
      if (b != law.silence) {
        return false;
      }
    }
    return true;
  }

  /** Waits until the frame after all that was sent up to now is heard. */
  static void awaitAll(MediaPlane.MediaLeg leg, Peer peer) {
    long sent = leg.quality().packetsSent();
    until("silence after", () -> peer.heard().size() > sent);
  }

  /** That so many frames were sound, up to the silence after them. */
  static void assertFrames(int count, MediaPlane.MediaLeg leg, Peer peer) {
    awaitAll(leg, peer);
    List<String> frames =
        peer.heard().stream()
            .filter(p -> !isSilent(p, Law.PCMA))
            .map(p -> "%08x %d %d".formatted(p.ssrc(), p.sequence(), p.timestamp()))
            .toList();
    assertEquals(count, frames.size(), () -> "ssrc, sequence, timestamp: " + frames);
  }
}
