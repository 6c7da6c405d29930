package org.meterline.telephony.identity;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The numbers that a certificate is for: the extension TNAuthList (RFC 8226, section 9).
 *
 * @param providers service provider codes: such a provider signs for whatever numbers it has given
 *     out, which cannot be seen from here
 */
record Authority(List<String> providers, List<Range> numbers) {
  static final String OID = "1.3.6.1.5.5.7.1.26";

  /**
   * Numbers that follow each other.
   *
   * @param first digits only
   * @param count how many there are, at least one
   */
  record Range(String first, long count) {
    boolean holds(String number) {
      if (number.length() != first.length()) {
        return false;
      }
      try {
        long at = Long.parseLong(number) - Long.parseLong(first);
        return at >= 0 && at < count;
      } catch (NumberFormatException e) {
        return number.equals(first);
      }
    }
  }

  /** Whether it is for the number, digits only. */
  boolean covers(String number) {
    return !providers.isEmpty() || numbers.stream().anyMatch(range -> range.holds(number));
  }

  /**
   * Reads the extension's value.
   *
   * @param extension as {@code X509Extension.getExtensionValue} gives it: an octet string in which
   *     the list is
   * @throws IllegalArgumentException when it is none
   */
  static Authority read(byte[] extension) {
    List<String> providers = new ArrayList<>();
    List<Range> numbers = new ArrayList<>();
    DerReader list = new DerReader(extension).enter(DerReader.OCTETS).enter(DerReader.SEQUENCE);
    while (list.more()) {
      switch (list.tag()) {
        case DerReader.CONTEXT -> // spc
            providers.add(ascii(list.enter(DerReader.CONTEXT).value(DerReader.IA5)));
        case DerReader.CONTEXT + 1 -> { // range
          DerReader range = list.enter(DerReader.CONTEXT + 1).enter(DerReader.SEQUENCE);
          String first = Canonical.number(ascii(range.value(DerReader.IA5)));
          numbers.add(new Range(first, range.number()));
        }
        case DerReader.CONTEXT + 2 -> // one
            numbers.add(
                new Range(
                    Canonical.number(ascii(list.enter(DerReader.CONTEXT + 2).value(DerReader.IA5))),
                    1));
        default -> list.skip();
      }
    }
    return new Authority(List.copyOf(providers), List.copyOf(numbers));
  }

  private static String ascii(byte[] text) {
    return new String(text, StandardCharsets.US_ASCII);
  }
}
