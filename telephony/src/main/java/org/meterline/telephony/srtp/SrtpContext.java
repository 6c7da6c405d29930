package org.meterline.telephony.srtp;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Protects, or unprotects, the packets of one direction (RFC 3711), in place, and allocates
 * nothing. What cannot be authenticated, was seen before or is no packet is refused, and so is
 * sending a sequence number twice: its key stream would be used twice.
 */
public final class SrtpContext {
  /** Octets a packet grows by at most; this much room must lie behind its limit. */
  public static final int MOST_ADDED = 4 + SrtpProfile.CONTROL_TAG;

  private static final int LARGEST = 2048;
  private static final int RTP_HEADER = 12;
  private static final int RTCP_HEADER = 8;

  /** Sources of one direction: a far end takes a new one when it begins anew. */
  private static final int SOURCES = 8;

  private static final int ENCRYPTED = 0x8000_0000;
  private static final int LAST_CONTROL = 0x7FFF_FFFF;

  private final int tag;
  private final SessionKeys rtp;
  private final SessionKeys rtcp;
  private final @Nullable PacketWindow[] audio = new @Nullable PacketWindow[SOURCES];
  private final @Nullable PacketWindow[] control = new @Nullable PacketWindow[SOURCES];
  private final PacketWindow unknown = new PacketWindow(0);
  private final byte[] packet = new byte[LARGEST];
  private int controlSent;
  private long uses;

  SrtpContext(SrtpProfile profile, byte[] masterKey, byte[] masterSalt) {
    this.tag = profile.tag;
    this.rtp = new SessionKeys(masterKey, masterSalt, SessionKeys.RTP);
    this.rtcp = new SessionKeys(masterKey, masterSalt, SessionKeys.RTCP);
  }

  /** Protects the RTP packet from the buffer's position to its limit, which moves on. */
  public synchronized boolean protect(ByteBuffer b) {
    int size = read(b, tag);
    int payload = payload(size);
    if (payload < 0) {
      return false;
    }
    int ssrc = word(8);
    PacketWindow window = find(audio, ssrc);
    long index = window.index(sequence());
    if (!window.isFresh(index)) {
      return false;
    }
    keep(audio, window, index);
    rtp.crypt(packet, payload, size, ssrc, index);
    System.arraycopy(rtp.tag(packet, size, (int) (index >>> 16)), 0, packet, size, tag);
    return write(b, size + tag);
  }

  /** Unprotects the RTP packet from the buffer's position to its limit, which moves back. */
  public synchronized boolean unprotect(ByteBuffer b) {
    int size = read(b, 0) - tag;
    int payload = payload(size);
    if (payload < 0) {
      return false;
    }
    int ssrc = word(8);
    PacketWindow window = find(audio, ssrc);
    long index = window.index(sequence());
    if (!window.isFresh(index) || differs(rtp.tag(packet, size, (int) (index >>> 16)), size, tag)) {
      return false;
    }
    keep(audio, window, index);
    rtp.crypt(packet, payload, size, ssrc, index);
    return write(b, size);
  }

  /** Protects the RTCP packet from the buffer's position to its limit, which moves on. */
  public synchronized boolean protectControl(ByteBuffer b) {
    int size = read(b, MOST_ADDED);
    if (size < RTCP_HEADER || controlSent == LAST_CONTROL) {
      return false;
    }
    int index = ++controlSent;
    rtcp.crypt(packet, RTCP_HEADER, size, word(4), index);
    int trailer = index | ENCRYPTED;
    for (int i = 0; i < 4; i++) {
      packet[size + i] = (byte) (trailer >>> (24 - 8 * i));
    }
    int length = size + 4;
    System.arraycopy(rtcp.tag(packet, length), 0, packet, length, SrtpProfile.CONTROL_TAG);
    return write(b, length + SrtpProfile.CONTROL_TAG);
  }

  /** Unprotects the RTCP packet from the buffer's position to its limit, which moves back. */
  public synchronized boolean unprotectControl(ByteBuffer b) {
    int length = read(b, 0) - SrtpProfile.CONTROL_TAG;
    int size = length - 4;
    if (size < RTCP_HEADER) {
      return false;
    }
    int trailer = word(size);
    int index = trailer & ~ENCRYPTED;
    int ssrc = word(4);
    PacketWindow window = find(control, ssrc);
    if ((trailer & ENCRYPTED) == 0
        || !window.isFresh(index)
        || differs(rtcp.tag(packet, length), length, SrtpProfile.CONTROL_TAG)) {
      return false;
    }
    keep(control, window, index);
    rtcp.crypt(packet, RTCP_HEADER, size, ssrc, index);
    return write(b, size);
  }

  /** Copies the packet here; -1 if it, with so much more, is too large. */
  private int read(ByteBuffer b, int more) {
    int size = b.remaining();
    if (size + more > LARGEST || b.capacity() - b.limit() < more) {
      return -1;
    }
    b.get(b.position(), packet, 0, size);
    return size;
  }

  private boolean write(ByteBuffer b, int size) {
    b.limit(b.position() + size);
    b.put(b.position(), packet, 0, size);
    return true;
  }

  /** Where what is encrypted begins: behind contributing sources and extension; or -1. */
  private int payload(int size) {
    if (size < RTP_HEADER || (packet[0] & 0xC0) != 0x80) {
      return -1;
    }
    int at = RTP_HEADER + 4 * (packet[0] & 0x0F);
    if ((packet[0] & 0x10) != 0) {
      if (at + 4 > size) {
        return -1;
      }
      at += 4 + 4 * (((packet[at + 2] & 0xFF) << 8) | (packet[at + 3] & 0xFF));
    }
    return at <= size ? at : -1;
  }

  private int sequence() {
    return ((packet[2] & 0xFF) << 8) | (packet[3] & 0xFF);
  }

  private int word(int at) {
    return ((packet[at] & 0xFF) << 24)
        | ((packet[at + 1] & 0xFF) << 16)
        | ((packet[at + 2] & 0xFF) << 8)
        | (packet[at + 3] & 0xFF);
  }

  private boolean differs(byte[] expected, int at, int length) {
    int difference = 0;
    for (int i = 0; i < length; i++) {
      difference |= expected[i] ^ packet[at + i];
    }
    return difference != 0;
  }

  private PacketWindow find(@Nullable PacketWindow[] among, int ssrc) {
    for (PacketWindow each : among) {
      if (each != null && each.ssrc == ssrc) {
        return each;
      }
    }
    unknown.restart(ssrc);
    return unknown;
  }

  /** Takes the packet; a new source is remembered from its first authentic packet on. */
  private void keep(@Nullable PacketWindow[] among, PacketWindow window, long index) {
    PacketWindow kept = window.equals(unknown) ? place(among) : window;
    kept.usedAt = ++uses;
    kept.take(index);
  }

  private PacketWindow place(@Nullable PacketWindow[] among) {
    int oldest = 0;
    long at = Long.MAX_VALUE;
    for (int i = 0; i < among.length; i++) {
      PacketWindow each = among[i];
      long used = each == null ? 0 : each.usedAt;
      if (used < at) {
        oldest = i;
        at = used;
      }
    }
    PacketWindow place = new PacketWindow(unknown.ssrc);
    among[oldest] = place;
    return place;
  }
}
