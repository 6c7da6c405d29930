package org.meterline.telephony.identity;

import java.util.Arrays;

/** Reads values in the distinguished encoding rules (ITU-T X.690) one after another. */
final class DerReader {
  static final int INTEGER = 0x02;
  static final int OCTETS = 0x04;
  static final int IA5 = 0x16;
  static final int SEQUENCE = 0x30;

  /** The tag [0], constructed. */
  static final int CONTEXT = 0xA0;

  private final byte[] bytes;
  private int at;
  private final int end;

  DerReader(byte[] bytes) {
    this(bytes, 0, bytes.length);
  }

  private DerReader(byte[] bytes, int at, int end) {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
  }

  boolean more() {
    return at < end;
  }

  /** The tag of the next value. */
  int tag() {
    if (!more()) {
      throw new IllegalArgumentException("a value is missing");
    }
    return bytes[at] & 0xFF;
  }

  /** Reads within the next value, which has that tag; it itself is passed over. */
  DerReader enter(int tag) {
    if (tag() != tag) {
      throw new IllegalArgumentException("another value was expected");
    }
    int next = at + 1;
    int length = octet(next++);
    if (length >= 0x80) {
      int octets = length - 0x80;
      if (octets == 0 || octets > 3) {
        throw new IllegalArgumentException("no length of such rules");
      }
      length = 0;
      for (int i = 0; i < octets; i++) {
        length = length << 8 | octet(next++);
      }
    }
    if (length > end - next) {
      throw new IllegalArgumentException("a value ends too early");
    }
    at = next + length;
    return new DerReader(bytes, next, at);
  }

  private int octet(int index) {
    if (index >= end) {
      throw new IllegalArgumentException("a value ends too early");
    }
    return bytes[index] & 0xFF;
  }

  byte[] value(int tag) {
    DerReader inside = enter(tag);
    return Arrays.copyOfRange(inside.bytes, inside.at, inside.end);
  }

  /** A whole number above zero. */
  long number() {
    byte[] value = value(INTEGER);
    if (value.length == 0 || value.length > 8 || value[0] < 0) {
      throw new IllegalArgumentException("no such number");
    }
    long number = 0;
    for (byte octet : value) {
      number = number << 8 | (octet & 0xFF);
    }
    return number;
  }

  void skip() {
    var _ = enter(tag());
  }
}
