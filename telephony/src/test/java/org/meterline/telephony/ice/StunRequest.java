package org.meterline.telephony.ice;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;

/** A connectivity check of a far end, as tests send it. */
public final class StunRequest {
  private final ByteBuffer b = ByteBuffer.allocate(400);

  public StunRequest() {
    byte[] transaction = new byte[12];
    new Random().nextBytes(transaction);
    b.putShort((short) StunMessage.BINDING_REQUEST).putShort((short) 0);
    b.putInt(StunMessage.MAGIC).put(transaction);
  }

  /** A check with nomination, as a browser sends it. */
  public static byte[] check(IceCredentials to, String from) {
    return new StunRequest()
        .user(to.fragment() + ":" + from)
        .with(StunMessage.PRIORITY, new byte[] {0x6E, 0, 1, (byte) 0xFF})
        .with(StunMessage.ICE_CONTROLLING, new byte[8])
        .with(StunMessage.USE_CANDIDATE, new byte[0])
        .signed(to.password());
  }

  /** What a full agent answers to a check; empty if it is none, or not signed by who knows us. */
  public static Optional<byte[]> answer(byte[] datagram, InetSocketAddress from, String password) {
    return StunMessage.parse(datagram)
        .filter(m -> m.type == StunMessage.BINDING_REQUEST && m.isSignedWith(password))
        .map(m -> StunReply.success(m, from, password));
  }

  public static boolean isSuccess(byte[] datagram, String password) {
    return StunMessage.parse(datagram)
        .filter(m -> m.type == StunMessage.BINDING_SUCCESS && m.isSignedWith(password))
        .isPresent();
  }

  StunRequest user(String name) {
    return with(StunMessage.USERNAME, name.getBytes(StandardCharsets.UTF_8));
  }

  StunRequest with(int attribute, byte[] value) {
    b.putShort((short) attribute).putShort((short) value.length).put(value);
    b.put(new byte[-value.length & 3]);
    return this;
  }

  byte[] signed(String password) {
    return with(
            StunMessage.MESSAGE_INTEGRITY, StunMessage.integrity(b.array(), b.position(), password))
        .unsigned();
  }

  byte[] unsigned() {
    byte[] value =
        ByteBuffer.allocate(4).putInt(StunMessage.fingerprint(b.array(), b.position())).array();
    with(StunMessage.FINGERPRINT, value);
    b.putShort(2, (short) (b.position() - StunMessage.HEADER));
    return Arrays.copyOf(b.array(), b.position());
  }
}
