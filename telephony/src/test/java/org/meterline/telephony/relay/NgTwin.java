package org.meterline.telephony.relay;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Stands in for rtpengine where it is to misbehave: answers as it is told. */
public final class NgTwin implements AutoCloseable {
  private final DatagramSocket socket;
  public final List<Map<String, Object>> asked = new CopyOnWriteArrayList<>();
  final List<String> cookies = new CopyOnWriteArrayList<>();
  private volatile Answering answering;

  /** Says what is answered to the n-th datagram, from 0; null: nothing. */
  @FunctionalInterface
  public interface Answering {
    byte @Nullable [] to(int number, String cookie, Map<String, Object> request);
  }

  public NgTwin(Answering answering) throws IOException {
    this(answering, 0);
  }

  NgTwin(Answering answering, int port) throws IOException {
    this.answering = answering;
    socket = new DatagramSocket(port, InetAddress.ofLiteral("127.0.0.1"));
    Thread.ofVirtual().start(this::serve);
  }

  public InetSocketAddress address() {
    return new InetSocketAddress(socket.getLocalAddress(), socket.getLocalPort());
  }

  void answering(Answering other) {
    answering = other;
  }

  public static byte[] says(String cookie, Map<String, Object> answer) {
    byte[] head = (cookie + " ").getBytes(StandardCharsets.US_ASCII);
    byte[] body = Bencode.encode(answer);
    byte[] all = Arrays.copyOf(head, head.length + body.length);
    System.arraycopy(body, 0, all, head.length, body.length);
    return all;
  }

  private void serve() {
    byte[] space = new byte[65_535];
    while (!socket.isClosed()) {
      DatagramPacket packet = new DatagramPacket(space, space.length);
      try {
        socket.receive(packet);
        String text = new String(space, 0, packet.getLength(), StandardCharsets.ISO_8859_1);
        int at = text.indexOf(' ');
        String cookie = text.substring(0, at);
        Map<String, Object> request =
            Bencode.decode(Arrays.copyOf(space, packet.getLength()), at + 1);
        int number = asked.size();
        cookies.add(cookie);
        asked.add(request);
        byte[] answer = answering.to(number, cookie, request);
        if (answer != null) {
          socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
        }
      } catch (IOException e) {
        // Closed, or rubbish: the next one may be better.
      }
    }
  }

  @Override
  public void close() {
    socket.close();
  }
}
