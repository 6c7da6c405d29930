package org.meterline.telephony.media;

import java.io.IOException;
import java.net.BindException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.address.OwnAddresses;
import org.meterline.telephony.media.MediaPlane.NoPorts;

/**
 * Gives out pairs of UDP ports: an even one for RTP and the odd one above it for RTCP (RFC 3550,
 * section 11). A pair given back rests, its sockets open, and is used again once it has been quiet
 * for a while, so that a far end's last packets do not reach somebody else; sooner only when no
 * other is left.
 */
final class PortRange implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(PortRange.class.getName());

  private static final int TRIES = 32;

  private static final long PATIENCE_MILLIS = 500;

  /** Of so many pairs one is kept back for calls for help, but never more than {@link #BACK}. */
  private static final int ONE_IN = 16;

  private static final int BACK = 8;

  /** A far end that has not heard of the end sends a packet each 20 ms, or each 200. */
  static final Duration QUIET = Duration.ofSeconds(2);

  /** So many pairs rest at most: what two seconds of busy hours give back. */
  private static final int RESTING = 2048;

  /** Of those that rested longest, so many are looked at for one that was quiet. */
  private static final int LOOKS = 4;

  private final OwnAddresses bind;
  private final int first;
  private final int pairs;
  private final int keptBack;
  private final LongSupplier ticker;

  /** Those of legs, and those on their way to be closed. */
  private final BitSet taken = new BitSet();

  /** Those that rest, by the media thread that listens to them, the longest first. */
  private final Map<MediaLoop, Deque<PortPair>> resting = new HashMap<>();

  private final BitSet idle = new BitSet();
  private int next;
  private int closing;
  private boolean closed;

  /**
   * @param ticker the media threads' clock
   */
  PortRange(OwnAddresses bind, int lowest, int highest, LongSupplier ticker) {
    this.bind = bind;
    this.ticker = ticker;
    this.first = (lowest + 1) & ~1;
    this.pairs = highest == 0 ? 0 : (highest - first + 1) / 2;
    this.keptBack = Math.min(BACK, pairs / ONE_IN);
  }

  /** A pair of whatever ports the system gives. */
  PortPair ephemeral() throws NoPorts {
    MediaSocket spare = null;
    try {
      for (int i = 0; i < TRIES; i++) {
        MediaSocket rtp;
        try {
          rtp = open(0);
        } catch (BindException e) {
          continue; // free for one family, taken for the other
        }
        int port = rtp.port();
        if ((port & 1) == 0 && port < 65_535) {
          try {
            return new PortPair(-1, rtp, open(port + 1));
          } catch (BindException e) {
            // taken: try another
          }
        }
        if (spare != null) {
          spare.close();
        }
        spare = rtp; // held until the next is there, or the system might give the same again
      }
      throw new NoPorts("the system gives no pair of UDP ports");
    } catch (IOException e) {
      throw new NoPorts("no UDP socket could be opened: " + e.getMessage());
    } finally {
      closeQuietly(spare);
    }
  }

  /** A pair for a leg of that media thread. */
  PortPair take(MediaLoop loop) throws NoPorts {
    return pairs == 0 ? ephemeral() : ranged(keptBack, loop);
  }

  /** The same for a call for help, which also gets what is kept back for these. */
  PortPair takeForHelp(MediaLoop loop) throws NoPorts {
    return pairs == 0 ? ephemeral() : ranged(0, loop);
  }

  private synchronized PortPair ranged(int left, MediaLoop loop) throws NoPorts {
    long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
    while (true) {
      if (taken.cardinality() < pairs - left) {
        PortPair pair = quiet(loop);
        if (pair == null) {
          pair = fresh();
        }
        if (pair == null) {
          pair = restingOf(loop).pollFirst();
        }
        if (pair != null) {
          idle.clear(pair.index());
          taken.set(pair.index());
          return pair;
        }
        closeOneOfAnother();
      }
      long patience = (end - System.nanoTime()) / 1_000_000;
      if (closing == 0 || patience <= 0) {
        throw new NoPorts("all media ports from " + first + " on are taken");
      }
      try {
        wait(patience); // a leg is being closed at this moment: its ports are back in no time
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new NoPorts("interrupted while waiting for media ports");
      }
    }
  }

  private Deque<PortPair> restingOf(MediaLoop loop) {
    return resting.computeIfAbsent(loop, _ -> new ArrayDeque<>());
  }

  /** One that nobody sends to any more. */
  private @Nullable PortPair quiet(MediaLoop loop) {
    Deque<PortPair> its = restingOf(loop);
    for (int i = Math.min(LOOKS, its.size()); i > 0; i--) {
      PortPair pair = its.removeFirst();
      if (ticker.getAsLong() - pair.quietSince() >= QUIET.toNanos()) {
        return pair;
      }
      its.addLast(pair);
    }
    return null;
  }

  private @Nullable PortPair fresh() throws NoPorts {
    for (int i = 0; i < pairs; i++) {
      int index = (next + i) % pairs;
      if (!taken.get(index) && !idle.get(index)) {
        PortPair pair = tryOpen(index);
        if (pair != null) {
          next = (index + 1) % pairs;
          return pair;
        }
      }
    }
    return null;
  }

  /** All that are left rest with other media threads: one of them is closed, to be opened anew. */
  private void closeOneOfAnother() {
    for (var each : resting.entrySet()) {
      PortPair pair = each.getValue().pollFirst();
      if (pair != null) {
        idle.clear(pair.index());
        taken.set(pair.index());
        closing++;
        MediaLoop its = each.getKey();
        its.post(() -> close(pair, its));
        return;
      }
    }
  }

  /** Announces that {@link #rest} or {@link #close} follows. */
  synchronized void closing() {
    closing++;
  }

  /**
   * Keeps a pair that its leg has left open for another; on its media thread.
   *
   * @return false if it is to be closed
   */
  synchronized boolean rest(PortPair pair) {
    MediaLoop loop = pair.loop();
    if (closed || loop == null || pair.index() < 0 || idle.cardinality() >= RESTING) {
      return false;
    }
    restingOf(loop).addLast(pair);
    idle.set(pair.index());
    back(pair);
    return true;
  }

  /** Closes a pair for good; on its media thread. */
  void close(PortPair pair, MediaLoop loop) {
    closeQuietly(pair);
    loop.whenReleased(() -> back(pair)); // the system has its ports back then
  }

  private synchronized void back(PortPair pair) {
    closing--;
    if (pair.index() >= 0) {
      taken.clear(pair.index());
    }
    notifyAll();
  }

  /** Closes what rests; when the media threads are no more. */
  @Override
  public synchronized void close() {
    closed = true;
    resting.values().forEach(its -> its.forEach(PortRange::closeQuietly));
    resting.clear();
    idle.clear();
  }

  private @Nullable PortPair tryOpen(int index) throws NoPorts {
    int port = first + 2 * index;
    MediaSocket rtp = null;
    try {
      rtp = open(port);
      return new PortPair(index, rtp, open(port + 1));
    } catch (BindException e) {
      closeQuietly(rtp);
      return null; // another program has it
    } catch (IOException e) {
      closeQuietly(rtp);
      throw new NoPorts("no UDP socket could be opened: " + e.getMessage());
    }
  }

  private MediaSocket open(int port) throws IOException {
    return MediaSocket.bind(bind, port);
  }

  private static void closeQuietly(@Nullable AutoCloseable it) {
    if (it != null) {
      try {
        it.close();
      } catch (Exception e) {
        LOG.log(System.Logger.Level.WARNING, "media sockets could not be closed", e);
      }
    }
  }
}
