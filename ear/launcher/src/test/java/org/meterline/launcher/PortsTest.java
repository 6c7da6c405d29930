package org.meterline.launcher;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;

class PortsTest {
  @Test
  void aTakenPortIsNamedWithTheProcessAndTheSetting() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
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
}
