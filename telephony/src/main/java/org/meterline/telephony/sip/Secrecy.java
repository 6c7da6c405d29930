package org.meterline.telephony.sip;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.address.IpLiteral;

/**
 * TLS on connections. Phones have no certificates; what they prove, they prove by digest. Whom we
 * connect to must have a certificate that the Java runtime trusts, in the name that we asked for.
 */
final class Secrecy {
  private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

  /** In seconds. */
  private static final int PATIENCE = 5;

  private final SSLContext ours;

  Secrecy(SipSettings.@Nullable Tls settings) throws IOException {
    try {
      ours = SSLContext.getInstance("TLS");
      ours.init(settings == null ? null : keys(settings), null, null);
    } catch (GeneralSecurityException e) {
      throw new IOException("TLS cannot be used: " + e.getMessage(), e);
    }
  }

  private static KeyManager[] keys(SipSettings.Tls settings)
      throws IOException, GeneralSecurityException {
    Path file = settings.keyStore();
    char[] password = settings.password().toCharArray();
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, password);
    }
    var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, password);
    return factory.getKeyManagers();
  }

  /** TLS with who came in. */
  SSLSocket with(Socket guest) throws IOException {
    var socket =
        (SSLSocket)
            ours.getSocketFactory()
                .createSocket(guest, IpLiteral.text(guest.getInetAddress()), guest.getPort(), true);
    socket.setUseClientMode(false);
    return agreed(socket, guest);
  }

  /** TLS with whom we connected to. */
  SSLSocket to(Socket plain, String host, int port) throws IOException {
    var socket = (SSLSocket) ours.getSocketFactory().createSocket(plain, host, port, true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    return agreed(socket, plain);
  }

  private static SSLSocket agreed(SSLSocket socket, Socket beneath) throws IOException {
    socket.setEnabledProtocols(PROTOCOLS);
    var done = new CompletableFuture<Void>().orTimeout(PATIENCE, TimeUnit.SECONDS);
    var _ =
        done.exceptionally(
            late -> {
              Connection.closed(beneath);
              return null;
            });
    try {
      socket.startHandshake();
    } finally {
      done.complete(null);
    }
    return socket;
  }
}
