package org.meterline.telephony.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.Patience.until;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.meterline.telephony.codec.Law;

/** What goes wrong with one leg, and a thread that all of them need. */
class MediaLoopTest {
  private final LongAdder faults = new LongAdder();
  private final AtomicInteger ticks = new AtomicInteger();
  private MediaLoop loop;

  @BeforeEach
  void start() throws Exception {
    loop = new MediaLoop("loop", System::nanoTime, faults, false);
    loop.start();
  }

  @AfterEach
  void stop() {
    loop.stop();
  }

  @Test
  void anErrorOfATaskEndsThatTaskAlone() {
    loop.post(
        () -> {
          throw new LinkageError("the test breaks this");
        });
    loop.post(ticks::incrementAndGet);
    until("the next one ran", () -> ticks.get() == 1);
    assertEquals(1, faults.sum());
    assertTrue(loop.works());
  }

  @Test
  void whatNobodyWaitsForIsDoneAllTheSameAndInItsOrder() {
    var done = new ConcurrentLinkedQueue<String>();
    loop.postLazily(() -> done.add("first"));
    until("done, though nobody woke the thread", () -> done.size() == 1);
    loop.postLazily(() -> done.add("second"));
    loop.post(() -> done.add("third"));
    until("all done", () -> done.size() == 3);
    assertEquals(List.of("first", "second", "third"), List.copyOf(done));
  }

  @Test
  void portsThatWereGivenBackCanBeBoundAgain() throws Exception {
    var bind = MediaSettings.loopback().bind();
    var ports = new PortRange(bind, 0, 0, System::nanoTime).ephemeral();
    var bound = new AtomicInteger();
    loop.post(
        () -> {
          listenAndClose(ports);
          loop.whenReleased(
              () -> {
                try (var again = MediaSocket.bind(bind, ports.rtpPort())) {
                  bound.set(again.port());
                } catch (IOException taken) {
                  bound.set(-1);
                }
              });
        });
    until("tried", () -> bound.get() != 0);
    assertEquals(ports.rtpPort(), bound.get());
    assertEquals(0, faults.sum());
  }

  private void listenAndClose(PortPair ports) {
    try (ports) {
      ports.listen(loop);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void whoeverFailsToSendIsAskedAgain() {
    Paced failing =
        new Paced() {
          @Override
          long tick(long now) {
            if (ticks.incrementAndGet() == 1) {
              throw new StackOverflowError("the test breaks this");
            }
            return now + 1_000_000;
          }
        };
    loop.post(() -> loop.pace(failing, loop.now()));
    until("it sends", () -> ticks.get() > 3);
    assertEquals(1, faults.sum());
  }

  private static final class Untellable extends LinkageError {
    private static final long serialVersionUID = 1;

    @Override
    public String getMessage() {
      throw new LinkageError("nor can it be told");
    }
  }

  @Test
  void whatCannotEvenBeLoggedSilencesNobody() {
    Paced failing =
        new Paced() {
          @Override
          long tick(long now) {
            if (ticks.incrementAndGet() == 1) {
              throw new Untellable();
            }
            return now + 1_000_000;
          }
        };
    loop.post(() -> loop.pace(failing, loop.now()));
    until("it sends", () -> ticks.get() > 3);
    assertTrue(faults.sum() > 1, "what could not be told is counted, too");
  }

  /** So that a socket which fails for ever is told of now and then. */
  @Test
  void aSocketThatCannotBeReadIsAFault() throws Exception {
    var bind = MediaSettings.loopback().bind();
    var broken = DatagramChannel.open();
    broken.close();
    try (var ports = new PortRange(bind, 0, 0, System::nanoTime).ephemeral()) {
      ports.give(
          new PortPair.Taker() {
            @Override
            public void received(ByteBuffer b, InetSocketAddress from, boolean rtp) {
              throw new AssertionError("there is nothing");
            }

            @Override
            public void failed(Throwable why) {
              loop.stumbled("told", why);
            }
          });
      loop.post(
          () -> {
            ports.new Socket(loop, broken, true).readable();
            ports.leave(loop.now());
            ports.new Socket(loop, broken, true).readable(); // no longer the leg's
            ticks.incrementAndGet();
          });
      until("tried", () -> ticks.get() == 1);
    }
    assertEquals(1, faults.sum());
  }

  @Test
  void aThreadThatCannotGoOnIsNotFineAndRunsItsTasks() throws Exception {
    assertTrue(loop.works());
    loop.selector().close();
    until("not fine", () -> !loop.works());
    loop.post(ticks::incrementAndGet);
    until("the task ran", () -> ticks.get() == 1);
  }

  @Test
  void aPlaneIsNotWarmWithAThreadThatCannotGoOn() throws Exception {
    try (var plane = new EmbeddedMediaPlane(MediaSettings.loopback(), InstantSource.system())) {
      until("ready", plane::ready);
      var leg = plane.open("leg", _ -> {});
      EmbeddedMediaPlane.own(leg).loop().selector().close();
      until("not ready", () -> !plane.ready());
    }
  }

  /** The clock stands after it has moved once: both legs are looked after in one sweep. */
  @Test
  void aLegThatCannotBeLookedAfterHidesNoOther() throws Exception {
    AtomicLong ticker = new AtomicLong();
    var settings = new MediaSettings(Peer.HERE, Peer.HERE, 0, 0, 1, Duration.ofSeconds(30), null);
    var told = new ConcurrentLinkedQueue<MediaEvent>();
    try (var plane = new EmbeddedMediaPlane(settings, InstantSource.system(), ticker::get);
        Peer one = new Peer(Law.PCMA, 101);
        Peer two = new Peer(Law.PCMA, 101)) {
      one.calls(
          plane.open(
              "one",
              _ -> {
                throw new LinkageError("the test breaks this");
              }));
      two.calls(plane.open("two", told::add));
      ticker.addAndGet(Duration.ofSeconds(31).toNanos());
      until("told", () -> List.of(new MediaEvent.TimedOut()).equals(List.copyOf(told)));
      assertEquals(1, plane.faults());
    }
  }
}
