package org.meterline.telephony.relay;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.meterline.telephony.Reached;
import org.meterline.telephony.sip.Rubbish;

/**
 * A media relay that answers what was valid before it was changed, twice, to others' cookies, to
 * nobody's, or not at all; and who asks it.
 */
public final class FuzzedRelay implements AutoCloseable {
  private static final String SDP =
      """
      v=0
      o=- 1 1 IN IP4 127.0.0.1
      s=-
      c=IN IP4 127.0.0.1
      t=0 0
      m=audio 30000 RTP/AVP 0 8 101
      a=rtpmap:101 telephone-event/8000
      """
          .replace("\n", "\r\n");

  /** Questions that wait at a time. */
  private static final int MOST = 20;

  private final Random random;
  private final Rubbish rubbish;
  private final Reached reached;
  private final DatagramSocket socket;
  private final NgClient client;
  private final AtomicInteger waiting = new AtomicInteger();

  /**
   * @param random its own: it is used by a thread of its own
   */
  public FuzzedRelay(Random random, Reached reached) throws IOException {
    this.random = random;
    this.rubbish = new Rubbish(random);
    this.reached = reached;
    this.socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    this.client =
        new NgClient(
            new InetSocketAddress(socket.getLocalAddress(), socket.getLocalPort()), new Random());
    Thread.ofVirtual().name("fuzzed-relay").start(this::answer);
  }

  /** Where it is asked. */
  public int port() {
    return socket.getLocalPort();
  }

  /** Has one more question asked, if not too many wait for an answer. */
  public void ask() {
    if (waiting.incrementAndGet() > MOST) {
      waiting.decrementAndGet();
      return;
    }
    Thread.ofVirtual().name("asks-fuzzed-relay").start(this::asking);
  }

  private void asking() {
    try {
      if ("ok".equals(client.ask("offer", Map.of("call-id", "fuzz", "sdp", SDP)).get("result"))) {
        reached.once(Reached.Part.RELAY_ANSWERED);
      }
    } catch (NgClient.NoAnswer | NgClient.Refused e) {
      // As it may be.
    } finally {
      waiting.decrementAndGet();
    }
  }

  private void answer() {
    byte[] space = new byte[65_535];
    while (!socket.isClosed()) {
      var packet = new DatagramPacket(space, space.length);
      try {
        socket.receive(packet);
        String text = new String(space, 0, packet.getLength(), StandardCharsets.ISO_8859_1);
        String cookie = text.substring(0, Math.max(0, text.indexOf(' ')));
        for (int i = random.nextInt(4); i > 0; i--) {
          byte[] answer = answerTo(cookie);
          int length = Math.min(answer.length, 60_000);
          socket.send(new DatagramPacket(answer, length, packet.getSocketAddress()));
        }
      } catch (IOException e) {
        // Closed, or who asked is not there any more.
      }
    }
  }

  private byte[] answerTo(String cookie) {
    String by =
        switch (random.nextInt(8)) {
          case 0 -> "";
          case 1 -> Integer.toHexString(random.nextInt());
          default -> cookie;
        };
    byte[] valid =
        NgTwin.says(by, random.nextInt(4) == 0 ? odd() : Map.of("result", "ok", "sdp", SDP));
    return random.nextInt(3) == 0 ? valid : rubbish.mutated(valid);
  }

  private Map<String, Object> odd() {
    return Map.of(
        "result",
        List.of("error", "load limit", "pong", "ok").get(random.nextInt(4)),
        "sdp",
        random.nextBoolean() ? List.of(Map.of("sdp", SDP)) : random.nextLong());
  }

  @Override
  public void close() {
    socket.close();
    client.close();
  }
}
