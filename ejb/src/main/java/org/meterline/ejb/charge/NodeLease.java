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
  private final Lease lease;
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

  /** Asks for more time. Answers false when another process took the node's next epoch. */
  public boolean renew() {
    long before = nanos.getAsLong();
    if (book.renew(lease, length)) {
      renewed = before;
      return true;
    }
    lost = true;
    return false;
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
