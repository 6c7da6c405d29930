package org.meterline.telephony.media;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Decides whose packets a leg takes (symmetric RTP, RFC 4961). The address in the session
 * description counts at any time. Behind a NAT the far end is seen elsewhere: within a short window
 * the first address that sends is learned, once; should the described one then speak up within the
 * window, it wins. After that everybody else is a stranger.
 *
 * <p>The sockets stay unconnected: the kernel would drop strangers unseen, and here they are
 * counted.
 */
final class SourceLock {
  private static final long WINDOW_NANOS = 10_000_000_000L;

  private @Nullable InetSocketAddress described;
  private @Nullable InetSocketAddress locked;
  private long windowEnd;

  /** A session was agreed; another address than before begins anew. */
  void agree(@Nullable InetSocketAddress address, long now) {
    if (address == null || address.equals(described)) {
      return; // hold by 0.0.0.0 says nothing about where the far end is
    }
    described = address;
    locked = null;
    windowEnd = now + WINDOW_NANOS;
  }

  /** Whether packets from there are taken. */
  boolean takes(InetSocketAddress from, long now) {
    if (from.equals(locked)) {
      return true;
    }
    if (described == null) {
      return false;
    }
    boolean open = now - windowEnd < 0;
    if (from.equals(described) ? locked == null || open : locked == null && open) {
      locked = from;
      return true;
    }
    return false;
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
