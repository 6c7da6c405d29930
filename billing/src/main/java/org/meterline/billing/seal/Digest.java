package org.meterline.billing.seal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * SHA-256 over fields, each with its length before it, so that no two sequences of fields give the
 * same bytes; a field that is absent has the length −1.
 */
final class Digest {
  private final MessageDigest digest;

  Digest() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  Digest add(byte @Nullable [] field) {
    digest.update(ByteBuffer.allocate(4).putInt(field == null ? -1 : field.length).array());
    if (field != null) {
      digest.update(field);
    }
    return this;
  }

  Digest add(@Nullable String field) {
    return add(field == null ? null : field.getBytes(StandardCharsets.UTF_8));
  }

  Digest add(@Nullable Long field) {
    return add(field == null ? null : ByteBuffer.allocate(8).putLong(field).array());
  }

  Digest add(@Nullable UUID field) {
    return add(field == null ? null : bytes(field));
  }

  Leaf.Hash end() {
    return Leaf.Hash.of(digest.digest());
  }

  static byte[] bytes(UUID id) {
    return ByteBuffer.allocate(16)
        .putLong(id.getMostSignificantBits())
        .putLong(id.getLeastSignificantBits())
        .array();
  }
}
