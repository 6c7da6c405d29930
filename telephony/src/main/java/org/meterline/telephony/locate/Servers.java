package org.meterline.telephony.locate;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.meterline.telephony.address.IpLiteral;

/**
 * Asks DNS servers, one after the other and all of them twice, by UDP, and by TCP what does not fit
 * (RFC 1035, section 4.2). Each question comes from a port of its own with a number that cannot be
 * guessed, so that nobody else can answer (RFC 5452).
 */
final class Servers implements Answer.Source {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int ROUNDS = 2;
  private static final int PORT = 53;
  private final Supplier<List<InetSocketAddress>> servers;

  Servers(Supplier<List<InetSocketAddress>> servers) {
    this.servers = servers;
  }

  /** Those that this machine asks (resolv.conf); read each time, for networks come and go. */
  static List<InetSocketAddress> ofThisMachine() {
    try (Stream<String> lines = Files.lines(Path.of("/etc/resolv.conf"))) {
      return lines
          .map(line -> line.strip().split("\\s+"))
          .filter(words -> words.length > 1 && words[0].equals("nameserver"))
          .flatMap(words -> IpLiteral.read(words[1]).stream())
          .map(address -> new InetSocketAddress(address, PORT))
          .limit(3)
          .toList();
    } catch (IOException | RuntimeException e) {
      return List.of(); // There is none on this system.
    }
  }

  @Override
  public Answer ask(String name, Entry.Type type, Duration limit) throws IOException {
    List<InetSocketAddress> asked = servers.get();
    long deadline = System.nanoTime() + limit.toNanos();
    IOException failed = new IOException("no DNS server is known");
    int left = asked.size() * ROUNDS;
    for (int round = 0; round < ROUNDS; round++) {
      for (InetSocketAddress server : asked) {
        long millis = (deadline - System.nanoTime()) / 1_000_000 / left--;
        if (millis <= 0) {
          throw new IOException("DNS does not answer in time", failed);
        }
        try {
          return ask(server, name, type, (int) millis);
        } catch (IOException e) {
          failed = e;
        }
      }
    }
    throw failed;
  }

  private static Answer ask(InetSocketAddress server, String name, Entry.Type type, int millis)
      throws IOException {
    byte[] question = Message.question(RANDOM.nextInt(1 << 16), name, type);
    byte[] reply = byPacket(server, question, millis);
    return Message.read(
        Message.isCut(reply) ? byConnection(server, question, millis) : reply, type);
  }

  private static byte[] byPacket(InetSocketAddress server, byte[] question, int millis)
      throws IOException {
    long deadline = System.nanoTime() + Duration.ofMillis(millis).toNanos();
    try (var socket = new DatagramSocket()) {
      socket.connect(server);
      socket.send(new DatagramPacket(question, question.length));
      var packet = new DatagramPacket(new byte[Message.ROOM], Message.ROOM);
      while (true) {
        int rest = (int) ((deadline - System.nanoTime()) / 1_000_000);
        if (rest <= 0) {
          throw new SocketTimeoutException("DNS does not answer");
        }
        socket.setSoTimeout(rest);
        packet.setLength(Message.ROOM);
        socket.receive(packet);
        byte[] reply = Arrays.copyOf(packet.getData(), packet.getLength());
        if (Message.answers(reply, question)) {
          return reply;
        }
      }
    }
  }

  private static byte[] byConnection(InetSocketAddress server, byte[] question, int millis)
      throws IOException {
    try (var socket = new Socket()) {
      socket.connect(server, millis);
      socket.setSoTimeout(millis);
      var out = new DataOutputStream(socket.getOutputStream());
      byte[] framed = new byte[question.length + 2];
      framed[0] = (byte) (question.length >> 8);
      framed[1] = (byte) question.length;
      System.arraycopy(question, 0, framed, 2, question.length);
      out.write(framed);
      var in = new DataInputStream(socket.getInputStream());
      byte[] reply = new byte[in.readUnsignedShort()];
      in.readFully(reply);
      if (!Message.answers(reply, question)) {
        throw new IOException("DNS answers something else");
      }
      return reply;
    }
  }
}
