package org.meterline.telephony.media;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.meterline.telephony.codec.Law;

/** Writes the packets of one RTP stream, and counts them. Of its {@link Outlet} alone. */
final class PacketWriter {
  /** Octets of a telephone event. */
  private static final int EVENT = 4;

  private final MediaSocket channel;
  private final int ssrc;
  private Protection protection = new Protection.Unkeyed(true);
  private long packets;
  private long octets;

  PacketWriter(MediaSocket channel, int ssrc) {
    this.channel = channel;
    this.ssrc = ssrc;
  }

  int ssrc() {
    return ssrc;
  }

  long packets() {
    return packets;
  }

  long octets() {
    return octets;
  }

  void protection(Protection next) {
    protection = next;
  }

  boolean waitsForKeys() {
    return protection.isPending();
  }

  void header(ByteBuffer b, int at, boolean mark, int type, int sequence, int timestamp) {
    b.put(at, (byte) 0x80);
    b.put(at + 1, (byte) (type | (mark ? 0x80 : 0)));
    b.putShort(at + 2, (short) sequence);
    b.putInt(at + 4, timestamp);
    b.putInt(at + 8, ssrc);
  }

  /**
   * @param payload how many octets of it count
   */
  void send(ByteBuffer b, InetSocketAddress to, int payload) {
    if (!protection.protect(b)) {
      return;
    }
    try {
      if (channel.send(b, to) > 0) {
        packets++;
        octets += payload;
      }
    } catch (IOException e) {
      // Unreachable for the moment or closing: the next packet tries again, a call's time-out ends
      // it.
    }
  }

  /** An event's length in the ticks of another far end. */
  static void lengthen(ByteBuffer b, RtpPacket packet, int from, int to) {
    if (from != to && packet.length >= EVENT) {
      int length = b.getShort(packet.offset + 2) & 0xFFFF;
      b.putShort(packet.offset + 2, (short) Math.min(0xFFFFL, (long) length * to / from));
    }
  }

  /** G.711 in the other law. */
  static void transcode(ByteBuffer b, RtpPacket packet, Law from) {
    int end = packet.offset + packet.length;
    for (int i = packet.offset; i < end; i++) {
      b.put(i, from.transcode(b.get(i)));
    }
  }
}
