package org.meterline.launcher;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;

class PortsTest {
  private static final InetAddress LOCAL = InetAddress.getLoopbackAddress();

  @Test
  void aTakenPortIsNamedWithTheProcessAndTheSetting() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, LOCAL)) {
      Trouble trouble =
          assertThrows(
              Trouble.class,
              () ->
                  Ports.check(
                      List.of(
                          new Ports.Wanted(
                              "the portal",
                              "web.port",
                              "127.0.0.1",
                              socket.getLocalPort(),
                              false))));
      String sentence = String.valueOf(trouble.getMessage());
      assertTrue(sentence.contains(Integer.toString(socket.getLocalPort())), sentence);
      assertTrue(sentence.contains("METERLINE_WEB_PORT"), sentence);
      assertTrue(sentence.contains("process " + ProcessHandle.current().pid()), sentence);
    }
  }

  @Test
  void aUdpPortIsSeenToBeTakenWithoutTryingIt() throws Exception {
    int port;
    try (DatagramSocket socket = new DatagramSocket(FreePorts.next(), LOCAL)) {
      port = socket.getLocalPort();
      assertTrue(Ports.udpTaken(port));
    }
    assertFalse(Ports.udpTaken(port));
  }
}
