package org.meterline.telephony.locate;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.meterline.telephony.Patience;
import org.meterline.telephony.sip.Sipp;

/** Runs dnsmasq, a DNS server written elsewhere, on the loopback; it knows all of {@code .test}. */
public final class Dnsmasq implements AutoCloseable {
  private final Process process;
  private final Path log;
  private final int port;

  private Dnsmasq(Process process, Path log, int port) {
    this.process = process;
    this.log = log;
    this.port = port;
  }

  /**
   * @param records as dnsmasq's options have them, without the dashes
   */
  public static Dnsmasq with(String... records) throws IOException {
    return at(Sipp.freePort(), records);
  }

  /** The same at a port. */
  public static Dnsmasq at(int port, String... records) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "/usr/sbin/dnsmasq",
                "--keep-in-foreground",
                "--conf-file=/dev/null",
                "--pid-file=",
                "--user=" + System.getProperty("user.name"),
                "--port=" + port,
                "--listen-address=127.0.0.1",
                "--bind-interfaces",
                "--no-resolv",
                "--no-hosts",
                "--local=/test/",
                "--local-ttl=60",
                "--log-facility=-"));
    for (String record : records) {
      command.add("--" + record);
    }
    Path log = Files.createTempFile("dnsmasq", ".log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    var server = new Dnsmasq(process, log, port);
    var asked = new Servers(() -> List.of(server.address()));
    Patience.until("dnsmasq answers", () -> server.answers(asked));
    return server;
  }

  private boolean answers(Servers asked) {
    try {
      if (!process.isAlive()) {
        throw new AssertionError("dnsmasq ended: " + Files.readString(log));
      }
      return !asked.ask("nothing.test", Entry.Type.A, Locator.PATIENCE).exists();
    } catch (IOException e) {
      return false;
    }
  }

  /** An SRV record. */
  public static String srv(String name, String target, int port, int priority, int weight) {
    return "srv-host=%s,%s,%d,%d,%d".formatted(name, target, port, priority, weight);
  }

  public InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    process.onExit().join();
    Files.deleteIfExists(log);
  }
}
