package org.meterline.telephony.sip;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** SIP that was valid before it was changed. The same random numbers make the same. */
public final class Rubbish {
  private static final String SDP =
      """
      v=0
      o=- 1 1 IN IP4 127.0.0.1
      s=-
      c=IN IP4 127.0.0.1
      t=0 0
      m=audio 40000 RTP/AVP 0 8 101
      a=rtpmap:101 telephone-event/8000
      a=sendrecv
      """
          .replace("\n", "\r\n");
  private static final String[] STARTS = {
    "REGISTER sip:harbour.example SIP/2.0",
    "INVITE sip:102@harbour.example SIP/2.0",
    "OPTIONS sip:harbour.example SIP/2.0",
    "ACK sip:102@harbour.example SIP/2.0",
    "BYE sip:102@harbour.example SIP/2.0",
    "CANCEL sip:102@harbour.example SIP/2.0",
    "INFO sip:102@harbour.example SIP/2.0",
    "UPDATE sip:102@harbour.example SIP/2.0",
    "PRACK sip:102@harbour.example SIP/2.0",
    "REFER sip:102@harbour.example SIP/2.0",
    "SUBSCRIBE sip:102@harbour.example SIP/2.0",
    "SIP/2.0 180 Ringing",
    "SIP/2.0 200 OK",
    "SIP/2.0 401 Unauthorized"
  };
  private static final String[] TOKENS = {
    "",
    "0",
    "-1",
    "4294967296",
    "99999999999999999999",
    "%00",
    "\0",
    "<",
    ">",
    "\"",
    ";;",
    "\r\n",
    "sip:",
    "sip:@",
    "[::1",
    "tel:+",
    "a".repeat(5_000),
    "(((((((((((((((((((((",
    "\u00ff\u00fe",
    ";tag=",
    ",,,,,",
    "*",
    "z9hG4bK",
    "Digest realm=\"",
    "%s%n",
    "\t \t"
  };

  private final Random random;

  /** Changes what it changes by these. */
  public Rubbish(Random random) {
    this.random = random;
  }

  /**
   * A request or a response, as valid as its start line allows.
   *
   * @param port where an answer over UDP goes
   */
  public byte[] sip(String transport, int port) {
    return sip(transport, port, "101", "102");
  }

  /** The same from one user to another. */
  byte[] sip(String transport, int port, String from, String to) {
    String start = STARTS[random.nextInt(STARTS.length)].replace("102", to);
    String method = start.startsWith("SIP/") ? "INVITE" : start.substring(0, start.indexOf(' '));
    String body = random.nextInt(3) == 0 ? SDP : "";
    String text =
        String.join(
            "\r\n",
            start,
            "Via: SIP/2.0/%s 127.0.0.1:%d;rport;branch=z9hG4bK%x"
                .formatted(transport, port, random.nextLong()),
            "Max-Forwards: 70",
            "From: \"Fuzz\" <sip:" + from + "@harbour.example>;tag=" + random.nextInt(50),
            "To: <sip:" + to + "@harbour.example>" + (random.nextInt(4) == 0 ? ";tag=1" : ""),
            "Call-ID: fuzz-" + random.nextInt(200),
            "CSeq: " + random.nextInt(9) + " " + method,
            "Contact: <sip:" + from + "@127.0.0.1:" + port + ">;expires=60",
            "Authorization: Digest username=\"109\", realm=\"harbour.example\", nonce=\"x\","
                + " uri=\"sip:harbour.example\", response=\"y\", qop=auth, nc=00000001,"
                + " cnonce=\"z\"",
            "Supported: timer, 100rel, replaces, path",
            "Session-Expires: 1800;refresher=uac",
            "RAck: 1 1 INVITE",
            "Refer-To: <sip:900@harbour.example?Replaces=a%3Bto-tag%3Db%3Bfrom-tag%3Dc>",
            "P-Asserted-Identity: <tel:+4930123>",
            "Diversion: <sip:1@harbour.example>;reason=no-answer",
            body.isEmpty() ? "Accept: application/sdp" : "Content-Type: application/sdp",
            "Content-Length: " + body.length(),
            "",
            body);
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Changed in one to four places; now and then not at all. */
  public byte[] mutated(byte[] valid) {
    byte[] now = valid;
    for (int i = random.nextInt(5); i > 0 && now.length > 1; i--) {
      now = random.nextInt(3) == 0 ? byLine(now) : byByte(now);
    }
    return now;
  }

  private byte[] byByte(byte[] from) {
    int at = random.nextInt(from.length);
    int count = Math.min(from.length - at, 1 + random.nextInt(20));
    return switch (random.nextInt(5)) {
      case 0 -> {
        byte[] flipped = from.clone();
        flipped[at] ^= (byte) (1 << random.nextInt(8));
        yield flipped;
      }
      case 1 -> join(Arrays.copyOf(from, at), Arrays.copyOfRange(from, at + count, from.length));
      case 2 -> Arrays.copyOf(from, at);
      case 3 -> {
        byte[] noise = new byte[count];
        random.nextBytes(noise);
        yield join(Arrays.copyOf(from, at), noise, Arrays.copyOfRange(from, at, from.length));
      }
      default ->
          join(
              Arrays.copyOf(from, at),
              TOKENS[random.nextInt(TOKENS.length)].getBytes(StandardCharsets.ISO_8859_1),
              Arrays.copyOfRange(from, at, from.length));
    };
  }

  private byte[] byLine(byte[] from) {
    List<String> lines =
        new ArrayList<>(List.of(new String(from, StandardCharsets.ISO_8859_1).split("\r\n", -1)));
    int at = random.nextInt(lines.size());
    switch (random.nextInt(4)) {
      case 0 -> lines.remove(at);
      case 1 -> lines.add(at, lines.get(random.nextInt(lines.size())));
      case 2 -> lines.add(lines.remove(at));
      default -> {
        String line = lines.get(at);
        int colon = line.indexOf(':');
        lines.set(at, line.substring(0, colon + 1) + " " + TOKENS[random.nextInt(TOKENS.length)]);
      }
    }
    return String.join("\r\n", lines).getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] join(byte[]... parts) {
    var all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
