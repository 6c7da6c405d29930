package org.meterline.telephony.ice;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Writes the answer to a Binding request. */
final class StunReply {
  private static final int ROOM = 256;
  private static final int IPV4 = 1;
  private static final int IPV6 = 2;

  private final ByteBuffer b = ByteBuffer.allocate(ROOM);

  private StunReply(StunMessage request, int type) {
    b.putShort((short) type).putShort((short) 0).putInt(StunMessage.MAGIC);
    request.copyTransaction(b);
  }

  /** A success that tells where the request came from, signed. */
  static byte[] success(StunMessage request, InetSocketAddress from, String password) {
    StunReply reply = new StunReply(request, StunMessage.BINDING_SUCCESS);
    reply.address(request, from);
    return reply.end(password);
  }

  /** The same, unsigned: for those with whom nothing was agreed. */
  static byte[] success(StunMessage request, InetSocketAddress from) {
    StunReply reply = new StunReply(request, StunMessage.BINDING_SUCCESS);
    reply.address(request, from);
    return reply.end();
  }

  /** An error, unsigned: whoever asked has proved nothing. */
  static byte[] error(StunMessage request, int code, String reason) {
    StunReply reply = new StunReply(request, StunMessage.BINDING_ERROR);
    reply.code(code, reason);
    return reply.end();
  }

  /** An error, signed. */
  static byte[] error(StunMessage request, int code, String reason, String password) {
    StunReply reply = new StunReply(request, StunMessage.BINDING_ERROR);
    reply.code(code, reason);
    return reply.end(password);
  }

  /** 420, with the attributes that are not understood. */
  static byte[] unknown(StunMessage request, List<Integer> attributes, String password) {
    StunReply reply = new StunReply(request, StunMessage.BINDING_ERROR);
    reply.code(420, "Unknown Attribute");
    List<Integer> told = attributes.subList(0, Math.min(attributes.size(), 8));
    ByteBuffer value = ByteBuffer.allocate(2 * told.size());
    told.forEach(each -> value.putShort(each.shortValue()));
    reply.attribute(StunMessage.UNKNOWN_ATTRIBUTES, value.array());
    return reply.end(password);
  }

  private void code(int code, String reason) {
    byte[] phrase = reason.getBytes(StandardCharsets.UTF_8);
    attribute(
        StunMessage.ERROR_CODE,
        ByteBuffer.allocate(4 + phrase.length)
            .putShort((short) 0)
            .put((byte) (code / 100))
            .put((byte) (code % 100))
            .put(phrase)
            .array());
  }

  private void address(StunMessage request, InetSocketAddress from) {
    byte[] address = from.getAddress().getAddress();
    ByteBuffer mask = ByteBuffer.allocate(16).putInt(StunMessage.MAGIC);
    for (int i = 0; i < 3; i++) {
      mask.putInt(request.transactionWord(i));
    }
    ByteBuffer value = ByteBuffer.allocate(4 + address.length);
    value.put((byte) 0).put((byte) (address.length == 4 ? IPV4 : IPV6));
    value.putShort((short) (from.getPort() ^ (StunMessage.MAGIC >>> 16)));
    for (int i = 0; i < address.length; i++) {
      value.put((byte) (address[i] ^ mask.get(i)));
    }
    attribute(StunMessage.XOR_MAPPED_ADDRESS, value.array());
  }

  private void attribute(int name, byte[] value) {
    b.putShort((short) name).putShort((short) value.length).put(value);
    b.put(new byte[-value.length & 3]);
  }

  private byte[] end(String password) {
    int at = b.position();
    attribute(StunMessage.MESSAGE_INTEGRITY, StunMessage.integrity(b.array(), at, password));
    return end();
  }

  private byte[] end() {
    int at = b.position();
    attribute(
        StunMessage.FINGERPRINT,
        ByteBuffer.allocate(4).putInt(StunMessage.fingerprint(b.array(), at)).array());
    b.putShort(2, (short) (b.position() - StunMessage.HEADER));
    return Arrays.copyOf(b.array(), b.position());
  }
}
