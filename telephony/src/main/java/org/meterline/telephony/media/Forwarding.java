package org.meterline.telephony.media;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.codec.Codec;

/**
 * Where what a leg's far end says goes: to the leg that it is bridged to, into a mix, into
 * recordings. Who hears it is said by any thread; the rest is the leg's media thread's.
 */
final class Forwarding {
  private final EmbeddedLeg leg;

  /** The recordings of what the far end says. */
  final Taps taps = new Taps();

  private volatile @Nullable EmbeddedLeg peer;
  private volatile EmbeddedMix.@Nullable Member mixed;
  private volatile boolean unheard;
  private volatile boolean digitsOnly;
  private @Nullable Translation translation;

  Forwarding(EmbeddedLeg leg) {
    this.leg = leg;
  }

  @Nullable EmbeddedLeg peer() {
    return peer;
  }

  void peer(@Nullable EmbeddedLeg other) {
    peer = other;
  }

  EmbeddedMix.@Nullable Member mixed() {
    return mixed;
  }

  void mixed(EmbeddedMix.@Nullable Member member) {
    mixed = member;
  }

  void unheard(boolean held) {
    unheard = held;
  }

  void digitsOnly(boolean only) {
    digitsOnly = only;
  }

  /**
   * Takes a packet of audio or of an event.
   *
   * @return whether something is due from now on
   */
  boolean take(Session agreed, Session.Kind kind, RtpPacket packet, ByteBuffer b, long now) {
    Codec spokenIn = kind.codec;
    EmbeddedLeg other = peer;
    Session heard = other == null ? null : other.session();
    if (spokenIn != null && !unheard && (heard == null || heard.sends())) {
      taps.take(spokenIn, b, packet.offset, packet.length, packet.ssrc, packet.timestamp, now);
    }
    // Of events, too, the packets stay here: there is room for talk in what no event needs of them.
    if (kind == Session.Kind.NOTHING || !agreed.receives() || digitsOnly) {
      return false;
    }
    EmbeddedMix.Member member = mixed;
    if (member != null) {
      if (!unheard) {
        member.take(kind, packet, b, now);
      }
      return false;
    }
    if (other == null || heard == null) {
      return false;
    }
    Decoding under = other.under();
    if (under != null) {
      under.take(kind, packet, b, now);
      return false;
    }
    boolean event = kind == Session.Kind.EVENT;
    Session.Kind spoken = event ? Session.Kind.of(agreed.codec()) : kind;
    if (spoken.passesTo(heard.codec())) {
      other.relay(leg, agreed, packet, kind, b, now);
      return false;
    }
    return translate(kind, packet, b, now);
  }

  private boolean translate(Session.Kind kind, RtpPacket packet, ByteBuffer b, long now) {
    Translation own = translation;
    if (own == null) {
      own = new Translation();
      translation = own;
    }
    return own.take(kind, packet, b, now);
  }

  /** A telephone event is over: those to whom its packets do not go hear of it otherwise. */
  void pressed(char digit) {
    EmbeddedMix.Member member = mixed;
    EmbeddedLeg other = peer;
    Session agreed = leg.session();
    if (member != null) {
      member.pressed(digit);
    } else if (other != null && agreed != null && agreed.receives()) {
      Session heard = other.session();
      boolean passed =
          heard != null
              && !digitsOnly
              && agreed.sharesEvents(heard)
              && heard.takes(DigitReceiver.DIGITS.indexOf(digit));
      if (heard != null && (other.under() != null || !passed)) {
        other.sendDigit(digit);
      }
    }
  }

  /** A digit was heard as a tone, which passes as all audio does. */
  void sounded(char digit) {
    if (digitsOnly) {
      pressed(digit);
    }
  }

  /** Says what is due to the leg that it is bridged to; answers when the next is. */
  long tick(long next, long now) {
    Translation own = translation;
    if (own == null) {
      return next;
    }
    EmbeddedLeg other = mixed == null ? peer : null;
    boolean over = other == null || other.under() != null;
    return Math.min(next, own.tick(leg, over ? null : other, now));
  }
}
