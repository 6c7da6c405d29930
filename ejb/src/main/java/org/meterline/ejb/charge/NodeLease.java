package org.meterline.ejb.charge;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.meterline.billing.wallet.Lease;
import org.meterline.billing.wallet.WalletBook;

/**
 * This node's lease. Its time is counted here from before a renewal was sent, so it ends here no
 * later than the database thinks it does.
 */
public final class NodeLease {
  private final WalletBook book;
  private volatile Lease lease;
  private final Duration length;
  private final LongSupplier nanos;
  private volatile long renewed;
  private volatile boolean lost;

  private NodeLease(
      WalletBook book, Lease lease, Duration length, LongSupplier nanos, long renewed) {
    this.book = book;
    this.lease = lease;
    this.length = length;
    this.nanos = nanos;
    this.renewed = renewed;
  }

  /** Takes the node's next epoch; whatever ran under an earlier one admits nothing more. */
  public static NodeLease take(WalletBook book, String node, Duration length, LongSupplier nanos) {
    long before = nanos.getAsLong();
    return new NodeLease(book, book.take(node, length), length, nanos, before);
  }

  /**
   * Asks for more time. A node that was away for so long that another one recovered what it left
   * goes on under its next epoch. Answers false when another process took that.
   */
  public boolean renew() {
    long before = nanos.getAsLong();
    if (!book.renew(lease, length)) {
      var back = book.takeBack(lease, length);
      if (back.isEmpty()) {
        lost = true;
        return false;
      }
      lease = back.get();
    }
    renewed = before;
    return true;
  }

  /** The lease while it may be used. */
  public Optional<Lease> current() {
    return lost || nanos.getAsLong() - renewed > length.toNanos()
        ? Optional.empty()
        : Optional.of(lease);
  }

  Lease lease() {
    return lease;
  }
}
