package org.meterline.telephony.media;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.meterline.telephony.media.MediaPlane.NoPorts;
import org.meterline.telephony.media.MediaPlane.Unacceptable;

/**
 * Runs everything a call's audio needs once, over loopback: negotiation, a prompt, both laws, a
 * relay with transcoding, a handshake and what it protects, RTCP's BYE.
 */
final class WarmUp {
  private static final List<String> PROMPTS =
      List.of(
          "welcome",
          "enter-digit",
          "thank-you",
          "goodbye",
          "invalid",
          "no-answer",
          "credit-ends",
          "credit-ended",
          "not-possible",
          "beep",
          "please-wait",
          "connecting",
          "digits/star",
          "digits/pound");

  private final EmbeddedMediaPlane plane;
  private final PromptShelf shelf;

  WarmUp(EmbeddedMediaPlane plane, PromptShelf shelf) {
    this.plane = plane;
    this.shelf = shelf;
  }

  void run() throws NoPorts, Unacceptable, IOException, InterruptedException {
    for (String name : PROMPTS) {
      shelf.read(new Prompt.Named(name));
    }
    for (int digit = 0; digit < 10; digit++) {
      shelf.read(new Prompt.Named("digits/" + digit));
    }
    CountDownLatch played = new CountDownLatch(2);
    Consumer<MediaEvent> heard =
        event -> {
          if (event instanceof MediaEvent.Played) {
            played.countDown();
          }
        };
    EmbeddedLeg speaker = plane.openHere("warm-up speaker", heard);
    EmbeddedLeg left = plane.openHere("warm-up left", _ -> {});
    EmbeddedLeg right = plane.openHere("warm-up right", heard);
    EmbeddedLeg listener = plane.openHere("warm-up listener", _ -> {});
    try {
      // speaker → left, bridged to right → listener; the second pair talks µ-law, as browsers do.
      speaker.accept(left.answer(speaker.offer()));
      String offer = right.offer(Transport.WEBRTC).text();
      right.accept(listener.answer(new Sdp(offer.replace(" 8 0 ", " 0 "))));
      plane.bridge(left, right);
      speaker.play(1, List.of(new Prompt.Tone(1000, -20, Duration.ofMillis(200))), Duration.ZERO);
      // Waits for the keys of the handshake.
      right.play(2, List.of(new Prompt.Tone(1000, -20, Duration.ofMillis(40))), Duration.ZERO);
      if (!played.await(20, TimeUnit.SECONDS) || listener.quality().packetsReceived() == 0) {
        throw new IOException("packets sent over loopback did not arrive");
      }
    } finally {
      List.of(speaker, left, right, listener).forEach(EmbeddedLeg::close);
    }
  }
}
