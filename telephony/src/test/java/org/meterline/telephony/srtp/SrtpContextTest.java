package org.meterline.telephony.srtp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jitsi.srtp.SrtpContextFactory;
import org.jitsi.srtp.SrtpErrorStatus;
import org.jitsi.srtp.SrtpPolicy;
import org.jitsi.utils.ByteArrayBuffer;
import org.jitsi.utils.logging2.LoggerImpl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** SRTP and SRTCP: the vectors of the standard, and another's implementation as the judge. */
class SrtpContextTest {
  private static final HexFormat HEX = HexFormat.of();
  private static final byte[] KEY = HEX.parseHex("e1f97a0d3e018be0d64fa32c06de4139");
  private static final byte[] SALT = HEX.parseHex("0ec675ad498afeebb6960b3aabe6");
  private static final int SSRC = 0xCAFE_BABE;

  private static SrtpContext context(SrtpProfile profile) {
    return SrtpKeys.of(profile, KEY, SALT).begin();
  }

  /** RFC 3711, appendix B.3. */
  @Test
  void keysAreDerived() throws GeneralSecurityException {
    assertEquals(
        "c61e7a93744f39ee10734afe3ff7a087",
        HEX.formatHex(SessionKeys.derive(KEY, SALT, SessionKeys.RTP, 16)));
    assertEquals(
        "cebe321f6ff7716b6fd4ab49af256a156d38baa4",
        HEX.formatHex(SessionKeys.derive(KEY, SALT, SessionKeys.RTP + 1, 20)));
    assertEquals(
        "30cbbc08863d8c85d49db34a9ae1",
        HEX.formatHex(SessionKeys.derive(KEY, SALT, SessionKeys.RTP + 2, 14)));
  }

  /** The packet that libsrtp checks itself with. */
  @Test
  void aPacketOfLibsrtp() {
    String header = "800f1234decafbadcafebabe";
    ByteBuffer b = buffer(HEX.parseHex(header + "ab".repeat(16)));
    assertTrue(context(SrtpProfile.AES_CM_128_HMAC_SHA1_80).protect(b));
    String protectedOnes = header + "4e55dc4ce79978d88ca4d215949d2402" + "b78d6acc99ea179b8dbb";
    assertEquals(protectedOnes, HEX.formatHex(octets(b)));
  }

  @ParameterizedTest
  @EnumSource
  void anotherUnderstandsUsAndWeIt(SrtpProfile profile) throws GeneralSecurityException {
    Random random = new Random(7);
    SrtpPolicy audio =
        new SrtpPolicy(
            SrtpPolicy.AESCM_ENCRYPTION,
            16,
            SrtpPolicy.HMACSHA1_AUTHENTICATION,
            20,
            profile.tag,
            14);
    SrtpPolicy control =
        new SrtpPolicy(
            SrtpPolicy.AESCM_ENCRYPTION, 16, SrtpPolicy.HMACSHA1_AUTHENTICATION, 20, 10, 14);
    var log = new LoggerImpl("judge");
    var sender = new SrtpContextFactory(true, KEY, SALT, audio, control, log);
    var receiver = new SrtpContextFactory(false, KEY, SALT, audio, control, log);
    var theirOut = sender.deriveContext(SSRC, 0);
    var theirIn = receiver.deriveContext(SSRC, 0);
    var theirControlOut = sender.deriveControlContext(SSRC);
    var theirControlIn = receiver.deriveControlContext(SSRC);
    SrtpContext out = context(profile);
    SrtpContext in = context(profile);
    int sequence = 65_000; // wraps
    for (int i = 0; i < 1200; i++, sequence += 1 + random.nextInt(3)) {
      byte[] clear = rtp(sequence, random.nextInt(400), random, i % 3 == 0);
      ByteBuffer ours = buffer(clear);
      assertTrue(out.protect(ours));
      Region theirs = new Region(clear);
      assertEquals(SrtpErrorStatus.OK, theirOut.transformPacket(theirs));
      assertArrayEquals(theirs.octets(), octets(ours));

      ByteBuffer back = buffer(theirs.octets());
      assertTrue(in.unprotect(back));
      assertArrayEquals(clear, octets(back));
      assertFalse(in.unprotect(buffer(theirs.octets())), "a replay");
      assertEquals(SrtpErrorStatus.OK, theirIn.reverseTransformPacket(theirs, false));
      assertArrayEquals(clear, theirs.octets());

      byte[] report = rtcp(random);
      ByteBuffer ourReport = buffer(report);
      assertTrue(out.protectControl(ourReport));
      Region read = new Region(octets(ourReport));
      assertEquals(SrtpErrorStatus.OK, theirControlIn.reverseTransformPacket(read));
      assertArrayEquals(report, read.octets());
      Region theirReport = new Region(report);
      theirControlOut.transformPacket(theirReport);
      ByteBuffer readHere = buffer(theirReport.octets());
      assertTrue(in.unprotectControl(readHere));
      assertArrayEquals(report, octets(readHere));
      assertFalse(in.unprotectControl(buffer(theirReport.octets())), "a replay");
    }
  }

  @Test
  void lateOnesAreTakenOnceAndOldOnesNever() {
    SrtpContext out = context(SrtpProfile.AES_CM_128_HMAC_SHA1_80);
    SrtpContext in = context(SrtpProfile.AES_CM_128_HMAC_SHA1_80);
    byte[][] sent = new byte[100][];
    Random random = new Random(1);
    for (int i = 0; i < sent.length; i++) {
      ByteBuffer b = buffer(rtp(65_500 + i, 160, random, false));
      assertTrue(out.protect(b));
      sent[i] = octets(b);
    }
    assertTrue(in.unprotect(buffer(sent[0])));
    assertTrue(in.unprotect(buffer(sent[99])), "over the wrap");
    assertTrue(in.unprotect(buffer(sent[36])), "late, from before the wrap or not");
    assertFalse(in.unprotect(buffer(sent[36])), "a replay");
    assertFalse(in.unprotect(buffer(sent[35])), "too old to tell");
    assertTrue(in.unprotect(buffer(sent[98])));
  }

  @Test
  void aNumberIsNotSentTwice() {
    SrtpContext out = context(SrtpProfile.AES_CM_128_HMAC_SHA1_80);
    Random random = new Random(1);
    assertTrue(out.protect(buffer(rtp(7, 160, random, false))));
    assertFalse(out.protect(buffer(rtp(7, 160, random, false))));
  }

  @Test
  void manySourcesAreTakenButNoStrangerIsRemembered() {
    SrtpContext out = context(SrtpProfile.AES_CM_128_HMAC_SHA1_80);
    SrtpContext in = context(SrtpProfile.AES_CM_128_HMAC_SHA1_80);
    Random random = new Random(1);
    for (int source = 0; source < 30; source++) {
      byte[] clear = rtp(1, 160, random, false);
      ByteBuffer.wrap(clear).putInt(8, source);
      ByteBuffer b = buffer(clear);
      assertTrue(out.protect(b));
      byte[] forged = octets(b);
      ByteBuffer.wrap(forged).putInt(8, 1000 + source);
      assertFalse(in.unprotect(buffer(forged)));
      byte[] genuine = octets(b);
      assertTrue(in.unprotect(b));
      assertFalse(in.unprotect(buffer(genuine)));
    }
  }

  @Property(tries = 300)
  void oneBitChangedIsNoticed(@ForAll @IntRange(min = 0, max = 1000) int bit) {
    byte[] clear = rtp(77, 100, new Random(3), false);
    ByteBuffer b = buffer(clear);
    context(SrtpProfile.AES_CM_128_HMAC_SHA1_80).protect(b);
    byte[] changed = octets(b);
    int at = bit % (8 * changed.length);
    changed[at / 8] ^= (byte) (1 << at % 8);
    assertFalse(context(SrtpProfile.AES_CM_128_HMAC_SHA1_80).unprotect(buffer(changed)));
  }

  @Property(tries = 500)
  void rubbishIsRefused(@ForAll @Size(max = 200) byte[] rubbish) {
    SrtpContext in = context(SrtpProfile.AES_CM_128_HMAC_SHA1_32);
    assertFalse(in.unprotect(buffer(rubbish)));
    assertFalse(in.unprotectControl(buffer(rubbish)));
  }

  @Test
  void nothingIsAllocated() {
    SrtpContext out = context(SrtpProfile.AES_CM_128_HMAC_SHA1_80);
    SrtpContext in = context(SrtpProfile.AES_CM_128_HMAC_SHA1_80);
    byte[] clear = rtp(0, 160, new Random(1), false);
    ByteBuffer b = ByteBuffer.allocateDirect(300);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = 0;
    int packets = 20_000;
    for (int i = 0; i < 2 * packets; i++) {
      if (i == packets) {
        before = threads.getCurrentThreadAllocatedBytes();
      }
      b.clear().put(clear).flip();
      b.putShort(2, (short) i);
      if (!out.protect(b) || !in.unprotect(b)) {
        throw new AssertionError("packet " + i);
      }
    }
    long each = (threads.getCurrentThreadAllocatedBytes() - before) / packets;
    assertEquals(0, each, "octets for a packet");
  }

  private static byte[] rtp(int sequence, int size, Random random, boolean extended) {
    byte[] payload = new byte[size];
    random.nextBytes(payload);
    ByteBuffer b = ByteBuffer.allocate(12 + (extended ? 12 : 0) + size);
    b.put((byte) (extended ? 0x91 : 0x80)).put((byte) 8).putShort((short) sequence);
    b.putInt(160 * sequence).putInt(SSRC);
    if (extended) {
      b.putInt(5).putShort((short) 0xBEDE).putShort((short) 1).putInt(0x1000_0000);
    }
    return b.put(payload).array();
  }

  private static byte[] rtcp(Random random) {
    ByteBuffer b = ByteBuffer.allocate(28).putInt(0x80C8_0006).putInt(SSRC);
    while (b.hasRemaining()) {
      b.put((byte) random.nextInt());
    }
    return b.array();
  }

  /** A packet with room behind it, not at the buffer's begin. */
  private static ByteBuffer buffer(byte[] packet) {
    ByteBuffer b = ByteBuffer.allocate(4 + packet.length + SrtpContext.MOST_ADDED);
    b.put(4, packet).limit(4 + packet.length).position(4);
    return b;
  }

  private static byte[] octets(ByteBuffer b) {
    byte[] octets = new byte[b.remaining()];
    b.get(b.position(), octets);
    return octets;
  }

  /** A packet as the judge wants it. */
  private static final class Region implements ByteArrayBuffer {
    private byte[] octets;
    private int length;

    Region(byte[] packet) {
      octets = Arrays.copyOf(packet, packet.length + 64);
      length = packet.length;
    }

    byte[] octets() {
      return Arrays.copyOf(octets, length);
    }

    @Override
    public byte[] getBuffer() {
      return octets;
    }

    @Override
    public int getOffset() {
      return 0;
    }

    @Override
    public int getLength() {
      return length;
    }

    @Override
    public void setLength(int to) {
      length = to;
    }

    @Override
    public void setOffset(int to) {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean isInvalid() {
      return false;
    }

    @Override
    public void readRegionToBuff(int from, int size, byte[] to) {
      System.arraycopy(octets, from, to, 0, size);
    }

    @Override
    public void grow(int by) {
      octets = Arrays.copyOf(octets, octets.length + by);
    }

    @Override
    public void append(byte[] data, int size) {
      System.arraycopy(data, 0, octets, length, size);
      length += size;
    }

    @Override
    public void shrink(int by) {
      length -= by;
    }
  }
}
