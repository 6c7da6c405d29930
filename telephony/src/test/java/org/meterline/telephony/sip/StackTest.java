package org.meterline.telephony.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.Patience.until;

import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.meterline.telephony.address.OwnAddresses;
import org.meterline.telephony.guard.Guard;
import org.meterline.telephony.guard.GuardSettings;

/** How a stack comes up and goes down. */
class StackTest {
  private static final int STACKS = 40;
  private static final int SECURE = 4;
  private static final InetAddress HERE = InetAddress.getLoopbackAddress();

  private static Stack stack(SipSettings settings) throws Exception {
    return new Stack(
        settings,
        new Malformed(new SipCounters(), System::nanoTime),
        new Guard(GuardSettings.USUAL, Clock.systemUTC(), System::nanoTime, ban -> {}),
        new Gate());
  }

  /** No thread of a stack listens there any more; they are named for their ports. */
  private static void assertGone(int port) {
    until(
        "nothing listens on " + port,
        () ->
            Thread.getAllStackTraces().keySet().stream()
                .noneMatch(
                    thread ->
                        thread.getName().startsWith("MessageProcessorThread-")
                            && thread.getName().endsWith("/" + port)));
  }

  @Test
  void manyAtOnceComeUpEachOnPortsOfItsOwnAndAreStoppedAtOnce(@TempDir Path folder)
      throws Exception {
    Path keyStore = folder.resolve("sip.p12");
    KeyStores.ensure(keyStore, "a password", List.of("127.0.0.1"));
    SipSettings plain = Exchange.settings();
    SipSettings secure = plain.with(new SipSettings.Tls(0, keyStore, "a password"));
    var all = new CountDownLatch(STACKS);
    List<Future<List<Integer>>> stacks = new ArrayList<>();
    try (var threads = Executors.newFixedThreadPool(STACKS)) {
      for (int i = 0; i < STACKS; i++) {
        SipSettings settings = i < SECURE ? secure : plain;
        stacks.add(
            threads.submit(
                () -> {
                  try (Stack one = stack(settings)) {
                    all.countDown();
                    assertTrue(all.await(60, TimeUnit.SECONDS), "all are up together");
                    return List.of(one.port(), one.tlsPort());
                  }
                }));
      }
    }
    Set<Integer> ports = new HashSet<>();
    for (Future<List<Integer>> each : stacks) {
      ports.addAll(each.get());
    }
    assertTrue(ports.remove(0), "those without TLS have no port for it");
    assertEquals(STACKS + SECURE, ports.size());
    for (int port : ports) {
      assertGone(port);
    }
  }

  @Test
  void oneCanBeStoppedAsSoonAsItIsUp() throws Exception {
    List<Future<Integer>> stopped = new ArrayList<>();
    try (var threads = Executors.newFixedThreadPool(STACKS)) {
      for (int i = 0; i < STACKS; i++) {
        stopped.add(
            threads.submit(
                () -> {
                  Stack one = stack(Exchange.settings());
                  one.close();
                  return one.port();
                }));
      }
    }
    for (Future<Integer> port : stopped) {
      assertGone(port.get());
    }
  }

  @Test
  void aPortIsNeverLetGoBetweenItsFindingAndItsUse() throws Exception {
    try (var doors = new Doors(new ConnectionLimits(1, 1), from -> true, from -> false)) {
      int port = doors.open(OwnAddresses.of(HERE), 0);
      assertThrows(BindException.class, () -> new DatagramSocket(port, HERE));
      assertThrows(BindException.class, () -> new ServerSocket(port, 1, HERE));
      assertEquals(port, doors.createDatagramSocket(port, HERE).getLocalPort());
    }
  }

  @Test
  void aPortThatIsTakenIsNamed() throws Exception {
    try (var doors = new Doors(new ConnectionLimits(1, 1), from -> true, from -> false)) {
      assertTaken("TCP", doors.open(OwnAddresses.of(HERE), 0));
    }
    try (var udp = new DatagramSocket(0, HERE)) {
      assertTaken("UDP", udp.getLocalPort());
    }
  }

  private static void assertTaken(String transport, int port) {
    SipSettings settings = SipSettings.of("127.0.0.1", "127.0.0.1", port);
    Exception e = assertThrows(IllegalStateException.class, () -> new Exchange(settings));
    String message = String.valueOf(e.getMessage());
    assertTrue(message.contains(transport + " port " + port + " is taken"), message);
    assertGone(port);
  }
}
