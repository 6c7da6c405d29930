package org.meterline.telephony.modem;

import java.io.IOException;
import java.net.InetAddress;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.call.LegId;
import org.meterline.telephony.call.Signalling.Event;
import org.meterline.telephony.media.Sdp;

/** The one call that a modem can have. On the modem's thread, but for sound. */
@SuppressWarnings("ReferenceEquality") // this call or another one
final class ModemCalls implements ModemAudio.Digits {
  private final Modem modem;
  private final InetAddress media;
  private final LongSupplier nanos;
  private volatile @Nullable ModemLeg leg;

  ModemCalls(Modem modem, InetAddress media, LongSupplier nanos) {
    this.modem = modem;
    this.media = media;
    this.nanos = nanos;
  }

  @Nullable ModemLeg leg() {
    return leg;
  }

  /** A call that is not begun yet, with its sound. On any thread. */
  ModemLeg make(LegId id, boolean incoming, String other, Consumer<Event> events)
      throws IOException {
    return new ModemLeg(id, modem, incoming, other, new ModemAudio(media, nanos, this), events);
  }

  /**
   * Dials, or says why not.
   *
   * @param mute whether it is dialled even if there is no port for sound
   */
  void dial(ModemLeg next, Sdp offer, boolean mute) {
    if (modem.state() != ModemState.READY) {
      next.fail(503, modem.notReady());
    } else if (leg != null) {
      next.fail(503, "The modem " + modem.name() + " has a call already");
    } else if (modem.isRung()) {
      next.fail(503, "Somebody calls the modem " + modem.name() + " just now");
    } else if (!modem.line().mute().isEmpty() && !mute) {
      next.fail(503, "The modem " + modem.name() + " " + modem.line().mute());
    } else if (!next.isOver()) {
      leg = next;
      // Who waits for a sign of life of a carrier has one.
      next.tell(new Event.Message(false, "free", "The modem " + modem.name() + " is free\r\n"));
      next.dial(offer);
    }
  }

  /** A call came; whether there is room for it. */
  boolean takes(ModemLeg next) {
    if (leg != null || !modem.line().mute().isEmpty()) {
      return false;
    }
    leg = next;
    return true;
  }

  /** The modem gave this of the call's sound; on the thread of its port. */
  void sound(byte[] bytes, int length) {
    ModemLeg with = leg;
    if (with != null) {
      with.audio().fromModem(bytes, length);
    }
  }

  @Override
  public void sent(char digit) {
    modem.post(
        () -> {
          ModemLeg with = leg;
          if (with != null && with.isUp()) {
            modem.line().send(digit);
          }
        });
  }

  /** Unless the modem tells of it, too. */
  @Override
  public void heard(char digit) {
    modem.post(
        () -> {
          if (modem.line().hears(digit)) {
            pressed(String.valueOf(digit));
          }
        });
  }

  // --- What the modem says

  void said(boolean sent, String text) {
    ModemLeg with = leg;
    if (with != null && !with.isOver()) {
      with.tell(new Event.Message(sent, text, text + "\r\n"));
    }
  }

  void over(String text) {
    ModemLeg with = leg;
    if (with != null) {
      with.gone(text);
    }
  }

  void up() {
    ModemLeg with = leg;
    if (with != null) {
      with.up();
    }
  }

  void causeTold(int cause) {
    ModemLeg with = leg;
    if (with != null) {
      with.causeTold(cause);
    }
  }

  void pressed(String digit) {
    ModemLeg with = leg;
    if (with != null && digit.matches("[0-9*#A-D]")) {
      with.pressed(digit.charAt(0));
    }
  }

  /** The modem is gone. */
  void lost(String why) {
    ModemLeg with = leg;
    leg = null;
    if (with != null) {
      with.lost(why);
    }
  }

  /** Whether this is its call. */
  boolean has(ModemLeg which) {
    return leg == which;
  }

  /** Hangs up, and is free for the next call once that is done. */
  void hangUp(ModemLeg which) {
    if (leg == which) {
      modem.line().hangUp(which, () -> release(which));
    }
  }

  /** The call has ended, and not by us. */
  void over(ModemLeg which) {
    if (leg == which) {
      modem.line().over(which, () -> release(which));
    }
  }

  private void release(ModemLeg which) {
    if (leg == which) {
      leg = null;
      if (which.wasUp() || !modem.line().ringsOn()) {
        modem.rungOut();
      }
    }
  }
}
