package org.meterline.billing.seal;

import java.util.HexFormat;
import java.util.Locale;
import java.util.UUID;

/** What the chain covers one by one: its id and the hash of all that it is. */
record Leaf(Kind kind, UUID id, Hash hash) {
  /** Of what; of one id and transaction they come in this order. */
  enum Kind {
    /** A transfer with its moves. */
    TRANSFER(0, 'T', "it or its moves are"),
    /** What a line of a leg was charged, with its tax and how it came about. */
    CHARGE(1, 'C', "its price, its tax or its trace is"),
    /** What a transfer that is no call says of tax. */
    TAX(2, 'X', "its class, country, rate or amount is");

    private final int place;
    private final byte letter;
    private final String whole;

    Kind(int place, char letter, String whole) {
      this.place = place;
      this.letter = (byte) letter;
      this.whole = whole;
    }

    /** In seals of the second form. */
    byte letter() {
      return letter;
    }

    /** All that the hash is of, as the beginning of a sentence. */
    String whole() {
      return whole;
    }

    /** Lower-kebab, for names of differences. */
    String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** In the order of the chain. */
    static Kind at(int place) {
      for (var kind : values()) {
        if (kind.place == place) {
          return kind;
        }
      }
      throw new IllegalArgumentException("no place of a leaf: " + place);
    }

    static Kind of(byte letter) {
      for (var kind : values()) {
        if (kind.letter == letter) {
          return kind;
        }
      }
      throw new IllegalArgumentException("no kind of leaf: " + letter);
    }
  }

  /** Whether it is of the same, as it is now or was. */
  boolean of(Leaf other) {
    return kind == other.kind && id.equals(other.id);
  }

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
