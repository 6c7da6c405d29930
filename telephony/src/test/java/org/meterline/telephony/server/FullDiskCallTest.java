package org.meterline.telephony.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.Patience.until;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.meterline.telephony.call.CallFact;
import org.meterline.telephony.call.Destination;
import org.meterline.telephony.call.Domain;
import org.meterline.telephony.sip.Sipp;
import org.meterline.telephony.trunk.Trunk;

/** The disk of a whole engine is full: help is called, by sipp, and nothing else that costs. */
class FullDiskCallTest {
  private static final String BERLIN = "+4930555761";

  /** An engine on a small disk, which is full from the first line on that it hears to the next. */
  static final class Node {
    private Node() {}

    public static void main(String[] args) throws Exception {
      Path folder = Path.of(args[0]);
      try (House house = new House(folder)) {
        house.number("112", new Destination.Emergency(new Domain(House.DOMAIN), "112"));
        house.trunks.add(
            new Trunk("carrier", "127.0.0.1", Integer.parseInt(args[1]), "udp", List.of("")));
        System.out.println("port " + house.port());
        int _ = System.in.read();
        Path ballast = folder.resolve("data").resolve("ballast");
        fill(ballast);
        System.out.println("full");
        int _ = System.in.read();
        System.out.println("taken " + !house.engine.counters().journalWritable());
        Files.delete(ballast);
        until("it is written", () -> house.engine.counters().journalWritable());
        System.out.println("refused " + status(house, BERLIN) + ", helped " + status(house, "112"));
      }
      System.exit(0); // whatever threads there are
    }

    private static int status(House house, String dialled) {
      return House.only(house.call(dialled), CallFact.Ended.class).sipStatus();
    }

    private static void fill(Path ballast) {
      byte[] page = new byte[4096];
      try (OutputStream out = Files.newOutputStream(ballast)) {
        while (true) {
          out.write(page);
        }
      } catch (IOException full) {
        // As it should be.
      }
    }
  }

  private static Sipp call(String scenario, int port, String to) throws IOException {
    return Sipp.scenario(scenario)
        .to(port)
        .user("101", House.password("101"))
        .set("domain", House.DOMAIN)
        .set("to", to)
        .option("-d", "100")
        .within(Duration.ofSeconds(40))
        .start();
  }

  @Test
  void helpIsCalledAndNothingElse(@TempDir Path folder) throws Exception {
    Path disk = Files.createDirectories(folder.resolve("data"));
    try (var carrier = Sipp.scenario("uas.xml").calls(100, 10).start()) {
      Process node =
          new ProcessBuilder(
                  List.of(
                      "/usr/bin/bwrap",
                      "--dev-bind",
                      "/",
                      "/",
                      "--size",
                      Integer.toString(2 << 20),
                      "--tmpfs",
                      disk.toString(),
                      Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                      "-Xmx128m",
                      "-XX:TieredStopAtLevel=1",
                      "--enable-native-access=ALL-UNNAMED",
                      "-cp",
                      System.getProperty("java.class.path"),
                      Node.class.getName(),
                      folder.toString(),
                      Integer.toString(carrier.port())))
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      try (BufferedReader says = node.inputReader();
          OutputStream told = node.getOutputStream()) {
        int port = Integer.parseInt(line(says).substring("port ".length()));
        told.write('\n');
        told.flush();
        assertEquals("full", line(says));
        fill(port); // what is left of the last page
        try (var refused = call("uac-refused.xml", port, BERLIN)) {
          refused.succeeds(1);
          String heard = refused.messages();
          assertTrue(heard.contains("text=\"Calls cannot be recorded now\""), heard);
        }
        try (var helped = call("uac.xml", port, "112")) {
          helped.succeeds(1);
        }
        told.write('\n');
        told.flush();
        assertEquals("taken true", line(says));
        assertEquals("refused 503, helped 200", line(says));
        assertEquals(0, node.waitFor());
      } finally {
        node.destroyForcibly();
        node.onExit().join();
      }
    }
  }

  private static void fill(int port) throws Exception {
    for (int i = 0; i < 3; i++) {
      try (var helped = call("uac.xml", port, "112")) {
        helped.succeeds(1);
      }
    }
  }

  private static String line(BufferedReader from) throws IOException {
    return Objects.requireNonNull(from.readLine(), "it has ended");
  }
}
