package org.meterline.launcher;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.meterline.telephony.address.OwnAddresses;

/** Whether ports are free, and if not, who has them. */
final class Ports {
  private Ports() {}

  /**
   * A port to be taken.
   *
   * @param what for people, for example {@code the portal}
   * @param setting the key that changes it
   */
  record Wanted(String what, String setting, String address, int port, boolean udp) {}

  /** One sentence for the first that is taken. */
  static void check(List<Wanted> wanted) {
    for (Wanted port : wanted) {
      if (port.port != 0 && !free(port)) {
        throw new Trouble(
            "%s port %d, wanted for %s, is taken%s; stop that, or set %s to another port."
                .formatted(
                    port.udp ? "UDP" : "TCP",
                    port.port,
                    port.what,
                    owner(port).map(name -> " by " + name).orElse(" by another program"),
                    variable(port.setting)));
      }
    }
  }

  /** Whether a process has the UDP port. Asked of /proc: trying it would be in its way. */
  static boolean udpTaken(int port) {
    return !sockets("udp", port).isEmpty();
  }

  static String variable(String setting) {
    return "METERLINE_" + setting.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  private static boolean free(Wanted port) {
    try {
      return OwnAddresses.parse(port.address).all().stream().allMatch(each -> free(port, each));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static boolean free(Wanted port, InetAddress at) {
    try {
      InetSocketAddress address = new InetSocketAddress(at, port.port);
      if (port.udp) {
        new DatagramSocket(address).close();
      } else {
        try (ServerSocket socket = new ServerSocket()) {
          socket.setReuseAddress(true);
          socket.bind(address);
        }
      }
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** The process that has the port, by /proc: name and number. */
  private static Optional<String> owner(Wanted port) {
    Set<String> sockets = sockets(port.udp ? "udp" : "tcp", port.port);
    return sockets.isEmpty()
        ? Optional.empty()
        : ProcessHandle.allProcesses()
            .filter(process -> has(process.pid(), sockets))
            .findFirst()
            .map(process -> command(process.pid()) + " (process " + process.pid() + ")");
  }

  /**
   * The sockets that are bound to the port, named as in /proc/PID/fd; of TCP the listening ones.
   */
  private static Set<String> sockets(String protocol, int port) {
    Set<String> sockets = new HashSet<>();
    for (String table : List.of(protocol, protocol + "6")) {
      try {
        for (String line : Files.readAllLines(Path.of("/proc/net", table))) {
          String[] field = line.strip().split("\\s+", -1);
          boolean listens = protocol.equals("udp") || (field.length > 3 && field[3].equals("0A"));
          if (listens && field.length > 9 && field[1].endsWith(":%04X".formatted(port))) {
            sockets.add("socket:[" + field[9] + "]");
          }
        }
      } catch (IOException e) {
        // Not told on this machine.
      }
    }
    return sockets;
  }

  private static boolean has(long pid, Set<String> sockets) {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of("/proc/" + pid + "/fd"))) {
      for (Path file : files) {
        if (Files.isSymbolicLink(file)
            && sockets.contains(Files.readSymbolicLink(file).toString())) {
          return true;
        }
      }
    } catch (IOException e) {
      // Another user's process.
    }
    return false;
  }

  private static String command(long pid) {
    try {
      return Files.readString(Path.of("/proc/" + pid + "/comm")).strip();
    } catch (IOException e) {
      return "another program";
    }
  }
}
