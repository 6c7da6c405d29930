package org.meterline.telephony.media;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.codec.Codec;

/**
 * Legs of which each hears all others, or all but some: every 20 ms what each of them says comes
 * out of its jitter buffer, is added up, and goes to each without what itself has said. Where two
 * of them speak wide codecs this is done at 16 kHz, else at 8.
 *
 * <p>It has the media thread of the leg that comes first; legs of other threads hand their packets
 * over through their jitter buffers, and take their frames at their outlets, as bridged legs do.
 * Nothing is allocated for a frame or a packet.
 */
final class EmbeddedMix extends Paced implements MediaPlane.Mix {
  /** What is later than this after the machine stood still is left out. */
  private static final long LATEST_NANOS = 10 * Outlet.FRAME_NANOS;

  private static final Member[] NOBODY = {};

  private final Object bridging;
  private final int[] total = new int[Codec.WIDE_FRAME];
  private final int[] rest = new int[Codec.WIDE_FRAME];
  private final short[] frame = new short[Codec.WIDE_FRAME];

  /** Changed under {@link #bridging}, read by media threads. */
  private volatile Member[] members = NOBODY;

  private @Nullable MediaLoop loop;
  private boolean closed;

  /**
   * @param bridging the plane's lock on who hears whom
   */
  EmbeddedMix(Object bridging) {
    this.bridging = bridging;
  }

  /** A leg in the mix. */
  final class Member {
    final EmbeddedLeg leg;
    private final Limiter limiter = new Limiter();
    private final short[] said = new short[Codec.WIDE_FRAME];
    private Member[] unheard = NOBODY;
    private Member[] digitsTo = NOBODY;
    private volatile Decoding decoding = new Decoding(Codec.RATE);
    private volatile float gain = 1;
    private boolean speaks;

    private Member(EmbeddedLeg leg) {
      this.leg = leg;
    }

    /** Takes a packet of what the leg's far end says; on the leg's media thread. */
    void take(Session.Kind kind, RtpPacket packet, ByteBuffer b, long now) {
      decoding.take(kind, packet, b, now);
    }

    /** A telephone event was pressed. */
    void pressed(char digit) {
      for (Member each : digitsTo) {
        each.leg.sendDigit(digit);
      }
    }

    /** Leaves; under the plane's lock. */
    void leave() {
      drop(this);
    }

    private void listen(int rate, long now) {
      if (decoding.rate() != rate) {
        decoding = new Decoding(rate);
      }
      speaks = decoding.next(said, now);
      float times = gain;
      if (speaks && times != 1) {
        for (int i = 0; i < rate / 50; i++) {
          said[i] = (short) Math.clamp(Math.round(said[i] * times), -32_768, 32_767);
        }
      }
    }
  }

  // --- Who is in it, from any thread

  @Override
  public void add(MediaPlane.MediaLeg which) {
    EmbeddedLeg leg = EmbeddedMediaPlane.own(which);
    synchronized (bridging) {
      if (closed || leg.isClosed() || member(leg) != null) {
        return;
      }
      EmbeddedMediaPlane.part(leg);
      Member member = new Member(leg);
      Member[] more = Arrays.copyOf(members, members.length + 1);
      more[more.length - 1] = member;
      members = more;
      leg.mixed(member);
      MediaLoop own = loop;
      if (own == null) {
        own = leg.loop();
        loop = own;
      }
      if (more.length == 1) {
        MediaLoop pacing = own;
        pacing.post(() -> pacing.pace(this, pacing.now()));
      }
    }
  }

  @Override
  public void remove(MediaPlane.MediaLeg which) {
    EmbeddedLeg leg = EmbeddedMediaPlane.own(which);
    synchronized (bridging) {
      Member member = member(leg);
      if (member != null) {
        drop(member);
      }
    }
  }

  @SuppressWarnings("ReferenceEquality") // who it is, not what it looks like
  private void drop(Member member) {
    members = without(members, member);
    for (Member each : members) {
      each.unheard = without(each.unheard, member);
      each.digitsTo = without(each.digitsTo, member);
    }
    if (member.leg.mixed() == member) {
      member.leg.mixed(null);
    }
    MediaLoop pacing = loop;
    if (members.length == 0 && pacing != null) {
      pacing.post(
          () -> {
            if (members.length == 0) {
              pacing.rest(this);
            }
          });
    }
  }

  @SuppressWarnings("ReferenceEquality")
  private static Member[] without(Member[] all, Member which) {
    return Arrays.stream(all).filter(each -> each != which).toArray(Member[]::new);
  }

  private static Member[] with(Member[] all, Member which) {
    Member[] more = Arrays.copyOf(all, all.length + 1);
    more[all.length] = which;
    return more;
  }

  @SuppressWarnings("ReferenceEquality")
  private @Nullable Member member(EmbeddedLeg leg) {
    for (Member each : members) {
      if (each.leg == leg) {
        return each;
      }
    }
    return null;
  }

  @Override
  public void hears(MediaPlane.MediaLeg listener, MediaPlane.MediaLeg speaker, boolean on) {
    synchronized (bridging) {
      Member ear = member(EmbeddedMediaPlane.own(listener));
      Member mouth = member(EmbeddedMediaPlane.own(speaker));
      if (ear != null && mouth != null) {
        Member[] others = without(ear.unheard, mouth);
        ear.unheard = on ? others : with(others, mouth);
      }
    }
  }

  @Override
  public void passDigits(MediaPlane.MediaLeg from, MediaPlane.MediaLeg to) {
    synchronized (bridging) {
      Member finger = member(EmbeddedMediaPlane.own(from));
      Member ear = member(EmbeddedMediaPlane.own(to));
      if (finger != null && ear != null) {
        finger.digitsTo = with(without(finger.digitsTo, ear), ear);
      }
    }
  }

  @Override
  public void gain(MediaPlane.MediaLeg speaker, double decibels) {
    synchronized (bridging) {
      Member member = member(EmbeddedMediaPlane.own(speaker));
      if (member != null) {
        member.gain = (float) Math.pow(10, Math.clamp(decibels, -60, 20) / 20);
      }
    }
  }

  @Override
  public void close() {
    synchronized (bridging) {
      closed = true;
      for (Member each : members) {
        drop(each);
      }
    }
  }

  // --- Its media thread's part

  @Override
  long tick(long now) {
    if (now - due > LATEST_NANOS) {
      due = now;
    }
    long at = due;
    while (at - now <= 0) {
      mix(members, at);
      at += Outlet.FRAME_NANOS;
    }
    return at;
  }

  private void mix(Member[] all, long at) {
    int rate = rate(all);
    int count = rate / 50;
    Arrays.fill(total, 0, count, 0);
    for (Member each : all) {
      each.listen(rate, at);
      if (each.speaks) {
        add(each.said, 1, total, count);
      }
    }
    for (Member each : all) {
      System.arraycopy(total, 0, rest, 0, count);
      leaveOut(each, count);
      for (Member unheard : each.unheard) {
        leaveOut(unheard, count);
      }
      each.limiter.limit(rest, frame, count);
      each.leg.hear(this, frame, rate, at);
    }
  }

  private void leaveOut(Member which, int count) {
    if (which.speaks) {
      add(which.said, -1, rest, count);
    }
  }

  private static void add(short[] frame, int times, int[] to, int count) {
    for (int i = 0; i < count; i++) {
      to[i] += times * frame[i];
    }
  }

  /** What only one of them could hear is of no use. */
  private static int rate(Member[] all) {
    int wide = 0;
    for (Member each : all) {
      wide += each.leg.isWide() ? 1 : 0;
    }
    return wide > 1 ? Codec.WIDE : Codec.RATE;
  }
}
