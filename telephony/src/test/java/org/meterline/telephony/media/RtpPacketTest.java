package org.meterline.telephony.media;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.meterline.telephony.address.OwnAddresses;

/**
 * Reading RTP: what is one is read as RFC 3550, section 5.1, has it, and nothing else does harm.
 */
class RtpPacketTest {
  private final RtpPacket packet = new RtpPacket();

  /** Anything, often with the version in its place, so that more than the first look is tried. */
  @Property(tries = 3_000)
  void noOctetsDoHarm(@ForAll @Size(max = 100) byte[] octets, @ForAll boolean versioned) {
    if (versioned && octets.length > 0) {
      octets[0] = (byte) (0x80 | (octets[0] & 0x3F));
    }
    ByteBuffer b = ByteBuffer.wrap(octets);
    if (packet.parse(b)) {
      assertTrue(packet.offset >= RtpPacket.HEADER && packet.length >= 0);
      assertTrue(packet.offset + packet.length <= octets.length);
      assertTrue(packet.payloadType < 128 && packet.sequence < 1 << 16);
      assertTrue(packet.payloadType >= 0 && packet.sequence >= 0);
      assertTrue(versioned || (octets[0] & 0xC0) == 0x80);
    }
    assertFalse(RtpPacket.isRtcp(b) && octets.length < 8);
  }

  /** With sources, an extension and padding, and cut off anywhere. */
  @Property
  void theFieldsAreWhereTheStandardHasThem(
      @ForAll boolean mark,
      @ForAll @IntRange(max = 127) int type,
      @ForAll @IntRange(max = 65_535) int sequence,
      @ForAll int timestamp,
      @ForAll int ssrc,
      @ForAll @Size(max = 15) int[] sources,
      @ForAll boolean extended,
      @ForAll @Size(max = 8) int[] extension,
      @ForAll @IntRange(max = 255) int padding,
      @ForAll @Size(max = 200) byte[] payload) {
    ByteBuffer b = ByteBuffer.allocate(1_000);
    int flags = (padding > 0 ? 0x20 : 0) | (extended ? 0x10 : 0);
    b.put((byte) (0x80 | flags | sources.length)).put((byte) (type | (mark ? 0x80 : 0)));
    b.putShort((short) sequence).putInt(timestamp).putInt(ssrc);
    for (int source : sources) {
      b.putInt(source);
    }
    if (extended) {
      b.putShort((short) 0xBEDE).putShort((short) extension.length);
      for (int word : extension) {
        b.putInt(word);
      }
    }
    int head = b.position();
    b.put(payload);
    for (int i = 1; i <= padding; i++) {
      b.put((byte) (i == padding ? padding : 0));
    }
    b.flip();
    assertTrue(packet.parse(b));
    is(mark, type, sequence, timestamp, ssrc, payload, b);
    if (padding == 0) {
      // Without its last octets it has a shorter payload; without all of its head it is none.
      for (int size = 0; size < b.capacity() && size < head + payload.length; size++) {
        b.limit(size);
        assertEquals(size >= head, packet.parse(b), "of " + size);
        assertTrue(size < head || packet.length == size - head);
      }
    }
  }

  @Property(tries = 200)
  void whatIsWrittenIsReadBackTheSame(
      @ForAll boolean mark,
      @ForAll @IntRange(max = 127) int type,
      @ForAll @IntRange(max = 65_535) int sequence,
      @ForAll int timestamp,
      @ForAll int ssrc,
      @ForAll @Size(max = 200) byte[] payload)
      throws IOException {
    try (var socket = MediaSocket.bind(OwnAddresses.parse("127.0.0.1"), 0)) {
      ByteBuffer b = ByteBuffer.allocate(RtpPacket.HEADER + payload.length);
      new PacketWriter(socket, ssrc).header(b, 0, mark, type, sequence, timestamp);
      b.put(RtpPacket.HEADER, payload);
      assertTrue(packet.parse(b));
      is(mark, type, sequence, timestamp, ssrc, payload, b);
    }
  }

  private void is(
      boolean mark, int type, int sequence, int timestamp, int ssrc, byte[] payload, ByteBuffer b) {
    assertEquals(mark, packet.marker);
    assertEquals(type, packet.payloadType);
    assertEquals(sequence, packet.sequence);
    assertEquals(timestamp, packet.timestamp);
    assertEquals(ssrc, packet.ssrc);
    byte[] read = new byte[packet.length];
    b.get(packet.offset, read);
    assertArrayEquals(payload, read);
  }

  @Example
  void paddingHasAtLeastItsOwnOctet() {
    byte[] octets = new byte[RtpPacket.HEADER + 4];
    octets[0] = (byte) 0xA0;
    assertFalse(packet.parse(ByteBuffer.wrap(octets)), "of none");
    octets[octets.length - 1] = 5;
    assertFalse(packet.parse(ByteBuffer.wrap(octets)), "of more than there is");
    octets[octets.length - 1] = 4;
    assertTrue(packet.parse(ByteBuffer.wrap(octets)) && packet.length == 0, "of all");
  }
}
