package org.meterline.billing.seal;

import java.util.HexFormat;
import java.util.UUID;

/** A transfer in the chain: its id and the hash of all that it is, moves included. */
record Leaf(UUID id, Hash hash) {
  /** In a seal: 16 bytes of the id, then the hash. */
  static final int BYTES = 16 + Hash.BYTES;

  /** A SHA-256. */
  record Hash(String hex) {
    static final int BYTES = 32;
    static final Hash NONE = new Hash("00".repeat(BYTES));

    static Hash of(byte[] bytes) {
      return new Hash(HexFormat.of().formatHex(bytes));
    }

    byte[] bytes() {
      return HexFormat.of().parseHex(hex);
    }
  }
}
