package org.meterline.telephony.fetch;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * One GET of HTTP/1.1 (RFC 9112) to an address that was chosen before: the JDK's clients look names
 * up themselves, and another answer could come then. TLS checks the certificate against the name.
 */
public final class HttpGet {
  private static final int LONGEST_LINE = 8_192;
  private static final int MOST_LINES = 100;

  private final URI at;
  private final InetAddress address;
  private final String accept;
  private final long deadline;
  private final LongSupplier nanos;
  private final int largest;

  /**
   * @param accept the media types that are wanted, as in the header Accept
   * @param deadline in nanoseconds: until then all is there
   * @param largest octets of a body
   */
  public HttpGet(
      URI at, InetAddress address, String accept, long deadline, LongSupplier nanos, int largest) {
    this.accept = accept;
    this.at = at;
    this.address = address;
    this.deadline = deadline;
    this.nanos = nanos;
    this.largest = largest;
  }

  /** What a server says, with its headers by name in lower case. */
  public static final class Answer {
    public final int status;
    public final Map<String, String> headers;
    public final byte[] body;

    Answer(int status, Map<String, String> headers, byte[] body) {
      this.status = status;
      this.headers = headers;
      this.body = body;
    }
  }

  /**
   * @param tag of what is there already
   * @throws IOException when there is no whole answer in time; the message says why
   */
  public Answer run(@Nullable String tag) throws IOException {
    boolean secure = "https".equalsIgnoreCase(at.getScheme());
    int port = at.getPort() >= 0 ? at.getPort() : secure ? 443 : 80;
    CompletableFuture<Void> over = new CompletableFuture<>();
    try (Socket plain = new Socket()) {
      // A time-out of reads would begin anew with each octet, and TLS reads by itself.
      var _ =
          over.orTimeout(left(), TimeUnit.MILLISECONDS)
              .whenComplete(
                  (_, late) -> {
                    if (late != null) {
                      hangUp(plain);
                    }
                  });
      plain.connect(new InetSocketAddress(address, port), left());
      if (!secure) {
        return talk(plain, tag);
      }
      SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
      try (SSLSocket tls = (SSLSocket) factory.createSocket(plain, at.getHost(), port, true)) {
        SSLParameters parameters = tls.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        tls.setSSLParameters(parameters);
        return talk(tls, tag);
      }
    } catch (IOException e) {
      throw e instanceof SocketTimeoutException || over.isCompletedExceptionally()
          ? new IOException("the server did not answer in time", e)
          : e;
    } finally {
      over.complete(null);
    }
  }

  private static void hangUp(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // Then it is closed as far as it can be.
    }
  }

  private Answer talk(Socket socket, @Nullable String tag) throws IOException {
    String path = at.getRawPath() == null || at.getRawPath().isEmpty() ? "/" : at.getRawPath();
    String request =
        "GET "
            + path
            + (at.getRawQuery() == null ? "" : "?" + at.getRawQuery())
            + " HTTP/1.1\r\nHost: "
            + at.getRawAuthority()
            + "\r\nAccept: "
            + accept
            + "\r\nUser-Agent: Meterline\r\nConnection: close\r\n"
            + (tag == null ? "" : "If-None-Match: " + tag + "\r\n")
            + "\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
    InputStream in = new BufferedInputStream(socket.getInputStream());
    String[] first = line(in).split(" ", 3);
    if (first.length < 2 || !first[0].startsWith("HTTP/1.") || !first[1].matches("[1-5]\\d\\d")) {
      throw new IOException("the server does not speak HTTP");
    }
    int status = Integer.parseInt(first[1]);
    Map<String, String> headers = headers(in);
    byte[] body = status == 200 ? body(in, headers) : new byte[0];
    return new Answer(status, headers, body);
  }

  private static Map<String, String> headers(InputStream in) throws IOException {
    Map<String, String> headers = new HashMap<>();
    for (int i = 0; i < MOST_LINES; i++) {
      String line = line(in);
      if (line.isEmpty()) {
        return headers;
      }
      String[] parts = line.split(":", 2);
      if (parts.length == 2) {
        headers.put(parts[0].strip().toLowerCase(Locale.ROOT), parts[1].strip());
      }
    }
    throw new IOException("the server answers with too many headers");
  }

  private byte[] body(InputStream in, Map<String, String> headers) throws IOException {
    if (headers
        .getOrDefault("transfer-encoding", "")
        .toLowerCase(Locale.ROOT)
        .contains("chunked")) {
      return chunks(in);
    }
    String length = headers.get("content-length");
    if (length == null) {
      byte[] body = in.readNBytes(largest + 1);
      check(body.length);
      return body;
    }
    return exactly(in, number(length, 10));
  }

  private byte[] chunks(InputStream in) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (true) {
      int size = number(line(in).split(";", 2)[0].strip(), 16);
      if (size == 0) {
        return body.toByteArray();
      }
      check((long) body.size() + size);
      body.writeBytes(exactly(in, size));
      if (!line(in).isEmpty()) {
        throw new IOException("the server does not speak HTTP");
      }
    }
  }

  private byte[] exactly(InputStream in, int size) throws IOException {
    check(size);
    byte[] read = in.readNBytes(size);
    if (read.length < size) {
      throw new EOFException("the server broke off");
    }
    return read;
  }

  private static int number(String text, int radix) throws IOException {
    try {
      int value = Integer.parseInt(text, radix);
      if (value >= 0) {
        return value;
      }
    } catch (NumberFormatException e) {
      // As any other that is none.
    }
    throw new IOException("what it sends is too large, or of no size: " + text);
  }

  private void check(long size) throws IOException {
    if (size > largest) {
      throw new IOException("what it sends is too large");
    }
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0 || line.length() >= LONGEST_LINE) {
        throw new IOException("the server broke off");
      }
      line.append((char) c);
    }
    return line.toString().strip();
  }

  private int left() throws SocketTimeoutException {
    long millis = (deadline - nanos.getAsLong()) / 1_000_000;
    if (millis <= 0) {
      throw new SocketTimeoutException("too late");
    }
    return (int) Math.min(millis, Integer.MAX_VALUE);
  }
}
