package org.meterline.launcher;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.meterline.telephony.Fork;

/**
 * Ports of the loopback that are free for UDP and TCP, each given once. They lie below those that
 * the system gives away (ip_local_port_range), so that they are still free when they are used.
 */
public final class FreePorts {
  private static final int FIRST = 20_000;
  private static final int COUNT = 4_900;

  /** How far virtual machines that test side by side begin from each other. */
  private static final int APART = COUNT / 2;

  /** Begins anywhere, so that runs side by side seldom try the same. */
  private static final AtomicInteger NEXT =
      new AtomicInteger(APART * Fork.NUMBER + ThreadLocalRandom.current().nextInt(APART / 2));

  private FreePorts() {}

  /** Whether somebody listens there for UDP, on the loopback. */
  public static boolean isTaken(int port) throws IOException {
    return Files.readString(Path.of("/proc/net/udp"))
        .contains(String.format("0100007F:%04X", port));
  }

  public static int next() throws IOException {
    InetAddress local = InetAddress.getLoopbackAddress();
    for (int i = 0; i < COUNT; i++) {
      int port = FIRST + Math.floorMod(NEXT.getAndIncrement(), COUNT);
      try (DatagramSocket udp = new DatagramSocket(port, local);
          ServerSocket tcp = new ServerSocket(udp.getLocalPort(), 1, local)) {
        return tcp.getLocalPort();
      } catch (SocketException e) {
        // Taken: another one.
      }
    }
    throw new IOException("no free port");
  }
}
