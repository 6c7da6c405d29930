package org.meterline.telephony.ice;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * A STUN message as received (RFC 8489, section 5): well formed, with what of its attributes
 * matters to ICE. Whether it is signed is asked by {@link #isSignedWith}.
 */
final class StunMessage {
  static final int HEADER = 20;
  static final int MAGIC = 0x2112_A442;

  static final int BINDING_REQUEST = 0x0001;
  static final int BINDING_INDICATION = 0x0011;
  static final int BINDING_SUCCESS = 0x0101;
  static final int BINDING_ERROR = 0x0111;

  static final int MAPPED_ADDRESS = 0x0001;
  static final int USERNAME = 0x0006;
  static final int MESSAGE_INTEGRITY = 0x0008;
  static final int ERROR_CODE = 0x0009;
  static final int UNKNOWN_ATTRIBUTES = 0x000A;
  static final int XOR_MAPPED_ADDRESS = 0x0020;
  static final int PRIORITY = 0x0024;
  static final int USE_CANDIDATE = 0x0025;
  static final int SOFTWARE = 0x8022;
  static final int FINGERPRINT = 0x8028;
  static final int ICE_CONTROLLED = 0x8029;
  static final int ICE_CONTROLLING = 0x802A;

  static final int INTEGRITY_SIZE = 20;
  private static final int FINGERPRINT_MASK = 0x5354_554E;

  /** Above this an attribute may be passed over. */
  private static final int OPTIONAL = 0x8000;

  private final byte[] packet;
  final int type;
  private final Map<Integer, byte[]> attributes = new HashMap<>();

  /** Attributes that have to be understood, and are not. */
  final List<Integer> unknown = new ArrayList<>();

  private int integrityAt = -1;

  private StunMessage(byte[] packet, int type) {
    this.packet = packet;
    this.type = type;
  }

  /** Reads a datagram; empty when it is no STUN message, or its FINGERPRINT is wrong. */
  static Optional<StunMessage> parse(byte[] packet) {
    if (packet.length < HEADER || packet.length > 0xFFFF) {
      return Optional.empty();
    }
    ByteBuffer b = ByteBuffer.wrap(packet);
    int type = b.getShort(0) & 0xFFFF;
    int length = b.getShort(2) & 0xFFFF;
    if (type >= 0x4000
        || b.getInt(4) != MAGIC
        || length % 4 != 0
        || length + HEADER != packet.length) {
      return Optional.empty();
    }
    StunMessage message = new StunMessage(packet.clone(), type);
    return message.read(b) ? Optional.of(message) : Optional.empty();
  }

  private boolean read(ByteBuffer b) {
    int at = HEADER;
    while (at < packet.length) {
      int name = b.getShort(at) & 0xFFFF;
      int size = b.getShort(at + 2) & 0xFFFF;
      int next = at + 4 + ((size + 3) & ~3);
      if (next > packet.length) {
        return false;
      }
      if (name == FINGERPRINT) {
        // It is the last one (section 14.7).
        return size == 4 && next == packet.length && b.getInt(at + 4) == fingerprint(packet, at);
      }
      if (integrityAt >= 0) {
        at = next; // what follows the signature is not signed (section 14.5)
        continue;
      }
      switch (name) {
        case MESSAGE_INTEGRITY -> {
          if (size != INTEGRITY_SIZE) {
            return false;
          }
          integrityAt = at;
        }
        case USERNAME,
            PRIORITY,
            USE_CANDIDATE,
            ICE_CONTROLLED,
            ICE_CONTROLLING,
            XOR_MAPPED_ADDRESS,
            ERROR_CODE -> {
          byte[] value = new byte[size];
          b.get(at + 4, value);
          attributes.putIfAbsent(name, value);
        }
        case MAPPED_ADDRESS, UNKNOWN_ATTRIBUTES -> {}
        default -> {
          if (name < OPTIONAL) {
            unknown.add(name);
          }
        }
      }
      at = next;
    }
    return true;
  }

  boolean has(int attribute) {
    return attributes.containsKey(attribute);
  }

  byte @Nullable [] value(int attribute) {
    byte[] value = attributes.get(attribute);
    return value == null ? null : value.clone();
  }

  /** USERNAME, or nothing. */
  Optional<String> userName() {
    return Optional.ofNullable(attributes.get(USERNAME))
        .map(value -> new String(value, StandardCharsets.UTF_8));
  }

  boolean isSigned() {
    return integrityAt >= 0;
  }

  /** Whether MESSAGE-INTEGRITY was made with this short-term password. */
  boolean isSignedWith(String password) {
    if (integrityAt < 0) {
      return false;
    }
    byte[] theirs = new byte[INTEGRITY_SIZE];
    System.arraycopy(packet, integrityAt + 4, theirs, 0, INTEGRITY_SIZE);
    return MessageDigest.isEqual(theirs, integrity(packet, integrityAt, password));
  }

  /** The transaction's 12 octets, into a message under construction. */
  void copyTransaction(ByteBuffer to) {
    to.put(packet, 8, 12);
  }

  int transactionWord(int index) {
    return ByteBuffer.wrap(packet).getInt(8 + 4 * index);
  }

  /** MESSAGE-INTEGRITY that stands at this place: the length counts up to its end. */
  static byte[] integrity(byte[] packet, int at, String password) {
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(password.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
      update(packet, at, at + 4 + INTEGRITY_SIZE - HEADER, mac::update);
      return mac.doFinal();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a JDK without HMAC-SHA1", e);
    }
  }

  /** FINGERPRINT that stands at this place. */
  static int fingerprint(byte[] packet, int at) {
    CRC32 crc = new CRC32();
    update(packet, at, at + 8 - HEADER, crc::update);
    return (int) crc.getValue() ^ FINGERPRINT_MASK;
  }

  /** Takes the message up to a place, with another length in its header. */
  private static void update(byte[] packet, int upTo, int length, Taker taker) {
    byte[] head = {packet[0], packet[1], (byte) (length >>> 8), (byte) length};
    taker.take(head, 0, 4);
    taker.take(packet, 4, upTo - 4);
  }

  @FunctionalInterface
  private interface Taker {
    void take(byte[] b, int from, int length);
  }
}
