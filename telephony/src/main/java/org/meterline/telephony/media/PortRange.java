package org.meterline.telephony.media;

import java.io.IOException;
import java.net.BindException;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.address.OwnAddresses;
import org.meterline.telephony.media.MediaPlane.NoPorts;

/**
 * Gives out pairs of UDP ports: an even one for RTP and the odd one above it for RTCP (RFC 3550,
 * section 11). A pair given back is used again as late as possible, so that a far end's last
 * packets do not reach somebody else.
 */
final class PortRange {
  private static final int TRIES = 32;

  private static final long PATIENCE_MILLIS = 500;

  /** Of so many pairs one is kept back for calls for help, but never more than {@link #BACK}. */
  private static final int ONE_IN = 16;

  private static final int BACK = 8;

  private final OwnAddresses bind;
  private final int first;
  private final int pairs;
  private final int keptBack;
  private final BitSet taken = new BitSet();
  private int next;
  private int closing;

  PortRange(OwnAddresses bind, int lowest, int highest) {
    this.bind = bind;
    this.first = (lowest + 1) & ~1;
    this.pairs = highest == 0 ? 0 : (highest - first + 1) / 2;
    this.keptBack = Math.min(BACK, pairs / ONE_IN);
  }

  /** Two open sockets; {@code index} names them in the range, -1 outside of one. */
  record Pair(int index, MediaSocket rtp, MediaSocket rtcp) {
    int rtpPort() {
      return rtp.port();
    }

    int rtcpPort() {
      return rtcp.port();
    }
  }

  /** A pair of whatever ports the system gives. */
  Pair ephemeral() throws NoPorts {
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
            return new Pair(-1, rtp, open(port + 1));
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

  Pair take() throws NoPorts {
    return pairs == 0 ? ephemeral() : ranged(keptBack);
  }

  /** The same for a call for help, which also gets what is kept back for these. */
  Pair takeForHelp() throws NoPorts {
    return pairs == 0 ? ephemeral() : ranged(0);
  }

  private synchronized Pair ranged(int left) throws NoPorts {
    long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
    while (true) {
      boolean room = taken.cardinality() < pairs - left;
      for (int i = 0; room && i < pairs; i++) {
        int index = (next + i) % pairs;
        if (!taken.get(index)) {
          Pair pair = tryOpen(index);
          if (pair != null) {
            taken.set(index);
            next = (index + 1) % pairs;
            return pair;
          }
        }
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

  /** Announces that {@link #back} follows. */
  synchronized void closing() {
    closing++;
  }

  /** The pair's channels are closed. */
  synchronized void back(Pair pair) {
    closing--;
    if (pair.index() >= 0) {
      taken.clear(pair.index());
    }
    notifyAll();
  }

  private @Nullable Pair tryOpen(int index) throws NoPorts {
    int port = first + 2 * index;
    MediaSocket rtp = null;
    try {
      rtp = open(port);
      return new Pair(index, rtp, open(port + 1));
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

  private static void closeQuietly(@Nullable MediaSocket c) {
    if (c != null) {
      try {
        c.close();
      } catch (IOException e) {
        // nothing was sent over it
      }
    }
  }
}
