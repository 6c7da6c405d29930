package org.meterline.telephony.sip;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.address.IpLiteral;

/** A phone made of a socket and text, for what well-behaved peers never send. */
final class RawPhone implements AutoCloseable {
  private final InetAddress here;
  private final DatagramSocket socket;
  private final int server;
  final String callId = UUID.randomUUID().toString();
  final String tag = "raw" + Integer.toHexString(callId.hashCode());

  RawPhone(int server) throws IOException {
    this(InetAddress.ofLiteral("127.0.0.1"), server);
  }

  /** One on this address of the loopback, that speaks to the server on it. */
  RawPhone(InetAddress here, int server) throws IOException {
    this.here = here;
    this.socket = new DatagramSocket(0, here);
    this.server = server;
    socket.setSoTimeout(10_000);
  }

  private String host() {
    return IpLiteral.inUri(IpLiteral.text(here));
  }

  int port() {
    return socket.getLocalPort();
  }

  void send(String message) throws IOException {
    send(message.getBytes(StandardCharsets.UTF_8));
  }

  /** To another port than the server's. */
  void send(int to, String message) throws IOException {
    byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
    socket.send(new DatagramPacket(bytes, bytes.length, new InetSocketAddress(here, to)));
  }

  void send(byte[] bytes) throws IOException {
    socket.send(new DatagramPacket(bytes, bytes.length, new InetSocketAddress(here, server)));
  }

  /** The next message. */
  String receive() throws IOException {
    byte[] buffer = new byte[65_535];
    var packet = new DatagramPacket(buffer, buffer.length);
    socket.receive(packet);
    return new String(buffer, 0, packet.getLength(), StandardCharsets.UTF_8);
  }

  /** The next packet, as it is. */
  byte[] receiveBytes() throws IOException {
    byte[] buffer = new byte[65_535];
    var packet = new DatagramPacket(buffer, buffer.length);
    socket.receive(packet);
    return java.util.Arrays.copyOf(buffer, packet.getLength());
  }

  /** Sends, and waits for what comes. */
  String receiveAfter(String message) throws IOException {
    send(message);
    return receive();
  }

  /** The next message, or null if none comes in that time. */
  @Nullable String receive(int millis) throws IOException {
    socket.setSoTimeout(millis);
    try {
      return receive();
    } catch (SocketTimeoutException e) {
      return null;
    } finally {
      socket.setSoTimeout(10_000);
    }
  }

  /** The next message that begins so; others are passed over. */
  String receive(String beginning) throws IOException {
    String message = receive();
    while (!message.startsWith(beginning)) {
      message = receive();
    }
    return message;
  }

  /** The same, or null if in that time nothing comes any more: a trunk is asked by OPTIONS too. */
  @Nullable String receive(String beginning, int millis) throws IOException {
    String message = receive(millis);
    while (message != null && !message.startsWith(beginning)) {
      message = receive(millis);
    }
    return message;
  }

  /** A request with the headers that every one has, then {@code more}, then the body. */
  String request(String method, String uri, int sequence, String toTag, String more, String body) {
    return request("UDP", port(), method, uri, sequence, toTag, more, body);
  }

  /** The same over another transport. */
  String request(
      String transport,
      int port,
      String method,
      String uri,
      int sequence,
      String toTag,
      String more,
      String body) {
    return lines(
            method + " " + uri + " SIP/2.0",
            "Via: SIP/2.0/%s %s:%d;rport;branch=z9hG4bK%s"
                .formatted(transport, host(), port, UUID.randomUUID()),
            "Max-Forwards: 70",
            "From: <sip:101@" + Exchange.DOMAIN + ">;tag=" + tag,
            "To: <sip:101@" + Exchange.DOMAIN + ">" + (toTag.isEmpty() ? "" : ";tag=" + toTag),
            "Call-ID: " + callId,
            "CSeq: " + sequence + " " + method,
            "Contact: <sip:101@" + host() + ":" + port + ">")
        + more
        + lines("Content-Length: " + body.length(), "")
        + body;
  }

  /** The answer to a request. */
  static String response(String request, int status, String toTag, String more, String body) {
    String to = header(request, "To");
    return lines(
            "SIP/2.0 " + status + " Whatever",
            "Via: " + header(request, "Via"),
            "From: " + header(request, "From"),
            "To: " + to + (to != null && to.contains(";tag=") ? "" : ";tag=" + toTag),
            "Call-ID: " + header(request, "Call-ID"),
            "CSeq: " + header(request, "CSeq"))
        + more
        + lines("Content-Length: " + body.length(), "")
        + body;
  }

  /** Answers, with a Contact of this phone. */
  void answer(String request, int status, String body) throws IOException {
    answer(request, status, "", body);
  }

  /** The same with more headers. */
  void answer(String request, int status, String more, String body) throws IOException {
    send(
        response(
            request,
            status,
            tag,
            lines("Contact: <sip:raw@" + host() + ":" + port() + ">")
                + more
                + (body.isEmpty() ? "" : lines("Content-Type: application/sdp")),
            body));
  }

  static String lines(String... lines) {
    return String.join("\r\n", lines) + "\r\n";
  }

  /** The value of a header, or null. */
  static @Nullable String header(String message, String name) {
    Matcher line = Pattern.compile("(?im)^" + name + ":\\s*(.*?)\\s*$").matcher(message);
    return line.find() ? line.group(1) : null;
  }

  /** What the pattern's group captures. */
  static String find(String message, String pattern) {
    Matcher matcher = Pattern.compile(pattern).matcher(message);
    if (!matcher.find()) {
      throw new AssertionError("no " + pattern + " in\n" + message);
    }
    return matcher.group(1);
  }

  static String toTag(String response) {
    return find(response, "(?im)^To:.*;tag=([^;\\s]+)");
  }

  /** Authorization or Proxy-Authorization for the challenge, with a given nonce count. */
  static String credentials(
      String challenge,
      Digest digest,
      String user,
      String password,
      String method,
      String uri,
      String count) {
    boolean proxy = challenge.startsWith("SIP/2.0 407");
    String nonce = find(challenge, "nonce=\"([^\"]+)\"");
    String realm = find(challenge, "realm=\"([^\"]+)\"");
    String response =
        digest.response(digest.secret(user, realm, password), nonce, count, "c0ffee", method, uri);
    return lines(
        "%s: Digest username=\"%s\", realm=\"%s\", nonce=\"%s\", uri=\"%s\", response=\"%s\", algorithm=%s, cnonce=\"c0ffee\", qop=auth, nc=%s"
            .formatted(
                proxy ? "Proxy-Authorization" : "Authorization",
                user,
                realm,
                nonce,
                uri,
                response,
                digest.algorithm,
                count));
  }

  @Override
  public void close() {
    socket.close();
  }
}
