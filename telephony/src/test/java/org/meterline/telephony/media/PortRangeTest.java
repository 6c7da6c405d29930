package org.meterline.telephony.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.Patience.until;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who has which ports after whom. */
class PortRangeTest {
  private final AtomicLong clock = new AtomicLong();
  private MediaLoop one;
  private MediaLoop other;

  @BeforeEach
  void start() throws IOException {
    one = new MediaLoop("one", clock::get, new LongAdder(), false);
    other = new MediaLoop("other", clock::get, new LongAdder(), false);
    one.start();
    other.start();
  }

  @AfterEach
  void stop() {
    one.stop();
    other.stop();
  }

  private PortRange range(int pairs) throws Exception {
    int first = PlaneTest.freeStretch(2 * pairs);
    return new PortRange(MediaSettings.loopback().bind(), first, first + 2 * pairs - 1, clock::get);
  }

  /** A leg has it on that thread, and goes. */
  private void useAndLeave(PortRange range, PortPair pair, MediaLoop loop) throws Exception {
    range.closing();
    var done = new CompletableFuture<Boolean>();
    loop.post(
        () -> {
          try {
            pair.listen(loop);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
          pair.leave(loop.now());
          done.complete(range.rest(pair));
        });
    assertTrue(done.get(10, TimeUnit.SECONDS));
  }

  private void move(long millis) {
    clock.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
  }

  @Test
  void whatALegHasLeftIsUsedAgainOnceItHasBeenQuiet() throws Exception {
    try (var range = range(3)) {
      PortPair first = range.take(one);
      useAndLeave(range, first, one);
      PortPair second = range.take(one);
      assertNotSame(first, second);
      move(PortRange.QUIET.toMillis());
      assertSame(first, range.take(one));
    }
  }

  @Test
  void whereSomebodyStillSendsNobodyElseListens() throws Exception {
    try (var range = range(3);
        var stranger = new DatagramSocket()) {
      PortPair pair = range.take(one);
      useAndLeave(range, pair, one);
      move(PortRange.QUIET.toMillis() - 1);
      stranger.send(new DatagramPacket(new byte[20], 20, Peer.HERE, pair.rtpPort()));
      until("it was dropped", () -> pair.quietSince() == clock.get());
      move(1);
      assertNotSame(pair, range.take(one));
      move(PortRange.QUIET.toMillis() - 1);
      assertSame(pair, range.take(one));
    }
  }

  @Test
  void whenNoneIsLeftTheOneThatRestsLongestIsUsedAtOnce() throws Exception {
    try (var range = range(2)) {
      PortPair first = range.take(one);
      PortPair second = range.take(one);
      useAndLeave(range, second, one);
      useAndLeave(range, first, one);
      assertSame(second, range.take(one));
      assertSame(first, range.take(one));
      assertThrows(MediaPlane.NoPorts.class, () -> range.take(one));
    }
  }

  @Test
  void whatRestsWithAnotherThreadIsOpenedAnew() throws Exception {
    try (var range = range(1)) {
      PortPair pair = range.take(one);
      useAndLeave(range, pair, one);
      PortPair again = range.take(other);
      assertNotSame(pair, again);
      assertEquals(pair.rtpPort(), again.rtpPort());
      assertThrows(MediaPlane.NoPorts.class, () -> range.take(one));
      useAndLeave(range, again, other);
    }
  }

  @Test
  void whatRestsIsClosedWithTheRange() throws Exception {
    int port;
    try (var range = range(1)) {
      PortPair pair = range.take(one);
      port = pair.rtpPort();
      useAndLeave(range, pair, one);
    }
    one.stop();
    try (var again = MediaSocket.bind(MediaSettings.loopback().bind(), port)) {
      assertEquals(port, again.port());
    }
  }
}
