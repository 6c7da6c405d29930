package org.meterline.telephony.media;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A leg's RTCP (RFC 3550, section 6): writes compound packets of a sender or receiver report, SDES
 * with the CNAME, and BYE; reads what the far end reports. Used by the leg's media thread; what
 * they come to is read by others too.
 */
final class Reports {
  static final int SENDER = 200;
  static final int RECEIVER = 201;
  static final int DESCRIPTION = 202;
  static final int BYE = 203;

  /** Section 6.2; the real interval is drawn from half to one and a half of it. */
  private static final long INTERVAL_NANOS = 5_000_000_000L;

  /** From 1900, where NTP begins, to 1970. */
  private static final long NTP_EPOCH = 2_208_988_800L;

  private final Outlet outlet;
  private final ReceiveStatistics received;
  private final InstantSource clock;
  private final Random random;
  private final byte[] cname;

  private long due;
  private boolean scheduled;
  private long packetsReported;

  /** Of whom the last sender report was that was taken. */
  private int lastSender;

  private int lastSenderReport;
  private long lastSenderReportAt;
  private boolean saidSomething;

  /** From the last report about what we send (section 6.4.1); 0 if unknown. */
  private volatile long roundTripMicros;

  private volatile Quality.@Nullable Reported reported;

  Reports(
      Outlet outlet,
      ReceiveStatistics received,
      InstantSource clock,
      Random random,
      String canonicalName) {
    this.outlet = outlet;
    this.received = received;
    this.clock = clock;
    this.random = random;
    this.cname = canonicalName.getBytes(StandardCharsets.US_ASCII);
  }

  /** Whether a report is due; decides when the next one is. */
  boolean due(long now) {
    if (!scheduled) {
      scheduled = true;
      due = now + INTERVAL_NANOS / 2 + random.nextLong(INTERVAL_NANOS / 2);
      return false;
    }
    if (now - due < 0) {
      return false;
    }
    due = now + INTERVAL_NANOS / 2 + random.nextLong(INTERVAL_NANOS);
    return true;
  }

  /** Whether the far end knows of us, so that a BYE means something to it (section 6.3.7). */
  boolean isKnown() {
    return saidSomething || outlet.packets() > 0;
  }

  /** Writes a report into the buffer and flips it; {@code goodbye} adds BYE. */
  void write(ByteBuffer b, boolean goodbye, long now) {
    saidSomething = true;
    b.clear();
    long packets = outlet.packets();
    boolean sender = packets != packetsReported;
    packetsReported = packets;
    ReceiveStatistics.Report block = received.report();
    int count = block == null ? 0 : 1;
    b.put((byte) (0x80 | count)).put((byte) (sender ? SENDER : RECEIVER));
    b.putShort((short) ((sender ? 6 : 1) + 6 * count)).putInt(outlet.ssrc());
    if (sender) {
      Instant at = clock.instant();
      b.putLong(ntp(at)).putInt(outlet.timestampAt(now));
      b.putInt((int) packets).putInt((int) outlet.octets());
    }
    if (block != null) {
      b.putInt(block.ssrc()).putInt((block.fraction() << 24) | block.lost());
      int last = block.ssrc() == lastSender ? lastSenderReport : 0;
      b.putInt(block.highest()).putInt(block.jitter()).putInt(last);
      long since = last == 0 ? 0 : now - lastSenderReportAt;
      b.putInt((int) ((since / 1000 * 65_536) / 1_000_000));
    }
    int padded = (2 + cname.length + 1 + 3) & ~3;
    b.put((byte) 0x81).put((byte) DESCRIPTION).putShort((short) (1 + padded / 4));
    b.putInt(outlet.ssrc()).put((byte) 1).put((byte) cname.length).put(cname);
    for (int i = 2 + cname.length; i < padded; i++) {
      b.put((byte) 0);
    }
    if (goodbye) {
      b.put((byte) 0x81).put((byte) BYE).putShort((short) 1).putInt(outlet.ssrc());
    }
    b.flip();
  }

  /** Reads a compound packet; false when it is none. */
  boolean read(ByteBuffer b, long now) {
    int at = 0;
    boolean any = false;
    while (at + 4 <= b.limit()) {
      int first = b.get(at) & 0xFF;
      int type = b.get(at + 1) & 0xFF;
      int size = 4 * ((b.getShort(at + 2) & 0xFFFF) + 1);
      if (first >> 6 != 2 || type < 192 || type > 223 || at + size > b.limit()) {
        return any;
      }
      any = true;
      int blocks = first & 0x1F;
      if (type == SENDER && size >= 28) {
        sent(b.getInt(at + 4), (int) (b.getLong(at + 8) >>> 16), now);
        blocks(b, at + 28, Math.min(blocks, (size - 28) / 24));
      } else if (type == RECEIVER && size >= 8) {
        blocks(b, at + 8, Math.min(blocks, (size - 8) / 24));
      }
      at += size;
    }
    return any;
  }

  /** What we answer is of the source that our block is about, not of another at its address. */
  private void sent(int by, int middle, long now) {
    if (received.mayBe(by)) {
      lastSender = by;
      lastSenderReport = middle;
      lastSenderReportAt = now;
    }
  }

  /** How the leg's audio is; any thread may ask. */
  Quality quality(String codec) {
    long packets = received.received();
    long lost = received.lost();
    long jitter = received.jitterMicros();
    return new Quality(
        packets,
        outlet.packets(),
        lost,
        received.dropped(),
        jitter,
        ListeningQuality.mosHundredths(packets, lost, jitter, roundTripMicros),
        codec,
        reported);
  }

  private void blocks(ByteBuffer b, int start, int count) {
    for (int i = 0; i < count; i++) {
      int at = start + 24 * i;
      if (b.getInt(at) == outlet.ssrc()) {
        travelled(b.getInt(at + 16), b.getInt(at + 20));
        heard(b.getInt(at + 4), b.getInt(at + 12));
      }
    }
  }

  /** Since the report of ours that it heard last it waited so long, in 1/65,536 s. */
  private void travelled(int ours, int waited) {
    int middle = (int) (ntp(clock.instant()) >>> 16);
    int trip = middle - ours - waited;
    if (ours != 0 && trip >= 0 && trip < 10 << 16) {
      roundTripMicros = (trip * 1_000_000L) >> 16;
    }
  }

  /** What comes twice makes the loss negative; more than was sent cannot be lost. */
  private void heard(int fractionAndLost, int jitter) {
    long sent = outlet.packets();
    long lost = Math.clamp((fractionAndLost << 8) >> 8, 0, sent);
    long micros = Integer.toUnsignedLong(jitter) * 1_000_000 / outlet.clock();
    long trip = roundTripMicros;
    int mos = ListeningQuality.mosHundredths(sent - lost, lost, micros, trip);
    reported = new Quality.Reported(lost, micros, trip, mos);
  }

  private static long ntp(Instant at) {
    return ((at.getEpochSecond() + NTP_EPOCH) << 32)
        | (((long) at.getNano() << 32) / 1_000_000_000L);
  }
}
