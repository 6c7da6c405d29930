package org.meterline.telephony.relay;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.meterline.telephony.address.HostPort;

/**
 * Asks rtpengine by its ng protocol: a cookie and a bencoded dictionary in a datagram, answered
 * under the same cookie. A request that is not answered is sent again with its cookie, by which
 * rtpengine knows it for the same. Safe for many threads; whoever asks waits.
 */
final class NgClient implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(NgClient.class.getName());

  /** How long each try waits. */
  private static final long[] TRIES = {250, 500, 1000};

  private final InetSocketAddress server;
  private final String prefix;
  private final AtomicLong numbers = new AtomicLong();
  private final Map<String, CompletableFuture<Map<String, Object>>> asked =
      new ConcurrentHashMap<>();
  private volatile DatagramSocket socket;
  private volatile boolean closed;

  /**
   * @param random for what cookies begin with
   * @throws SocketException when the system gives no socket
   */
  NgClient(InetSocketAddress server, RandomGenerator random) throws SocketException {
    this.server = server;
    byte[] name = new byte[6];
    random.nextBytes(name);
    this.prefix = HexFormat.of().formatHex(name) + "_";
    this.socket = open();
    Thread.ofVirtual().name("ng-answers").start(this::read);
  }

  /** Nothing came back in time. */
  static final class NoAnswer extends Exception {
    NoAnswer(InetSocketAddress server) {
      super("The media relay at " + text(server) + " does not answer");
    }
  }

  /** It said no. */
  static final class Refused extends Exception {
    Refused(String reason) {
      super(reason);
    }
  }

  /** What is said when it is known not to answer. */
  NoAnswer silent() {
    return new NoAnswer(server);
  }

  static String text(InetSocketAddress server) {
    return HostPort.of(server).toString();
  }

  /**
   * Asks and waits for the answer.
   *
   * @param parts what goes with the command
   * @throws Refused when the result is an error; its message is rtpengine's reason
   */
  Map<String, Object> ask(String command, Map<String, Object> parts) throws NoAnswer, Refused {
    String cookie = prefix + numbers.incrementAndGet();
    byte[] datagram = datagram(cookie, command, parts);
    CompletableFuture<Map<String, Object>> answer = new CompletableFuture<>();
    asked.put(cookie, answer);
    try {
      for (long millis : TRIES) {
        send(datagram);
        try {
          return judged(answer.get(millis, TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
          // It is sent once more.
        } catch (ExecutionException e) {
          throw new IllegalStateException(e);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      asked.remove(cookie);
    }
    throw new NoAnswer(server);
  }

  /** Asks without waiting; what is lost on the way stays lost. */
  void tell(String command, Map<String, Object> parts) {
    send(datagram(prefix + numbers.incrementAndGet(), command, parts));
  }

  private static byte[] datagram(String cookie, String command, Map<String, Object> parts) {
    Map<String, Object> whole = new LinkedHashMap<>(parts);
    whole.put("command", command);
    byte[] head = (cookie + " ").getBytes(StandardCharsets.US_ASCII);
    byte[] body = Bencode.encode(whole);
    byte[] all = Arrays.copyOf(head, head.length + body.length);
    System.arraycopy(body, 0, all, head.length, body.length);
    return all;
  }

  private static Map<String, Object> judged(Map<String, Object> answer) throws Refused {
    if ("error".equals(answer.get("result"))) {
      throw new Refused(String.valueOf(answer.getOrDefault("error-reason", "no reason given")));
    }
    return answer;
  }

  private DatagramSocket open() throws SocketException {
    @SuppressWarnings("resource") // closed by close()
    DatagramSocket opened = new DatagramSocket();
    opened.connect(server);
    return opened;
  }

  private void send(byte[] datagram) {
    try {
      socket.send(new DatagramPacket(datagram, datagram.length));
    } catch (IOException e) {
      LOG.log(Level.DEBUG, () -> "the media relay cannot be asked: " + e.getMessage());
      renew();
    }
  }

  /** A socket that fails for another reason than that nobody listens is replaced. */
  private synchronized void renew() {
    if (closed) {
      return;
    }
    try {
      DatagramSocket fresh = open();
      socket.close();
      socket = fresh;
    } catch (SocketException e) {
      LOG.log(Level.WARNING, "no socket for the media relay", e);
    }
  }

  private void read() {
    byte[] space = new byte[65_535];
    while (!closed) {
      DatagramSocket from = socket;
      DatagramPacket packet = new DatagramPacket(space, space.length);
      try {
        from.receive(packet);
        take(Arrays.copyOf(space, packet.getLength()));
      } catch (PortUnreachableException e) {
        // Each is the answer to something that was sent: tries go on.
      } catch (IOException e) {
        if (!from.isClosed()) {
          renew();
        }
      }
    }
  }

  private void take(byte[] datagram) {
    int space = 0;
    while (space < datagram.length && space < 64 && datagram[space] != ' ') {
      space++;
    }
    String cookie = new String(datagram, 0, space, StandardCharsets.US_ASCII);
    CompletableFuture<Map<String, Object>> whose = asked.get(cookie);
    if (whose == null) {
      return; // late, told only, or nobody's
    }
    try {
      whose.complete(Bencode.decode(datagram, Math.min(space + 1, datagram.length)));
    } catch (IOException e) {
      LOG.log(Level.WARNING, () -> "the media relay answers rubbish: " + e.getMessage());
    }
  }

  @Override
  public void close() {
    closed = true;
    socket.close();
  }
}
