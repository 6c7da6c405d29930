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
 * <p>A far end that moves may be heard where it was for a while: that gives way to the described
 * place, and within the window to another port of the same host. Not so before the answer if it is
 * another session that is described, by its {@code o=} line (RFC 8866, section 5.2): then it is
 * another phone of a fork, and where the ones before were is not taken for it.
 *
 * <p>Who moves from where it had said is sent audio where it says now: else what was still on its
 * way would call it back for good. Behind a NAT it is what is seen that counts.
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

  /** More places than the phones of a fork have. */
  private static final int MOST_OTHERS = 16;

  private @Nullable InetSocketAddress described;
  private @Nullable InetSocketAddress locked;
  private @Nullable InetSocketAddress nominated;
  private long windowEnd;

  /** What names the session that was agreed. */
  private String session = "";

  private boolean isAnswered;

  /** Who was learnt under what was agreed before. */
  private @Nullable InetSocketAddress former;

  /** The former was where it had said. */
  private boolean keepsItsWord;

  /** Another phone of the fork. */
  private record Other(String session, InetSocketAddress at) {}

  private final List<Other> others = new ArrayList<>();

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

  /**
   * A session was agreed; another address than before begins anew.
   *
   * @param of names the session that is described
   */
  void agree(@Nullable InetSocketAddress address, String of, boolean withChecks, long now) {
    String before = session;
    boolean fork = !isAnswered && !of.equals(before);
    session = of;
    byChecks = withChecks;
    if (withChecks) {
      described = null;
      locked = nominated;
      former = null;
      return;
    }
    if (address == null || address.equals(described)) {
      return; // hold by 0.0.0.0 says nothing about where the far end is
    }
    if (fork) {
      another(before, described);
      another(before, locked);
      former = null;
    } else if (locked != null) {
      keepsItsWord = locked.equals(described) || (keepsItsWord && locked.equals(former));
      former = locked;
    }
    // A phone may be heard again, after the one that was heard in its place is lost.
    others.removeIf(other -> other.session().equals(of) || other.at().equals(address));
    described = address;
    locked = null;
    portMayChange = false;
    windowEnd = now + WINDOW_NANOS;
  }

  private void another(String session, @Nullable InetSocketAddress at) {
    if (at != null && others.size() < MOST_OTHERS) {
      others.add(new Other(session, at));
    }
  }

  private boolean isAnother(InetSocketAddress from) {
    for (Other other : others) {
      if (other.at().equals(from)) {
        return true;
      }
    }
    return false;
  }

  /**
   * The leg was answered: who was not heard so far begins to send now. Who was learnt elsewhere may
   * have been another phone.
   */
  void answered(long now) {
    isAnswered = true;
    if (locked == null || !locked.equals(described)) {
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
    return from.equals(target()) || isDescribed(from) || (locked == null && isOpen(now));
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
    if (described == null || isAnother(from)) {
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
      former = from.equals(former) && !from.equals(described) ? former : null;
      portMayChange = false;
    }
    return taken;
  }

  /** Where to send: where packets come from, else what was described. */
  @Nullable InetSocketAddress target() {
    boolean moves = keepsItsWord && locked != null && locked.equals(former);
    return locked == null || moves ? described : locked;
  }
}
