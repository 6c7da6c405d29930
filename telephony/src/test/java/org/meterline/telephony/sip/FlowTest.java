package org.meterline.telephony.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.Patience.until;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FlowTest {
  private final AtomicInteger gone = new AtomicInteger();

  /** A peer that reads what it is let. */
  private static final class Reading implements Flow.Carrier {
    final List<Integer> read = new CopyOnWriteArrayList<>();
    final CountDownLatch from = new CountDownLatch(1);
    final AtomicInteger writers = new AtomicInteger();
    final AtomicInteger together = new AtomicInteger();
    volatile boolean closed;

    @Override
    public void write(byte[] message) throws IOException {
      together.accumulateAndGet(writers.incrementAndGet(), Math::max);
      try {
        from.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      writers.decrementAndGet();
      if (closed) {
        throw new IOException("closed");
      }
      read.add((int) message[0]);
    }

    @Override
    public void close() {
      closed = true;
      from.countDown();
    }
  }

  private Flow flow(Flow.Carrier carrier) {
    return new Flow(
        "127.0.0.1:1",
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 1),
        carrier,
        gone::incrementAndGet);
  }

  private static byte[] message(int number, int size) {
    byte[] message = new byte[size];
    message[0] = (byte) number;
    return message;
  }

  @Test
  void messagesGoOutInOrderByOneWriterAtATime() throws IOException {
    var peer = new Reading();
    Flow flow = flow(peer);
    for (int i = 0; i < 100; i++) {
      flow.send(message(i, 10));
      if (i == 50) {
        peer.from.countDown();
      }
    }
    until("all is read", () -> peer.read.size() == 100);
    assertEquals(peer.read.stream().sorted().toList(), peer.read);
    assertEquals(1, peer.together.get());
    assertTrue(flow.open());
  }

  @Test
  void whoDoesNotReadLosesTheConnectionAndNobodyWaits() throws IOException {
    var peer = new Reading();
    Flow flow = flow(peer);
    int fits = Flow.MOST_WAITING / 1_024;
    for (int i = 0; i < fits; i++) {
      flow.send(message(i, 1_024));
    }
    assertThrows(IOException.class, () -> flow.send(message(0, 1_024)));
    assertTrue(peer.closed);
    assertFalse(flow.open());
    assertEquals(1, gone.get());
    assertThrows(IOException.class, () -> flow.send(message(0, 1)));
  }

  @Test
  void whatWaitsIsSentBeforeItEnds() throws IOException {
    var peer = new Reading();
    Flow flow = flow(peer);
    flow.send(message(1, 1));
    flow.send(message(2, 1));
    flow.end();
    assertThrows(IOException.class, () -> flow.send(message(3, 1)));
    peer.from.countDown();
    until("it is closed", () -> gone.get() == 1);
    assertEquals(List.of(1, 2), peer.read);
    flow.close("again");
    assertEquals(1, gone.get());
  }
}
