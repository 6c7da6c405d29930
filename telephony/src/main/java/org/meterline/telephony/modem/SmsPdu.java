package org.meterline.telephony.modem;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Text messages as modems take and give them in PDU mode (3GPP TS 23.040, section 9.2; 27.005,
 * section 4): every modem has that mode, and any text fits into it. A long text goes as several
 * messages that phones put together.
 */
final class SmsPdu {
  private static final int SUBMIT = 0x01;
  private static final int HAS_HEADER = 0x40;
  private static final int INTERNATIONAL = 0x91;
  private static final int UNKNOWN = 0x81;
  private static final int ALPHANUMERIC = 0x50;
  private static final int UCS2 = 0x08;
  private static final int CONCATENATED = 0x00;
  private static final int HEADER = 6;
  private static final int TIME = 7;
  private static final int MOST_OCTETS = 140;
  private static final int MOST_PARTS = 255;
  private static final String DIGITS = "0123456789*#abc";
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private SmsPdu() {}

  /** One PDU to send: {@code length} is what AT+CMGS is told, {@code hex} what follows. */
  record Outgoing(int length, String hex) {}

  /**
   * A message that came, or a part of one.
   *
   * @param from a number, with a plus if it is international, or a name
   * @param sent when the sender's service centre took it; null if that cannot be read
   * @param part from 1; {@code parts} is 1 for a message in one piece
   */
  record Incoming(
      String from, String text, @Nullable Instant sent, int reference, int part, int parts) {
    /** Whether both are parts of one text. */
    boolean isOf(Incoming other) {
      return parts > 1
          && parts == other.parts
          && reference == other.reference
          && from.equals(other.from);
    }
  }

  /**
   * The messages that carry a text.
   *
   * @param reference what parts of one text have in common, 0 to 255
   * @throws IllegalArgumentException for a number that is none, and a text that is too long
   */
  static List<Outgoing> submit(String number, String text, int reference) {
    if (!number.matches("\\+?[0-9*#]{1,20}")) {
      throw new IllegalArgumentException("not a number to send to: " + number);
    }
    boolean gsm = GsmAlphabet.has(text);
    List<byte[]> parts = gsm ? septets(text) : units(text);
    if (parts.size() > MOST_PARTS) {
      throw new IllegalArgumentException("the text is too long");
    }
    List<Outgoing> all = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      byte[] header =
          parts.size() == 1
              ? new byte[0]
              : new byte[] {
                5, CONCATENATED, 3, (byte) reference, (byte) parts.size(), (byte) (i + 1)
              };
      all.add(submit(number, parts.get(i), gsm, header));
    }
    return all;
  }

  private static Outgoing submit(String number, byte[] part, boolean gsm, byte[] header) {
    var pdu = new ByteArrayOutputStream();
    pdu.write(header.length > 0 ? SUBMIT | HAS_HEADER : SUBMIT);
    pdu.write(0); // the modem numbers it
    boolean international = number.startsWith("+");
    String digits = international ? number.substring(1) : number;
    pdu.write(digits.length());
    pdu.write(international ? INTERNATIONAL : UNKNOWN);
    pdu.writeBytes(semiOctets(digits));
    pdu.write(0); // an ordinary message
    pdu.write(gsm ? 0 : UCS2);
    int headerSeptets = (header.length * 8 + 6) / 7;
    pdu.write(gsm ? headerSeptets + part.length : header.length + part.length);
    pdu.writeBytes(header);
    pdu.writeBytes(gsm ? GsmAlphabet.pack(part, headerSeptets * 7 - header.length * 8) : part);
    // The first octet: the centre is the one that the SIM knows. It is not counted.
    return new Outgoing(pdu.size(), "00" + HEX.formatHex(pdu.toByteArray()));
  }

  private static List<byte[]> septets(String text) {
    byte[] all = GsmAlphabet.septets(text);
    int most = all.length <= 160 ? 160 : 153;
    List<byte[]> parts = new ArrayList<>();
    int at = 0;
    do {
      int end = Math.min(all.length, at + most);
      if (end < all.length && all[end - 1] == 0x1B) {
        end--; // an escape stays with what it escapes
      }
      parts.add(Arrays.copyOfRange(all, at, end));
      at = end;
    } while (at < all.length);
    return parts;
  }

  private static List<byte[]> units(String text) {
    int most = text.length() * 2 <= MOST_OCTETS ? MOST_OCTETS / 2 : (MOST_OCTETS - HEADER) / 2;
    List<byte[]> parts = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      int end = Math.min(text.length(), at + most);
      if (end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
        end--;
      }
      parts.add(text.substring(at, end).getBytes(StandardCharsets.UTF_16BE));
      at = end;
    }
    return parts;
  }

  private static byte[] semiOctets(String digits) {
    byte[] octets = new byte[(digits.length() + 1) / 2];
    Arrays.fill(octets, (byte) 0xF0);
    for (int i = 0; i < digits.length(); i++) {
      int digit = DIGITS.indexOf(digits.charAt(i));
      int kept = i % 2 == 0 ? octets[i / 2] & 0xF0 : octets[i / 2] & 0x0F;
      octets[i / 2] = (byte) (kept | (i % 2 == 0 ? digit : digit << 4));
    }
    return octets;
  }

  /**
   * Reads a message that came (SMS-DELIVER), centre first.
   *
   * @throws IllegalArgumentException for what is none
   */
  static Incoming deliver(String hex) {
    try {
      return read(HEX.parseHex(hex.toUpperCase(java.util.Locale.ROOT)));
    } catch (IndexOutOfBoundsException | NegativeArraySizeException e) {
      throw new IllegalArgumentException("a message that is cut off", e);
    }
  }

  private static Incoming read(byte[] pdu) {
    int at = 1 + (pdu[0] & 0xFF);
    int first = pdu[at++] & 0xFF;
    if ((first & 0x03) != 0) {
      throw new IllegalArgumentException("no message that was delivered");
    }
    int length = pdu[at++] & 0xFF;
    int kind = pdu[at++] & 0xFF;
    byte[] address = Arrays.copyOfRange(pdu, at, at + (length + 1) / 2);
    at += address.length;
    String from = address(address, length, kind);
    at++; // protocol
    int coding = pdu[at++] & 0xFF;
    Instant sent = time(Arrays.copyOfRange(pdu, at, at + TIME));
    at += TIME;
    int count = pdu[at++] & 0xFF;
    byte[] data = Arrays.copyOfRange(pdu, at, pdu.length);
    int header = (first & HAS_HEADER) != 0 ? 1 + (data[0] & 0xFF) : 0;
    int[] parts = parts(data, header);
    String text =
        switch (alphabet(coding)) {
          case 0 -> {
            int skip = (header * 8 + 6) / 7;
            byte[] septets = GsmAlphabet.unpack(data, count, 0);
            yield GsmAlphabet.text(Arrays.copyOfRange(septets, skip, count));
          }
          case 2 -> units(data, header, count - header);
          default -> new String(data, header, count - header, StandardCharsets.ISO_8859_1);
        };
    return new Incoming(from, text, sent, parts[0], parts[1], parts[2]);
  }

  /** A character beyond UCS-2 may be cut in two by the end of a part. */
  private static String units(byte[] data, int from, int length) {
    return ByteBuffer.wrap(data, from, length).asCharBuffer().toString();
  }

  /**
   * Year to second, then quarters of an hour from Greenwich, each as two digits, the first one at
   * the low end; the sign is bit 3 (3GPP TS 23.040, section 9.2.3.11).
   */
  private static @Nullable Instant time(byte[] stamp) {
    int[] two = new int[TIME];
    for (int i = 0; i < TIME; i++) {
      boolean zone = i == TIME - 1;
      two[i] = (stamp[i] & (zone ? 0x07 : 0x0F)) * 10 + ((stamp[i] >> 4) & 0x0F);
    }
    int quarters = (stamp[TIME - 1] & 0x08) == 0 ? two[6] : -two[6];
    try {
      return LocalDateTime.of(2000 + two[0], two[1], two[2], two[3], two[4], two[5])
          .toInstant(ZoneOffset.ofTotalSeconds(quarters * 15 * 60));
    } catch (DateTimeException e) {
      return null;
    }
  }

  /** 0: seven bits, 1: eight, 2: UCS-2 (3GPP TS 23.038, section 4). */
  private static int alphabet(int coding) {
    return switch (coding >> 4) {
      case 0, 1, 2, 3, 4, 5, 6, 7 -> (coding >> 2) & 3;
      case 0xE -> 2;
      case 0xF -> (coding >> 2) & 1;
      default -> 0;
    };
  }

  private static String address(byte[] address, int length, int kind) {
    if ((kind & 0x70) == ALPHANUMERIC) {
      return GsmAlphabet.text(GsmAlphabet.unpack(address, length * 4 / 7, 0));
    }
    StringBuilder digits = new StringBuilder((kind & 0x70) == 0x10 ? "+" : "");
    for (int i = 0; i < length; i++) {
      int digit = i % 2 == 0 ? address[i / 2] & 0x0F : (address[i / 2] >> 4) & 0x0F;
      if (digit < DIGITS.length()) {
        digits.append(DIGITS.charAt(digit));
      }
    }
    return digits.toString();
  }

  /** Reference, number and count of a part; a message in one piece is 0, 1, 1. */
  private static int[] parts(byte[] data, int header) {
    for (int at = 1; at + 1 < header; at += 2 + (data[at + 1] & 0xFF)) {
      int length = data[at + 1] & 0xFF;
      if (data[at] == CONCATENATED && length == 3) {
        return new int[] {data[at + 2] & 0xFF, data[at + 4] & 0xFF, data[at + 3] & 0xFF};
      }
      if (data[at] == 8 && length == 4) {
        int reference = ((data[at + 2] & 0xFF) << 8) | (data[at + 3] & 0xFF);
        return new int[] {reference, data[at + 5] & 0xFF, data[at + 4] & 0xFF};
      }
    }
    return new int[] {0, 1, 1};
  }
}
