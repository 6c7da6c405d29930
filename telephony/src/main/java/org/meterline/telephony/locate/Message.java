package org.meterline.telephony.locate;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Questions and answers of DNS as bytes (RFC 1035, section 4). */
final class Message {
  /** What fits into a packet wherever it goes (RFC 9715). */
  static final int ROOM = 1232;

  private static final int HEADER = 12;
  private static final int INTERNET = 1;
  private static final int OPT = 41;
  private static final int SOA = 6;

  /** Of what does not exist, if nothing is said of that. */
  private static final long UNSAID = 30;

  /** In seconds; what does not exist may soon. */
  private static final long LONGEST_NOTHING = 300;

  private static final long LONGEST = 86_400;

  private final ByteBuffer bytes;

  private Message(byte[] bytes) {
    this.bytes = ByteBuffer.wrap(bytes);
  }

  /**
   * @throws IOException if the name is none
   */
  static byte[] question(int id, String name, Entry.Type type) throws IOException {
    var out = new ByteArrayOutputStream();
    var data = new DataOutputStream(out);
    data.writeShort(id);
    data.writeShort(0x0100); // recursion desired
    data.writeShort(1);
    data.writeInt(0);
    data.writeShort(1);
    for (String label : name.split("\\.", -1)) {
      byte[] text = label.getBytes(StandardCharsets.US_ASCII);
      if (text.length > 63 || text.length == 0) {
        throw new IOException("not a name: " + name);
      }
      data.writeByte(text.length);
      data.write(text);
    }
    data.writeByte(0);
    data.writeShort(type.number);
    data.writeShort(INTERNET);
    data.writeByte(0); // EDNS(0): how much we take (RFC 6891)
    data.writeShort(OPT);
    data.writeShort(ROOM);
    data.writeInt(0);
    data.writeShort(0);
    if (out.size() > 255 + HEADER + 16) {
      throw new IOException("too long a name: " + name);
    }
    return out.toByteArray();
  }

  /** Whether the bytes answer the question: the same number, the same name and type. */
  static boolean answers(byte[] reply, byte[] question) {
    int end = question.length - 11;
    if (reply.length < end || (reply[2] & 0x80) == 0) {
      return false;
    }
    for (int i = 0; i < end; i++) {
      boolean header = i >= 2 && i < HEADER;
      if (!header && lower(reply[i]) != lower(question[i])) {
        return false;
      }
    }
    return true;
  }

  private static int lower(byte letter) {
    return letter >= 'A' && letter <= 'Z' ? letter + 32 : letter;
  }

  /** Whether it did not fit: then it is asked for over TCP. */
  static boolean isCut(byte[] reply) {
    return (reply[2] & 0x02) != 0;
  }

  /**
   * @throws IOException if the server refuses or fails, or the bytes are no answer
   */
  static Answer read(byte[] reply, Entry.Type type) throws IOException {
    int code = reply[3] & 0x0f;
    if (code != 0 && code != 3) {
      throw new IOException("DNS says failure " + code);
    }
    try {
      return new Message(reply).answer(type, code == 0);
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      throw new IOException("DNS answers what cannot be read", e);
    }
  }

  private Answer answer(Entry.Type type, boolean exists) throws IOException {
    bytes.position(4);
    int questions = number();
    int answers = number();
    int authorities = number();
    bytes.position(HEADER);
    for (int i = 0; i < questions; i++) {
      name();
      bytes.getInt();
    }
    List<Entry> entries = new ArrayList<>();
    long lives = LONGEST;
    for (int i = 0; i < answers; i++) {
      name();
      int kind = number();
      bytes.getShort();
      // An alias of the name limits how long it lives, too.
      lives = Math.min(lives, seconds());
      int end = end();
      Entry entry = kind == type.number ? entry(type, end) : null;
      if (entry != null) {
        entries.add(entry);
      }
      bytes.position(end);
    }
    if (entries.isEmpty()) {
      lives = nothing(authorities);
    }
    return new Answer(exists, entries, Duration.ofSeconds(lives));
  }

  /** How long it may be kept that there is nothing (RFC 2308, section 5). */
  private long nothing(int authorities) throws IOException {
    for (int i = 0; i < authorities; i++) {
      name();
      int kind = number();
      bytes.getShort();
      long lives = seconds();
      int end = end();
      if (kind == SOA) {
        bytes.position(end - 4);
        return Math.min(LONGEST_NOTHING, Math.min(lives, seconds()));
      }
      bytes.position(end);
    }
    return UNSAID;
  }

  private @Nullable Entry entry(Entry.Type type, int end) throws IOException {
    return switch (type) {
      case A, AAAA -> {
        byte[] address = new byte[end - bytes.position()];
        bytes.get(address);
        yield address.length == 4 || address.length == 16
            ? new Entry.Address(InetAddress.getByAddress(address))
            : null;
      }
      case SRV -> new Entry.Served(number(), number(), number(), name());
      case NAPTR -> {
        int order = number();
        int preference = number();
        String flags = text();
        String service = text();
        text();
        yield new Entry.Pointer(order, preference, flags, service, name());
      }
    };
  }

  private int number() {
    return bytes.getShort() & 0xffff;
  }

  private long seconds() {
    int said = bytes.getInt();
    return said < 0 ? 0 : Math.min(said, LONGEST); // RFC 2181, section 8
  }

  private int end() {
    int length = number();
    return bytes.position() + length;
  }

  private String text() {
    byte[] text = new byte[bytes.get() & 0xff];
    bytes.get(text);
    return new String(text, StandardCharsets.US_ASCII);
  }

  /** In lower case, without the last dot. Pointers lead back only, so that they end. */
  private String name() throws IOException {
    var name = new StringBuilder();
    int after = -1;
    int limit = bytes.position();
    while (true) {
      int length = bytes.get() & 0xff;
      if (length == 0) {
        break;
      }
      if (length >= 0xc0) {
        int to = (length & 0x3f) << 8 | (bytes.get() & 0xff);
        if (to >= limit) {
          throw new IOException("DNS answers a name without end");
        }
        after = after < 0 ? bytes.position() : after;
        limit = to;
        bytes.position(to);
      } else if (length > 63 || name.length() > 255) {
        throw new IOException("DNS answers what is no name");
      } else {
        byte[] label = new byte[length];
        bytes.get(label);
        name.append(name.isEmpty() ? "" : ".")
            .append(new String(label, StandardCharsets.US_ASCII).toLowerCase(Locale.ROOT));
      }
    }
    if (after >= 0) {
      bytes.position(after);
    }
    return name.toString();
  }
}
