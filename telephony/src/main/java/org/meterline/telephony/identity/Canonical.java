package org.meterline.telephony.identity;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.SortedMap;

/** Numbers and JSON in the one way that is signed. */
final class Canonical {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Canonical() {}

  /**
   * A telephone number as it is signed: digits, {@code #} and {@code *} alone (RFC 8224, section
   * 8.3). What stands before a country's code in dialling is the trunk's affair.
   */
  static String number(String written) {
    StringBuilder digits = new StringBuilder(written.length());
    for (int i = 0; i < written.length(); i++) {
      char c = written.charAt(i);
      if ((c >= '0' && c <= '9') || c == '#' || c == '*') {
        digits.append(c);
      } else if (c == ';') {
        break; // parameters of a number
      }
    }
    return digits.toString();
  }

  /** A JSON object without blanks, its keys in lexicographic order (RFC 8225, section 9). */
  static String json(SortedMap<String, Object> object) {
    try {
      return JSON.writeValueAsString(object);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts and numbers have JSON", e);
    }
  }
}
