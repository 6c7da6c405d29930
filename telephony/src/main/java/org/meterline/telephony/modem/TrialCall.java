package org.meterline.telephony.modem;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.call.Signalling;
import org.meterline.telephony.call.Signalling.Event;
import org.meterline.telephony.codec.Law;
import org.meterline.telephony.media.Sdp;

/**
 * A call that is tried: says a tone of 440 Hz, and tells what happens and how loud the other is.
 */
final class TrialCall implements Consumer<Event>, AutoCloseable {
  private static final int HERTZ = 440;
  private static final double LOUDNESS = 8000;
  private static final int FRAME = 160;
  private static final int FRAME_MILLIS = 20;

  private final PrintStream out;
  private final ModemAudio side;
  private Signalling.@Nullable Leg leg;
  private boolean answered;
  private boolean over;
  private long samples;
  private int peak;

  TrialCall(PrintStream out) throws IOException {
    this.out = out;
    this.side = new ModemAudio(InetAddress.getLoopbackAddress(), System::nanoTime, new NoDigits());
  }

  Sdp offer() {
    return side.offer();
  }

  synchronized void is(Signalling.Leg mine) {
    leg = mine;
  }

  synchronized boolean over() {
    return over;
  }

  synchronized boolean answered() {
    return answered;
  }

  @Override
  public synchronized void accept(Event event) {
    switch (event) {
      case Event.Message message ->
          out.println((message.sent() ? "  > " : "  < ") + message.title());
      case Event.Progress progress -> out.println("It rings at the far end.");
      case Event.Answered(Sdp answer) -> {
        answered = true;
        out.println("It is answered.");
        if (answer != null) {
          side.accept(answer);
          side.connect(new Ear());
          Thread.ofVirtual().name("trial-tone").start(this::speak);
        }
      }
      case Event.Failed failed -> {
        over = true;
        out.println("It came to nothing (" + failed.status() + "): " + failed.reason());
      }
      case Event.HungUp hungUp -> {
        over = true;
        out.println(hungUp.reason());
      }
      case Event.Digit(char digit) -> out.println("The far end pressed " + digit);
      case Event.Redirected _,
          Event.Offered _,
          Event.OfferRefused _,
          Event.Referred _,
          Event.ReferTold _ -> {
        // no modem tells of one
      }
    }
  }

  private void speak() {
    byte[] frame = new byte[FRAME * 2];
    long frames = 0;
    try {
      while (!over()) {
        for (int i = 0; i < FRAME; i++) {
          double angle = 2 * Math.PI * HERTZ * (frames * FRAME + i) / Law.RATE;
          int sample = (int) Math.round(LOUDNESS * Math.sin(angle));
          frame[2 * i] = (byte) sample;
          frame[2 * i + 1] = (byte) (sample >> 8);
        }
        frames++;
        side.fromModem(frame, frame.length);
        TimeUnit.MILLISECONDS.sleep(FRAME_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static final class NoDigits implements ModemAudio.Digits {
    @Override
    public void sent(char digit) {}

    @Override
    public void heard(char digit) {}
  }

  /** Measures what the far end says. */
  private final class Ear implements SerialPorts.Port {
    @Override
    public void write(byte[] bytes, int length) {
      synchronized (TrialCall.this) {
        for (int i = 0; i + 1 < length; i += 2) {
          samples++;
          peak = Math.max(peak, Math.abs((short) ((bytes[i] & 0xFF) | bytes[i + 1] << 8)));
        }
      }
    }

    @Override
    public void close() {}
  }

  @Override
  public void close() {
    Signalling.Leg mine;
    synchronized (this) {
      mine = leg;
      over = true;
      if (answered) {
        double decibels = 20 * Math.log10(Math.max(1, peak) / 32_768.0);
        out.printf(
            java.util.Locale.ROOT,
            "Heard: %.1f s of sound, at most %.0f dB below full scale.%n",
            samples / (double) Law.RATE,
            -decibels);
      }
    }
    if (mine != null) {
      mine.hangUp(200, "The trial is over");
    }
    side.close();
  }
}
