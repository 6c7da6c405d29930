package org.meterline.telephony.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.Reference;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** The judge of what an attack leaves behind sees what is kept. */
class GrowthTest {
  private static final int MANY = 200;

  private static Footprint holding(long each) {
    return new Footprint(Map.of(), each, each, each, each, each, each, each, each);
  }

  private static List<String> exceeded(Footprint before, Footprint after) {
    return new Growth(before, after, 10).exceeded();
  }

  @Test
  void whatStaysAsItIsIsWell() {
    assertEquals(List.of(), exceeded(holding(5), holding(5)));
    assertEquals(List.of(), exceeded(holding(5), holding(4)));
  }

  @Test
  void eachFigureHasItsBound() {
    assertEquals(8 + 1, exceeded(holding(0), holding(1 << 30)).size());
    // One socket, file, thread or process is one too many; of memory a little may be more.
    assertEquals(5 + 1, exceeded(holding(0), holding(1)).size());
  }

  /** So much of each that it does not matter what else of this process ends meanwhile. */
  @Test
  void whatIsKeptIsSeen() throws Exception {
    Footprint before = Footprint.now();
    var kept = new byte[16 << 20];
    var over = new CountDownLatch(1);
    List<DatagramSocket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < MANY; i++) {
        sockets.add(new DatagramSocket(0, InetAddress.getLoopbackAddress()));
        Thread.ofVirtual().start(() -> await(over));
      }
      String told = exceeded(before, Footprint.now()).toString();
      for (String name : List.of("live heap", "sockets", "virtual threads", "[B")) {
        assertTrue(told.contains(name), told);
      }
    } finally {
      over.countDown();
      sockets.forEach(DatagramSocket::close);
      Reference.reachabilityFence(kept);
    }
  }

  private static void await(CountDownLatch over) {
    try {
      over.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
