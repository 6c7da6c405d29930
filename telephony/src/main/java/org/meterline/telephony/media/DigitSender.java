package org.meterline.telephony.media;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;
import org.meterline.telephony.codec.Codec;
import org.meterline.telephony.codec.DigitTone;

/**
 * Sends digits as telephone events (RFC 4733): each lasts 100 ms, told every 20 ms with the
 * duration so far, its end three times (section 2.5.1.4). A far end that takes no events hears
 * tones for as long (ITU-T Q.23). Digits wait for each other. Used by the leg's media thread alone.
 */
final class DigitSender {
  /** Packets of one digit: four while it lasts, and its end three times. */
  private static final int LASTING = 4;

  private static final int PACKETS = LASTING + 3;

  /** From the last packet of a digit to the first of the next: a receiver has to see a pause. */
  private static final long PAUSE_NANOS = 3 * Outlet.FRAME_NANOS;

  private static final int WAITING_MOST = 64;

  private final Outlet outlet;
  private final Queue<Integer> waiting = new ArrayDeque<>();

  /** With room once a digit is to be heard. */
  private short[] frame = {};

  private int sent;
  private long due;

  DigitSender(Outlet outlet) {
    this.outlet = outlet;
  }

  /** Takes a digit to be sent; what is none, or one too many, is left out. */
  void add(char digit, long now) {
    int event = DigitReceiver.DIGITS.indexOf(digit);
    if (event >= 0 && waiting.size() < WAITING_MOST) {
      if (waiting.isEmpty() && due - now < 0) {
        due = now;
      }
      waiting.add(event);
    }
  }

  /** Whether a digit is on: nothing else is sent meanwhile. */
  boolean isOn() {
    return sent > 0;
  }

  /** Whether there is something to send, now or later. */
  boolean isWaiting() {
    return !waiting.isEmpty();
  }

  /** When the next packet is due; only meaningful while something is waiting. */
  long due() {
    return due;
  }

  /** Sends the packet that is due, if one is. */
  void tick(long now) {
    Integer event = waiting.peek();
    if (event == null || due - now > 0) {
      return;
    }
    int number = sent + 1;
    boolean end = number > LASTING;
    boolean last = number == PACKETS;
    if (!outlet.sends()) {
      outlet.quiet();
      waiting.clear(); // the far end is on hold
      sent = 0;
      return;
    }
    if (outlet.takes(event)) {
      outlet.event(event, number, Math.min(number, LASTING + 1), end, last, now);
    } else {
      sound(event, number, last, now);
    }
    sent = last ? 0 : number;
    due = now + (last ? PAUSE_NANOS : Outlet.FRAME_NANOS);
    if (last) {
      waiting.remove();
    }
  }

  private void sound(int event, int number, boolean last, long now) {
    if (frame.length == 0) {
      frame = new short[Codec.FRAME];
    }
    if (number <= LASTING + 1) {
      DigitTone.fill(frame, DigitReceiver.DIGITS.charAt(event), (number - 1) * Codec.FRAME);
    } else {
      Arrays.fill(frame, (short) 0);
    }
    outlet.tone(frame, number == 1, last, now);
  }
}
