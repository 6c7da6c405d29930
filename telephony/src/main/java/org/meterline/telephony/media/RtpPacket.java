package org.meterline.telephony.media;

import java.nio.ByteBuffer;

/**
 * A view of one received RTP packet (RFC 3550, section 5.1). One per media thread, used again for
 * each packet, so that nothing is allocated.
 */
final class RtpPacket {
  static final int HEADER = 12;

  int payloadType;
  boolean marker;
  int sequence;
  int timestamp;
  int ssrc;

  /** Where the payload lies in the buffer. */
  int offset;

  int length;

  /** Reads the packet that fills the buffer; false when it is none. */
  boolean parse(ByteBuffer b) {
    int size = b.limit();
    if (size < HEADER) {
      return false;
    }
    int first = b.get(0) & 0xFF;
    if (first >> 6 != 2) {
      return false;
    }
    int second = b.get(1) & 0xFF;
    marker = (second & 0x80) != 0;
    payloadType = second & 0x7F;
    sequence = b.getShort(2) & 0xFFFF;
    timestamp = b.getInt(4);
    ssrc = b.getInt(8);
    int start = HEADER + 4 * (first & 0x0F);
    if ((first & 0x10) != 0) {
      if (start + 4 > size) {
        return false;
      }
      start += 4 + 4 * (b.getShort(start + 2) & 0xFFFF);
    }
    int end = size;
    if ((first & 0x20) != 0) {
      int padding = b.get(size - 1) & 0xFF;
      if (padding == 0) {
        return false;
      }
      end -= padding;
    }
    offset = start;
    length = end - start;
    return length >= 0;
  }

  /** Whether what came to an RTP port is RTCP (RFC 5761, section 4). */
  static boolean isRtcp(ByteBuffer b) {
    if (b.limit() < 8) {
      return false;
    }
    int type = b.get(1) & 0xFF;
    return type >= 192 && type <= 223;
  }
}
