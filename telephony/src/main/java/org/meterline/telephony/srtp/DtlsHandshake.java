package org.meterline.telephony.srtp;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.tls.DTLSClientProtocol;
import org.bouncycastle.tls.DTLSServerProtocol;
import org.bouncycastle.tls.DTLSTransport;
import org.bouncycastle.tls.DatagramTransport;
import org.jspecify.annotations.Nullable;

/**
 * A DTLS association that gives SRTP its keys (RFC 5763, 5764). What the far end sends may come
 * before it is known who the far end is, that is before its session description: it waits here
 * until {@link #start}.
 */
public final class DtlsHandshake implements AutoCloseable {
  /** Datagrams that wait to be read: what is lost is sent again. */
  private static final int WAITING = 32;

  private static final int MTU = 1200;
  private static final int LARGEST = 2048;
  private static final int TIME_OUT_MILLIS = 30_000;
  private static final byte[] END = new byte[0];

  private final DtlsIdentity own;
  private final Path path;
  private final int timeOutMillis;
  private final BlockingQueue<byte[]> waiting = new ArrayBlockingQueue<>(WAITING);
  private volatile boolean closed;

  /** Where a handshake sends to, and tells how it ends; called on its own thread. */
  public interface Path {
    void send(byte[] datagram);

    /** The far end is who it should be: these unprotect what it sends, and protect what we send. */
    void keyed(SrtpContext in, SrtpContext out);

    /** It will not come to keys. */
    void failed(String why);
  }

  public DtlsHandshake(DtlsIdentity own, Path path) {
    this(own, path, TIME_OUT_MILLIS);
  }

  /**
   * @param timeOutMillis how long it may take, once begun
   */
  DtlsHandshake(DtlsIdentity own, Path path, int timeOutMillis) {
    this.own = own;
    this.path = path;
    this.timeOutMillis = timeOutMillis;
  }

  /** A datagram came from the far end. Never blocks. */
  public void received(byte[] datagram) {
    if (!closed) {
      waiting.offer(datagram);
    }
  }

  /**
   * Shakes hands, on a thread of its own, and goes on answering what the far end repeats.
   *
   * @param theirs the fingerprints of the far end's certificate: one of them must be its
   * @param active whether we begin
   */
  public void start(String name, List<Fingerprint> theirs, boolean active) {
    List<Fingerprint> known = List.copyOf(theirs);
    Thread.ofVirtual().name("dtls " + name).start(() -> run(known, active));
  }

  private void run(List<Fingerprint> theirs, boolean active) {
    DtlsTerms terms = new DtlsTerms(own, theirs, timeOutMillis);
    DTLSTransport association = null;
    try {
      Line line = new Line();
      if (!active) {
        line.begun();
      }
      association =
          active
              ? new DTLSClientProtocol().connect(new DtlsActive(terms), line)
              : new DTLSServerProtocol().accept(new DtlsPassive(terms), line);
      path.keyed(terms.in(active), terms.out(active));
    } catch (IOException | RuntimeException e) {
      if (!closed) {
        @Nullable String message = e.getMessage();
        path.failed(message == null ? e.getClass().getSimpleName() : message);
      }
      return;
    }
    linger(association);
  }

  /** Reading is what repeats our last messages if they were lost; data there is none. */
  private void linger(DTLSTransport association) {
    byte[] nothing = new byte[LARGEST];
    try {
      while (!closed) {
        association.receive(nothing, 0, nothing.length, 60_000);
      }
      association.close();
    } catch (IOException e) {
      // Closed by either side: the call's end is told elsewhere.
    }
  }

  /** Ends the association. Idempotent. */
  @Override
  public void close() {
    closed = true;
    waiting.clear();
    waiting.offer(END);
  }

  /** The datagrams as the library wants them. */
  private final class Line implements DatagramTransport {
    private byte @Nullable [] first;

    /**
     * Waits for the far end to begin, however long: a browser that calls does so when it is
     * answered.
     */
    void begun() throws IOException {
      first = next(0);
    }

    @Override
    public int getReceiveLimit() {
      return LARGEST;
    }

    @Override
    public int getSendLimit() {
      return MTU;
    }

    @Override
    public int receive(byte[] b, int at, int most, int waitMillis) throws IOException {
      byte[] next = first == null ? next(waitMillis) : first;
      first = null;
      if (next == null) {
        return -1;
      }
      int size = Math.min(most, next.length);
      System.arraycopy(next, 0, b, at, size);
      return size;
    }

    /** What came next; null if nothing did in time. */
    private byte @Nullable [] next(int waitMillis) throws IOException {
      byte[] next;
      try {
        next = waitMillis == 0 ? waiting.take() : waiting.poll(waitMillis, TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      }
      if (closed) {
        throw new IOException("the leg is closed");
      }
      return next;
    }

    @Override
    public void send(byte[] b, int at, int size) {
      path.send(java.util.Arrays.copyOfRange(b, at, at + size));
    }

    @Override
    public void close() {
      // The socket is the leg's.
    }
  }
}
