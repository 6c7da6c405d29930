package org.meterline.telephony.sip;

import static org.meterline.telephony.Patience.until;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.meterline.telephony.address.IpLiteral;

/**
 * A Kamailio, a SIP proxy written elsewhere, on a free port of the loopback, over UDP and TCP. A
 * carrier's keeps registrations of whoever knows {@link #USER}'s password, and does with calls what
 * it is told; an edge stands between phones and their registrar.
 */
public final class Kamailio implements AutoCloseable {
  public static final String USER = "user-1";
  public static final String PASSWORD = "secret-1";
  public static final String DOMAIN = "carrier.example";

  private final InetAddress here;
  private final int port = Sipp.freePort();
  private final Path log;
  private final Process process;

  /** What a carrier's does: {@link #USER} registers and proves itself; the rest is to be said. */
  private static String carrier(String calls) {
    return """
    loadmodule "usrloc.so"
    loadmodule "registrar.so"
    loadmodule "auth.so"
    request_route {
      if (is_method("OPTIONS")) { sl_send_reply("200", "OK"); exit; }
      if (is_method("REGISTER")) {
        if (!pv_www_authenticate("the carrier", "%s", "0")) {
          www_challenge("the carrier", "1"); exit;
        }
        save("location"); exit;
      }
      %s
    }
    route[PROOF] {
      if (!pv_proxy_authenticate("the carrier", "%s", "0")) {
        proxy_challenge("the carrier", "1"); exit;
      }
      consume_credentials();
    }
    """
        .formatted(PASSWORD, calls, PASSWORD);
  }

  /**
   * What an edge's does: it puts itself on the way of phones, and keeps their ways open (RFC 5626,
   * section 5). What begins a dialog goes on to the registrar when a phone sends it, and by its
   * Route when the registrar does.
   */
  private static String edge(int registrar) {
    return """
    loadmodule "path.so"
    loadmodule "outbound.so"
    modparam("outbound", "flow_token_secret", "of the edge alone")
    request_route {
      if (is_method("OPTIONS") && !has_totag()) { sl_send_reply("200", "OK"); exit; }
      if (is_method("CANCEL")) { if (t_check_trans()) { t_relay(); } exit; }
      if (is_method("REGISTER")) {
        remove_hf("Route");
        if (!add_path()) { sl_send_reply("500", "No Path"); exit; }
        $du = "sip:127.0.0.1:%1$d";
        t_relay(); exit;
      }
      loose_route();
      switch ($rc) {
        case -2:
          sl_send_reply("403", "Whose flow is this"); exit;
        case 2:
          set_forward_no_connect();
          if (!has_totag()) { t_on_failure("FLOW"); }
      }
      if (is_method("ACK") && !has_totag()) { if (t_check_trans()) { t_relay(); } exit; }
      if (!has_totag()) {
        record_route();
        if ($sp != %1$d) { $du = "sip:127.0.0.1:%1$d"; }
      }
      if (!t_relay()) { sl_send_reply("430", "Flow Failed"); }
    }
    failure_route[FLOW] {
      if (t_branch_timeout() || !t_branch_replied()) { t_reply("430", "Flow Failed"); }
    }
    """
        .formatted(registrar);
  }

  /**
   * Starts a carrier's, which answers from now on.
   *
   * @param host its address on the loopback
   * @param calls what becomes of all but OPTIONS and REGISTER, in Kamailio's language
   */
  public Kamailio(Path folder, String host, String calls) throws IOException {
    this(folder, host, "", carrier(calls));
  }

  /**
   * The same with TLS on the next port.
   *
   * @param certified a folder with {@code server.pem} and {@code server.key}
   */
  public static Kamailio secured(Path certified, Path folder, String host, String calls)
      throws IOException {
    return new Kamailio(
        folder,
        host,
        """
        enable_tls=yes
        listen=tls:@TLS@
        loadmodule "tls.so"
        modparam("tls", "certificate", "%1$s/server.pem")
        modparam("tls", "private_key", "%1$s/server.key")
        modparam("tls", "tls_method", "TLSv1.2+")
        """
            .formatted(certified),
        carrier(calls));
  }

  /** Starts one that phones register through with the registrar at that port. */
  public static Kamailio before(int registrar, Path folder) throws IOException {
    return new Kamailio(folder, "127.0.0.1", "", edge(registrar));
  }

  private Kamailio(Path folder, String host, String listens, String routes) throws IOException {
    Files.createDirectories(folder);
    here = InetAddress.ofLiteral(host);
    log = folder.resolve("kamailio.log");
    String at = IpLiteral.inUri(host) + ":" + port;
    String more = listens.replace("@TLS@", IpLiteral.inUri(host) + ":" + tlsPort());
    String text =
        """
        log_stderror=yes
        debug=1
        children=1
        tcp_children=1
        auto_aliases=no
        listen=udp:%s
        listen=tcp:%s
        %s
        loadmodule "tm.so"
        loadmodule "sl.so"
        loadmodule "rr.so"
        loadmodule "pv.so"
        loadmodule "maxfwd.so"
        loadmodule "textops.so"
        loadmodule "siputils.so"
        loadmodule "tmx.so"
        loadmodule "corex.so"
        %s
        """
            .formatted(at, at, more, routes);
    Path file = Files.writeString(folder.resolve("kamailio.cfg"), text);
    process =
        new ProcessBuilder(
                "kamailio",
                "-f",
                file.toString(),
                "-DD",
                "-E",
                "-m",
                "32",
                "-M",
                "8",
                "-Y",
                folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      until("it answers", this::answers);
    } catch (AssertionError e) {
      close();
      throw new AssertionError(log(), e);
    }
  }

  public int port() {
    return port;
  }

  /** Where it listens for TLS, if it does. */
  public int tlsPort() {
    return port + 1;
  }

  /** What it says of itself. */
  public String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean answers() {
    if (!process.isAlive()) {
      throw new AssertionError("it has ended");
    }
    try (var udp = new DatagramSocket(0, here);
        var tcp = new Socket(here, port)) {
      String from = IpLiteral.inUri(IpLiteral.text(here)) + ":" + udp.getLocalPort();
      byte[] ask =
          RawPhone.lines(
                  "OPTIONS sip:" + DOMAIN + " SIP/2.0",
                  "Via: SIP/2.0/UDP " + from + ";branch=z9hG4bK" + System.nanoTime(),
                  "From: <sip:ready@" + DOMAIN + ">;tag=1",
                  "To: <sip:" + DOMAIN + ">",
                  "Call-ID: ready-" + tcp.getLocalPort(),
                  "CSeq: 1 OPTIONS",
                  "Content-Length: 0",
                  "")
              .getBytes(StandardCharsets.US_ASCII);
      udp.setSoTimeout(200);
      udp.send(new DatagramPacket(ask, ask.length, new InetSocketAddress(here, port)));
      udp.receive(new DatagramPacket(new byte[2_048], 2_048));
      return true;
    } catch (SocketTimeoutException | java.net.ConnectException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
    }
    process.onExit().join();
  }
}
