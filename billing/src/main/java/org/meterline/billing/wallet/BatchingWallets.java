package org.meterline.billing.wallet;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.wallet.BatchWriter.Kind;

/**
 * Wallets whose requests wait for each other for no longer than the database is busy: a writer
 * takes what is waiting, one or a thousand, and commits it as one. A decision alone is not delayed,
 * a hot wallet is written once per batch. What the books refuse of a batch is asked again item by
 * item, so that one bad item never fails the others. A hold or extension that has waited longer
 * than anybody waits for its answer is not placed at all: after a stall of the database those who
 * still wait come first.
 */
public final class BatchingWallets implements WalletBook, AutoCloseable {
  private final WalletBook book;
  private final Duration patience;
  private final BatchWriters writers;

  /**
   * @param book where batches go; it is not closed with this
   * @param patience how long the answer to a hold or an extension is waited for
   * @param nanos a monotonic clock
   */
  public BatchingWallets(WalletBook book, Duration patience, LongSupplier nanos) {
    this.book = book;
    this.patience = patience;
    writers = new BatchWriters(nanos);
  }

  @Override
  public List<HoldOutcome> hold(Lease by, List<HoldRequest> requests) {
    for (var request : requests) {
      writers.remember(request.leg(), request.lines().getFirst().wallet());
    }
    return writers.ask(
        requests.getFirst().leg(),
        new Kind("hold", by, patience),
        requests,
        batch -> book.hold(by, batch));
  }

  @Override
  public List<HoldOutcome> extend(Lease by, List<ExtendRequest> requests) {
    return writers.ask(
        requests.getFirst().leg(),
        new Kind("extend", by, patience),
        requests,
        batch -> book.extend(by, batch));
  }

  /** A list is a batch already and goes as the one transaction that it is. */
  @Override
  public List<SettleOutcome> resolve(boolean recovery, List<Settlement> all) {
    var outcomes =
        all.size() == 1
            ? writers.ask(
                all.getFirst().leg(),
                new Kind("resolve", recovery, BatchWriter.FOREVER),
                all,
                batch -> book.resolve(recovery, batch))
            : book.resolve(recovery, all);
    all.forEach(settlement -> writers.forget(settlement.leg()));
    return outcomes;
  }

  @Override
  public Map<UUID, LegHold> holds(Collection<UUID> legs) {
    return book.holds(legs);
  }

  @Override
  public TopUp.Outcome topUp(TopUp topUp) {
    return book.topUp(topUp);
  }

  @Override
  public List<Pocket.Filled> pockets(UUID tenant, UUID wallet) {
    return book.pockets(tenant, wallet);
  }

  @Override
  public int expire(int limit) {
    return book.expire(limit);
  }

  @Override
  public Debts debts() {
    return book.debts();
  }

  @Override
  public Purchases purchases() {
    return book.purchases();
  }

  @Override
  public Refunds refunds() {
    return book.refunds();
  }

  @Override
  public void open(NewWallet wallet) {
    book.open(wallet);
  }

  @Override
  public boolean limitInPart(
      UUID tenant, UUID wallet, @Nullable Long floorUnits, @Nullable Boolean frozen) {
    return book.limitInPart(tenant, wallet, floorUnits, frozen);
  }

  @Override
  public Optional<Wallet> wallet(UUID tenant, UUID wallet) {
    return book.wallet(tenant, wallet);
  }

  @Override
  public Lease take(String node, Duration length) {
    return book.take(node, length);
  }

  @Override
  public boolean renew(Lease lease, Duration length) {
    return book.renew(lease, length);
  }

  @Override
  public List<Lease> seize(Duration grace) {
    return book.seize(grace);
  }

  @Override
  public Optional<Lease> takeBack(Lease lost, Duration length) {
    return book.takeBack(lost, length);
  }

  @Override
  public List<UUID> stale(Lease lease, @Nullable UUID after, int limit) {
    return book.stale(lease, after, limit);
  }

  /** How many requests wait for the batch before theirs. */
  int waiting() {
    return writers.waiting();
  }

  /** Ends the writers; what still waits fails as unavailable. */
  @Override
  public void close() {
    writers.close();
  }
}
