package org.meterline.telephony.sip;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A connection that messages are sent over (RFC 5626, section 2), whatever carries it. Nobody who
 * sends waits: messages queue up, and one thread at a time writes them. A peer that does not read
 * loses the connection once too much has queued up. Safe for many threads.
 */
final class Flow {
  /** What carries it; asked by one thread at a time, but for {@link #close}. */
  interface Carrier {
    /** Writes a message. May block. */
    void write(byte[] message) throws IOException;

    /** Ends it, and any writing that goes on. Does not block. */
    void close();
  }

  /** In bytes. */
  static final int MOST_WAITING = 256 * 1_024;

  private static final System.Logger LOG = System.getLogger(Flow.class.getName());

  private final String name;
  private final InetSocketAddress peer;
  private final Carrier carrier;
  private final Runnable gone;
  private final Queue<byte[]> waiting = new ArrayDeque<>();
  private int bytes;
  private boolean writing;
  private boolean last;
  private @Nullable String closed;
  private volatile boolean bound;
  private final AtomicLong heard = new AtomicLong();

  /**
   * @param name what it is known by: host and port
   * @param gone called once, when it is closed
   */
  Flow(String name, InetSocketAddress peer, Carrier carrier, Runnable gone) {
    this.name = name;
    this.peer = peer;
    this.carrier = carrier;
    this.gone = gone;
  }

  String name() {
    return name;
  }

  InetSocketAddress peer() {
    return peer;
  }

  /** A phone is registered as reached by it alone. */
  void bind() {
    bound = true;
  }

  boolean bound() {
    return bound;
  }

  /** A message came, or a sign of life. */
  void hear() {
    heard.incrementAndGet();
  }

  /** How many came. */
  long heard() {
    return heard.get();
  }

  synchronized boolean open() {
    return closed == null;
  }

  /**
   * Sends a message after those that wait.
   *
   * @throws IOException if the connection is closed, or its peer does not read
   */
  void send(byte[] message) throws IOException {
    boolean full;
    synchronized (this) {
      if (closed != null || last) {
        throw new IOException("the connection is closed: " + (last ? "it ends" : closed));
      }
      full = bytes + message.length > MOST_WAITING;
      if (!full) {
        waiting.add(message);
        bytes += message.length;
        if (writing) {
          return;
        }
        writing = true;
      }
    }
    if (full) {
      close("its peer does not read");
      throw new IOException("the peer does not read");
    }
    Thread.ofVirtual().name("sip-writer").start(this::write);
  }

  private void write() {
    try {
      byte[] message;
      while ((message = next()) != null) {
        carrier.write(message);
        written(message);
      }
    } catch (IOException | RuntimeException e) {
      close(String.valueOf(e.getMessage()));
    }
  }

  private byte @Nullable [] next() {
    synchronized (this) {
      byte[] message = closed == null ? waiting.peek() : null;
      if (message != null) {
        return message;
      }
      writing = false;
      if (!last) {
        return null;
      }
    }
    close("it was ended");
    return null;
  }

  private synchronized void written(byte[] message) {
    waiting.poll();
    bytes -= message.length;
  }

  /** Closes it when what waits has been sent. */
  void end() {
    synchronized (this) {
      last = true;
      if (writing) {
        return;
      }
    }
    close("it was ended");
  }

  /** Closes it at once. */
  void close(String why) {
    synchronized (this) {
      if (closed != null) {
        return;
      }
      closed = why;
      waiting.clear();
    }
    LOG.log(System.Logger.Level.DEBUG, "the connection with {0} is closed: {1}", peer, why);
    carrier.close();
    gone.run();
  }
}
