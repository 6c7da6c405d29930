package org.meterline.telephony.relay;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Bencoding as rtpengine's ng protocol uses it: dictionaries ({@link Map} with text as keys),
 * lists, texts in UTF-8 and whole numbers ({@link Long}).
 */
final class Bencode {
  private static final int DEEPEST = 16;

  private final byte[] in;
  private int at;

  private Bencode(byte[] in, int from) {
    this.in = in;
    this.at = from;
  }

  static byte[] encode(Object value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(4096);
    write(value, out);
    return out.toByteArray();
  }

  private static void write(Object value, ByteArrayOutputStream out) {
    switch (value) {
      case String text -> {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        ascii(octets.length + ":", out);
        out.writeBytes(octets);
      }
      case Number number -> ascii("i" + number.longValue() + "e", out);
      case List<?> list -> {
        out.write('l');
        list.forEach(each -> write(each, out));
        out.write('e');
      }
      case Map<?, ?> map -> {
        Map<String, Object> sorted = new TreeMap<>();
        map.forEach((key, each) -> sorted.put((String) key, each));
        out.write('d');
        sorted.forEach(
            (key, each) -> {
              write(key, out);
              write(each, out);
            });
        out.write('e');
      }
      default -> throw new IllegalArgumentException("not to be bencoded: " + value.getClass());
    }
  }

  private static void ascii(String text, ByteArrayOutputStream out) {
    out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
  }

  /**
   * Reads a dictionary that fills the octets from there to their end.
   *
   * @throws IOException when it is none
   */
  static Map<String, Object> decode(byte[] octets, int from) throws IOException {
    Bencode reader = new Bencode(octets, from);
    if (reader.value(0) instanceof Map<?, ?> read && reader.at == octets.length) {
      Map<String, Object> map = new LinkedHashMap<>();
      read.forEach((key, each) -> map.put((String) key, each));
      return map;
    }
    throw reader.wrong();
  }

  private Object value(int depth) throws IOException {
    if (depth > DEEPEST) {
      throw wrong();
    }
    return switch (next()) {
      case 'i' -> number('e', 20);
      case 'l' -> {
        List<Object> list = new ArrayList<>();
        while (!over()) {
          list.add(value(depth + 1));
        }
        yield list;
      }
      case 'd' -> {
        Map<String, Object> map = new LinkedHashMap<>();
        while (!over()) {
          next();
          map.put(text(), value(depth + 1));
        }
        yield map;
      }
      default -> text();
    };
  }

  /** The text whose first octet was read just now. */
  private String text() throws IOException {
    at--;
    long length = number(':', 10);
    if (length < 0 || length > in.length - at) {
      throw wrong();
    }
    String text = new String(in, at, (int) length, StandardCharsets.UTF_8);
    at += (int) length;
    return text;
  }

  private long number(char end, int longest) throws IOException {
    int begin = at;
    while (next() != end) {
      if (at - begin > longest) {
        throw wrong();
      }
    }
    try {
      return Long.parseLong(new String(in, begin, at - 1 - begin, StandardCharsets.US_ASCII));
    } catch (NumberFormatException e) {
      throw wrong();
    }
  }

  private boolean over() throws IOException {
    if (next() == 'e') {
      return true;
    }
    at--;
    return false;
  }

  private int next() throws IOException {
    if (at >= in.length) {
      throw wrong();
    }
    return in[at++];
  }

  private IOException wrong() {
    return new IOException("not bencoded, or not as expected, at octet " + at);
  }
}
