package org.meterline.telephony.media;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Decides whose packets a leg takes (symmetric RTP, RFC 4961). The address in the session
 * description counts at any time. Behind a NAT the far end is seen elsewhere: within a short window
 * the first address that sends is learned, once; should the described one then speak up within the
 * window, it wins. After that everybody else is a stranger.
 *
 * <p>The window opens when an address is agreed, and at the answer if nobody was learned by then: a
 * caller may send nothing while it rings. It opens, too, when a hold ends, over which the NAT may
 * have forgotten the far end: who was learned keeps its place with its first packet, and until then
 * another port of the same host may take it, nobody else.
 *
 * <p>Nobody is learnt where it said before that it was: another phone of a fork, or the far end
 * itself for a moment, still sends from there. Who was learnt before it moved may be heard still,
 * and gives way to the described one, and within the window to another port of the same host.
 *
 * <p>With ICE it is connectivity checks that decide instead: sources are those that one came from,
 * and what we send goes to the one that the far end nominated (RFC 8445, section 12).
 *
 * <p>The sockets stay unconnected: the kernel would drop strangers unseen, and here they are
 * counted.
 */
final class SourceLock {
  private static final long WINDOW_NANOS = 10_000_000_000L;

  /** More ways than a far end keeps open. */
  private static final int MOST_CHECKED = 8;

  /** More places than a far end leaves. */
  private static final int MOST_LEFT = 8;

  private @Nullable InetSocketAddress described;
  private @Nullable InetSocketAddress locked;
  private @Nullable InetSocketAddress nominated;
  private long windowEnd;

  /** Who was learnt under what was agreed before. */
  private @Nullable InetSocketAddress former;

  /** Where it said before that it was. */
  private final List<InetSocketAddress> left = new ArrayList<>();

  /** The window is open for another port of who is locked, unless that one is heard first. */
  private boolean portMayChange;

  private boolean byChecks;
  private boolean anyNominated;
  private final List<InetSocketAddress> checked = new ArrayList<>();
  private final LongAdder strangers;

  /**
   * @param strangers counts packets that are not taken
   */
  SourceLock(LongAdder strangers) {
    this.strangers = strangers;
  }

  /** A session was agreed; another address than before begins anew. */
  void agree(@Nullable InetSocketAddress address, boolean withChecks, long now) {
    byChecks = withChecks;
    if (withChecks) {
      described = null;
      locked = nominated;
      return;
    }
    if (address == null || address.equals(described)) {
      return; // hold by 0.0.0.0 says nothing about where the far end is
    }
    leave(address);
    described = address;
    former = locked == null ? former : locked;
    locked = null;
    portMayChange = false;
    windowEnd = now + WINDOW_NANOS;
  }

  private void leave(InetSocketAddress forThat) {
    InetSocketAddress before = described;
    if (before != null) {
      if (left.size() == MOST_LEFT) {
        left.removeFirst();
      }
      left.add(before);
    }
    left.remove(forThat);
  }

  /** The leg was answered: who was not heard so far begins to send now. */
  void answered(long now) {
    if (locked == null) {
      windowEnd = now + WINDOW_NANOS;
    }
  }

  /** Both sides send, and did not before. */
  void resumed(long now) {
    if (!byChecks) {
      portMayChange = locked != null;
      windowEnd = now + WINDOW_NANOS;
    }
  }

  /** A check from there passed; until one is nominated the last that did is the best we know. */
  void checked(InetSocketAddress from, boolean isNominated) {
    if (!checked.contains(from)) {
      if (checked.size() == MOST_CHECKED) {
        checked.removeFirst();
      }
      checked.add(from);
    }
    anyNominated |= isNominated;
    if (isNominated || !anyNominated) {
      nominated = from;
      locked = byChecks ? from : locked;
    }
  }

  boolean isChecked(InetSocketAddress from) {
    return checked.contains(from);
  }

  /** Whether checks decide. */
  boolean byChecks() {
    return byChecks;
  }

  /** Whether it is from there that the far end said it would send. */
  boolean isDescribed(InetSocketAddress from) {
    return from.equals(described);
  }

  /** Whether the far end may be there, which is to be proved; it is not learnt by that. */
  boolean mayBe(InetSocketAddress from, long now) {
    return from.equals(target()) || isDescribed(from) || mayBeLearned(from, now);
  }

  private boolean mayBeLearned(InetSocketAddress from, long now) {
    return locked == null && isOpen(now) && !left.contains(from);
  }

  /** Whether who is not known yet may still be learnt. */
  boolean isOpen(long now) {
    return described != null && now - windowEnd < 0;
  }

  /** The far end has proved that it is there. */
  void proved(InetSocketAddress from) {
    locked = from;
    former = null;
    portMayChange = false;
  }

  /** A packet from there is not taken. */
  void strange() {
    strangers.increment();
  }

  /** Whether packets from there are taken. */
  boolean takes(InetSocketAddress from, long now) {
    boolean taken = known(from, now);
    if (!taken) {
      strangers.increment();
    }
    return taken;
  }

  private boolean known(InetSocketAddress from, long now) {
    InetSocketAddress present = locked;
    if (from.equals(present)) {
      if (portMayChange) {
        portMayChange = false;
        windowEnd = now;
      }
      return true;
    }
    if (byChecks) {
      return checked.contains(from);
    }
    if (described == null || left.contains(from)) {
      return false;
    }
    boolean open = now - windowEnd < 0;
    boolean old = present != null && present.equals(former);
    boolean taken;
    if (present == null) {
      taken = open || from.equals(described);
    } else if (from.equals(described)) {
      taken = open || old;
    } else {
      taken = open && (portMayChange || old) && from.getAddress().equals(present.getAddress());
    }
    if (taken) {
      locked = from;
      former = from.equals(former) ? former : null;
      portMayChange = false;
    }
    return taken;
  }

  /** Where packets come from, once known. */
  @Nullable InetSocketAddress locked() {
    return locked;
  }

  /** Where to send: where packets come from, else what was described. */
  @Nullable InetSocketAddress target() {
    return locked == null ? described : locked;
  }
}
