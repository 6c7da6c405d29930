package org.meterline.telephony.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Objects;
import java.util.Random;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import net.jqwik.api.lifecycle.AfterProperty;
import org.meterline.telephony.address.OwnAddresses;

/** RTCP as RFC 3550, section 6, has it, read and written; anything else does no harm. */
class ReportsTest {
  private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");

  /** From 1900 to 1970. */
  private static final long NTP = 2_208_988_800L;

  private final MediaSocket socket;

  ReportsTest() throws IOException {
    socket = MediaSocket.bind(OwnAddresses.parse("127.0.0.1"), 0);
  }

  @AfterProperty
  void close() throws IOException {
    socket.close();
  }

  private Reports reports(String name) {
    return reports(name, new ReceiveStatistics());
  }

  private Reports reports(String name, ReceiveStatistics received) {
    return new Reports(new Outlet(socket, new Random(7)), received, () -> NOW, new Random(7), name);
  }

  private static int ssrc() {
    return new Random(7).nextInt();
  }

  /** Anything, often as a report begins. */
  @Property(tries = 3_000)
  void noOctetsDoHarm(
      @ForAll @Size(max = 120) byte[] octets,
      @ForAll @IntRange(min = 190, max = 225) int type,
      @ForAll @IntRange(max = 30) int words,
      @ForAll boolean begun) {
    if (begun && octets.length >= 4) {
      octets[0] = (byte) (0x80 | (octets[0] & 0x3F));
      octets[1] = (byte) type;
      octets[2] = 0;
      octets[3] = (byte) words;
    }
    Reports reports = reports("any");
    boolean read = reports.read(ByteBuffer.wrap(octets), 5);
    if (begun && octets.length >= 4) {
      assertEquals(type >= 192 && type <= 223 && 4 * (words + 1) <= octets.length, read);
    }
    Quality quality = reports.quality("PCMA");
    assertEquals(0, quality.packetsReceived());
    // Afterwards it writes as ever.
    ByteBuffer b = ByteBuffer.allocate(500);
    reports.write(b, false, 9);
    assertTrue(reports("other").read(b, 10));
  }

  /** Whatever the far end's name and ours, and whatever came, the packets fill what is written. */
  @Property(tries = 500)
  void whatIsWrittenIsOfWholePackets(
      @ForAll @AlphaChars @StringLength(min = 1, max = 200) String name,
      @ForAll boolean heard,
      @ForAll int from,
      @ForAll @IntRange(max = 65_535) int sequence,
      @ForAll @LongRange(min = 0, max = 60_000) long millis,
      @ForAll long theirs,
      @ForAll boolean goodbye) {
    var received = new ReceiveStatistics();
    Reports reports = reports(name, received);
    long then = 1_000_000_000L;
    if (heard) {
      received.packet(from, sequence, 0, true, then);
    }
    // A report of a sender, without blocks: its time comes back.
    assertTrue(reports.read(senderReport(from, theirs), then));

    ByteBuffer b = ByteBuffer.allocate(500);
    reports.write(b, goodbye, then + millis * 1_000_000);
    assertTrue(RtpPacket.isRtcp(b));
    assertEquals(0x80 | (heard ? 1 : 0), b.get() & 0xFF);
    assertEquals(Reports.RECEIVER, b.get() & 0xFF);
    assertEquals(heard ? 7 : 1, b.getShort());
    assertEquals(ssrc(), b.getInt());
    if (heard) {
      assertEquals(from, b.getInt());
      assertEquals(0, b.getInt(), "nothing is lost");
      assertEquals(sequence, b.getInt());
      assertEquals(0, b.getInt(), "one packet has no jitter");
      int middle = (int) (theirs >>> 16);
      assertEquals(middle, b.getInt());
      int held = middle == 0 ? 0 : (int) (millis * 65_536 / 1000);
      assertEquals(held, b.getInt(), 1.0);
    }
    assertEquals(0x81, b.get() & 0xFF);
    assertEquals(Reports.DESCRIPTION, b.get() & 0xFF);
    int end = b.position() + 2 + 4 * b.getShort();
    assertEquals(ssrc(), b.getInt());
    assertEquals(1, b.get(), "CNAME");
    byte[] text = new byte[b.get() & 0xFF];
    b.get(text);
    assertEquals(name, new String(text, StandardCharsets.US_ASCII));
    assertTrue(b.position() < end, "a null octet ends the items");
    while (b.position() < end) {
      assertEquals(0, b.get());
    }
    if (goodbye) {
      assertEquals(0x81CB0001, b.getInt());
      assertEquals(ssrc(), b.getInt());
    }
    assertEquals(0, b.remaining());
  }

  /** Section 6.4.1: what we tell of a sender report is of the source that the block is about. */
  @Property(tries = 200)
  void whoElseReportsAtItsAddressIsNotTakenForTheSource(
      @ForAll int source,
      @ForAll int other,
      @ForAll boolean early,
      @ForAll boolean reported,
      @ForAll @LongRange(min = 1L << 48) long theirs) {
    Assume.that(source != other);
    var received = new ReceiveStatistics();
    Reports reports = reports("us", received);
    if (early) {
      assertTrue(reports.read(senderReport(other, ~theirs), 5));
    }
    received.packet(source, 1, 0, true, 5);
    if (reported) {
      assertTrue(reports.read(senderReport(source, theirs), 5));
    }
    assertTrue(reports.read(senderReport(other, ~theirs), 5));
    ByteBuffer b = ByteBuffer.allocate(500);
    reports.write(b, false, 5);
    assertEquals(source, b.getInt(8));
    assertEquals(reported ? (int) (theirs >>> 16) : 0, b.getInt(24));
  }

  private static ByteBuffer senderReport(int source, long time) {
    ByteBuffer b = ByteBuffer.allocate(28);
    b.put((byte) 0x80).put((byte) Reports.SENDER).putShort((short) 6).putInt(source);
    return b.putLong(time).putInt(0).putInt(1).putInt(160).flip();
  }

  /** Of each report's blocks those about us alone count, and times that cannot be are none. */
  @Property(tries = 500)
  void theTimeThereAndBackIsRead(
      @ForAll @IntRange(max = 31) int others,
      @ForAll boolean sender,
      @ForAll @IntRange(max = 9_000) int tripMillis,
      @ForAll @IntRange(max = 9_000) int heldMillis,
      @ForAll @IntRange(max = 80_000) int jitter) {
    var received = new ReceiveStatistics();
    for (int i = 0; i < 3; i++) {
      received.packet(1, i, i * 160, true, i * 20_000_000L);
    }
    Reports reports = reports("us", received);
    int before = reports.quality("PCMA").mosHundredths();
    assertNull(reports.quality("PCMA").reported());
    int blocks = Math.min(31, others + 1);
    ByteBuffer b = ByteBuffer.allocate((sender ? 28 : 8) + 24 * blocks);
    b.put((byte) (0x80 | blocks)).put((byte) (sender ? Reports.SENDER : Reports.RECEIVER));
    b.putShort((short) (b.capacity() / 4 - 1)).putInt(77);
    b.position(sender ? 28 : 8);
    long now = (NOW.getEpochSecond() + NTP) << 16;
    for (int i = 1; i < blocks; i++) {
      b.putInt(ssrc() + i).position(b.position() + 12).putInt((int) now - 65_536).putInt(0);
    }
    int held = heldMillis * 65_536 / 1000;
    b.putInt(ssrc()).putInt(0xFF_FF_FF_FE).position(b.position() + 4); // two came twice
    b.putInt(jitter).putInt((int) now - held - tripMillis * 65_536 / 1000).putInt(held).flip();
    assertTrue(reports.read(b, 5));
    int expected = ListeningQuality.mosHundredths(3, 0, 0, tripMillis * 1000L);
    assertEquals(expected, reports.quality("PCMA").mosHundredths(), 1.0);
    Quality.Reported told = Objects.requireNonNull(reports.quality("PCMA").reported());
    assertEquals(0, told.packetsLost());
    assertEquals(jitter * 125L, told.jitterMicros(), "in ticks of 8,000 a second");
    assertEquals(tripMillis * 1000.0, (double) told.roundTripMicros(), 100);
    assertTrue(tripMillis < 600 || expected < before, "who waits so long is heard worse");
  }
}
