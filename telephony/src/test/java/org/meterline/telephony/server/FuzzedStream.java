package org.meterline.telephony.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Random;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Connections to one port, one at a time: what is sent goes over one until either side ends it. */
final class FuzzedStream implements AutoCloseable {
  private static final InetAddress HERE = InetAddress.getLoopbackAddress();

  private final int port;
  private final @Nullable SSLContext secure;
  private final Random random;
  private final byte[] answer = new byte[8_192];
  private @Nullable Socket socket;
  private long heard;

  private FuzzedStream(int port, @Nullable SSLContext secure, Random random) {
    this.port = port;
    this.secure = secure;
    this.random = random;
  }

  static FuzzedStream tcp(int port, Random random) {
    return new FuzzedStream(port, null, random);
  }

  /** Over TLS; now and then somebody comes who speaks none. */
  static FuzzedStream tls(int port, Random random) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new Anyone()}, null);
      return new FuzzedStream(port, context, random);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** How many octets were answered. */
  long heard() {
    return heard;
  }

  void send(byte[] message) throws IOException {
    try {
      Socket to = socket == null ? open() : socket;
      socket = to;
      to.getOutputStream().write(message);
      if (read(to) < 0 || random.nextInt(50) == 0) {
        close();
      }
    } catch (IOException closed) {
      close();
    }
  }

  private Socket open() throws IOException {
    SSLContext by = random.nextInt(8) == 0 ? null : secure;
    Socket opened =
        by == null ? new Socket(HERE, port) : by.getSocketFactory().createSocket(HERE, port);
    // For the handshake; what is answered is not waited for.
    opened.setSoTimeout(by == null ? 1 : 5_000);
    if (opened instanceof SSLSocket tls) {
      tls.startHandshake();
      tls.setSoTimeout(1);
    }
    return opened;
  }

  private int read(Socket from) throws IOException {
    try {
      int count = from.getInputStream().read(answer);
      heard += Math.max(count, 0);
      return count;
    } catch (SocketTimeoutException nothing) {
      return 0;
    }
  }

  @Override
  public void close() throws IOException {
    if (socket != null) {
      socket.close();
      socket = null;
    }
  }

  /** The engine made its certificate itself. */
  private static final class Anyone implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
