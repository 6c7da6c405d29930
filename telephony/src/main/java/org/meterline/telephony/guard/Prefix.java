package org.meterline.telephony.guard;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.meterline.telephony.address.IpLiteral;

/**
 * A range of addresses. IPv6 is known by its first 64 bits alone: who has one address there has
 * them all.
 *
 * @param key the first 64 bits; for IPv4, 32 ones and the address, which no sender on IPv6 has
 * @param bits how many of the key count
 */
public record Prefix(long key, int bits) {
  private static final long IP4 = 0xffff_ffffL << 32;
  private static final Pattern TEXT =
      Pattern.compile(
          "([0-9]{1,3}(?:\\.[0-9]{1,3}){3}|[0-9a-fA-F]*:[0-9a-fA-F:.]*)(?:/([0-9]{1,3}))?");

  public Prefix {
    if (bits < 1 || bits > Long.SIZE) {
      throw new IllegalArgumentException("a prefix has 1 to 64 bits");
    }
    key &= mask(bits);
  }

  static long mask(int bits) {
    return -1L << (Long.SIZE - bits);
  }

  /** The key of an address. */
  static long keyOf(InetAddress address) {
    byte[] bytes = address.getAddress();
    int counting = bytes.length == 4 ? 4 : 8;
    long key = bytes.length == 4 ? 0xffff_ffffL : 0;
    for (int i = 0; i < counting; i++) {
      key = (key << 8) | (bytes[i] & 0xff);
    }
    return key;
  }

  /** An IPv4 address, or the /64 that an IPv6 address is in. */
  public static Prefix of(InetAddress address) {
    return new Prefix(keyOf(address), Long.SIZE);
  }

  /**
   * Reads an address, or one with / and a length: {@code 192.0.2.0/24}, {@code 2001:db8::/32}.
   *
   * @throws IllegalArgumentException if it is none, or wider than /8 (IPv4) or /16 (IPv6)
   */
  public static Prefix parse(String text) {
    Matcher found = TEXT.matcher(text.strip());
    if (!found.matches()) {
      throw new IllegalArgumentException("must be an IP address, or one with / and a length");
    }
    InetAddress address;
    try {
      address = InetAddress.getByName(found.group(1)); // a literal: nothing is looked up
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("must be an IP address", e);
    }
    boolean ip4 = address.getAddress().length == 4;
    String length = found.group(2);
    int most = ip4 ? 32 : 128;
    int given = length == null ? most : Integer.parseInt(length);
    if (given > most || given < (ip4 ? 8 : 16)) {
      throw new IllegalArgumentException(
          "must have a length of " + (ip4 ? "8 to 32" : "16 to 128"));
    }
    return new Prefix(keyOf(address), ip4 ? 32 + given : Math.min(given, Long.SIZE));
  }

  /** Whether all of the other lies in this one. */
  public boolean covers(Prefix other) {
    return other.bits >= bits && (other.key & mask(bits)) == key;
  }

  @Override
  public String toString() {
    boolean ip4 = bits > 32 && (key & IP4) == IP4;
    byte[] bytes = new byte[ip4 ? 4 : 16];
    for (int i = 0; i < (ip4 ? 4 : 8); i++) {
      bytes[i] = (byte) (key >>> (ip4 ? 24 - 8 * i : 56 - 8 * i));
    }
    try {
      String address = IpLiteral.text(InetAddress.getByAddress(bytes));
      return ip4 && bits == Long.SIZE ? address : address + "/" + (ip4 ? bits - 32 : bits);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }
}
