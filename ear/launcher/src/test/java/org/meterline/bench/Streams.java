package org.meterline.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Many ends of G.711 streams: each sends a packet every 20 ms whose payload says when it left, so
 * that who receives it knows how long it took.
 */
final class Streams implements AutoCloseable {
  private static final int HEADER = 12;
  private static final int FRAME = 160;
  private static final long FRAME_NANOS = 20_000_000;

  /** What has not come so long after the last packet was sent is lost. */
  private static final Duration LATEST = Duration.ofMillis(500);

  private static final long MAGIC = 0x4d65_7465_726c_696eL;

  private final Selector selector = Selector.open();
  private final List<End> ends = new ArrayList<>();
  private final Spread delays = new Spread();
  private final Spread gaps = new Spread();
  private long received;

  /** How many packets there are to receive, once that is known. */
  private volatile long expected = Long.MAX_VALUE;

  Streams() throws IOException {}

  /** What came of the streams; times in milliseconds. */
  record Result(long sent, long lost, Spread delay, Spread gap) {}

  private static final class End {
    final DatagramChannel channel;
    final InetSocketAddress to;
    final int payloadType;
    long sent;
    long lastDelay = -1;

    End(DatagramChannel channel, InetSocketAddress to, int payloadType) {
      this.channel = channel;
      this.to = to;
      this.payloadType = payloadType;
    }
  }

  void add(DatagramChannel channel, InetSocketAddress to, int payloadType) throws IOException {
    channel.configureBlocking(false);
    End end = new End(channel, to, payloadType);
    channel.register(selector, SelectionKey.OP_READ, end);
    ends.add(end);
  }

  /** Sends for so long, then waits for the last packets. */
  Result run(Duration time) throws IOException, InterruptedException {
    Thread receiver = Thread.ofPlatform().daemon().name("streams-in").start(this::receive);
    ByteBuffer packet = ByteBuffer.allocateDirect(HEADER + FRAME);
    int frames = (int) (time.toNanos() / FRAME_NANOS);
    long begin = System.nanoTime();
    for (int frame = 0; frame < frames; frame++) {
      for (int i = 0; i < ends.size(); i++) {
        // Spread over the 20 ms, as the ends of real calls are.
        long due = begin + frame * FRAME_NANOS + i * FRAME_NANOS / ends.size();
        if (due - System.nanoTime() > 200_000) {
          LockSupport.parkNanos(due - System.nanoTime());
        }
        send(ends.get(i), packet, frame, i);
      }
    }
    long sent = ends.stream().mapToLong(end -> end.sent).sum();
    expected = sent;
    receiver.join(LATEST);
    receiver.interrupt();
    receiver.join();
    return new Result(sent, sent - received, delays, gaps);
  }

  private static void send(End end, ByteBuffer packet, int frame, int source) throws IOException {
    packet.clear();
    packet.put((byte) 0x80).put((byte) end.payloadType).putShort((short) frame);
    packet.putInt(frame * FRAME).putInt(source);
    packet.putLong(MAGIC).putLong(System.nanoTime());
    packet.position(0).limit(HEADER + FRAME);
    if (end.channel.send(packet, end.to) > 0) {
      end.sent++;
    }
  }

  private void receive() {
    ByteBuffer packet = ByteBuffer.allocateDirect(2048);
    try {
      while (received < expected && !Thread.currentThread().isInterrupted()) {
        selector.select(
            key -> {
              try {
                End end = (End) key.attachment();
                packet.clear();
                while (end.channel.receive(packet) != null) {
                  take(end, packet.flip());
                  packet.clear();
                }
              } catch (IOException e) {
                key.cancel();
              }
            },
            100);
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private void take(End end, ByteBuffer packet) {
    if (packet.remaining() != HEADER + FRAME || packet.getLong(HEADER) != MAGIC) {
      return;
    }
    received++;
    long delay = System.nanoTime() - packet.getLong(HEADER + 8);
    delays.add(delay / 1e6);
    if (end.lastDelay >= 0) {
      gaps.add(Math.max(0, delay - end.lastDelay) / 1e6);
    }
    end.lastDelay = delay;
  }

  @Override
  public void close() throws IOException {
    selector.close();
  }
}
