package org.meterline.billing.wallet;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.money.MoneyOverflow;

/**
 * Wallets and the money that calls take from them. Each method is one transaction of its own; lists
 * are answered in their order, item by item. Safe for many threads and many nodes.
 *
 * <p>Throws {@link BooksUnavailable} when nothing can be done now. Everything is idempotent, so the
 * same may be asked again.
 */
public interface WalletBook {

  /** Sets money aside if all wallets of a leg have it above their floors. */
  List<HoldOutcome> hold(Lease by, List<HoldRequest> requests);

  /**
   * Sets holds to absolute totals, each whole or not at all. A total lower than what is held
   * changes nothing but the proof.
   */
  List<HoldOutcome> extend(Lease by, List<ExtendRequest> requests);

  /**
   * Ends holds: posts, voids the rest, writes charges. First wins. All in one transaction, but that
   * a leg that is named again is looked at when the others are done.
   *
   * @param recovery what is posted is what could be proved; a settlement that comes later posts the
   *     difference
   */
  List<SettleOutcome> resolve(boolean recovery, List<Settlement> settlements);

  /** The holds of these legs, resolved ones too, whichever tenant's they are. */
  Map<UUID, LegHold> holds(Collection<UUID> legs);

  TopUp.Outcome topUp(TopUp topUp);

  /**
   * What is in the wallet's pockets: refundable first, then goodwill, the earliest expiry first.
   */
  List<Pocket.Filled> pockets(UUID tenant, UUID wallet);

  /**
   * Takes goodwill whose time is over and that no hold needs, and gives back the prices of
   * purchases that nobody captured in time, by the books' own clock, of all tenants.
   *
   * @param limit how many wallets to look at
   * @return how many were looked at; fewer than the limit when all is done
   */
  int expire(int limit);

  /** Forced debits and what is owed. */
  Debts debts();

  /** Things at a fixed price. */
  Purchases purchases();

  /** Refunds, and transfers between a payer's wallets. */
  Refunds refunds();

  /** Opens a wallet in a currency that the tenant's book keeps; again with the same id: nothing. */
  void open(NewWallet wallet);

  /**
   * Changes what stops new holds. Answers false if there is no such wallet.
   *
   * @param floorUnits minus what may be owed: of a bundle zero; null: it stays
   * @param frozen by hand; null: it stays
   * @throws MoneyOverflow if what is available with that floor does not fit; nothing was changed
   * @throws BooksRefused if it is a bundle's, and not zero; nothing was changed
   */
  boolean limitInPart(
      UUID tenant, UUID wallet, @Nullable Long floorUnits, @Nullable Boolean frozen);

  /** Changes all that stops new holds. Answers false if there is no such wallet. */
  default boolean limit(UUID tenant, UUID wallet, long floorUnits, boolean frozen) {
    return limitInPart(tenant, wallet, floorUnits, frozen);
  }

  Optional<Wallet> wallet(UUID tenant, UUID wallet);

  /** A node begins: takes the next epoch. */
  Lease take(String node, Duration length);

  /** Answers false when a newer epoch was taken. */
  boolean renew(Lease lease, Duration length);

  /**
   * Raises the epoch of nodes whose leases ran out, by the books' clock, that long ago, and that
   * still hold money: from then on they hold and extend nothing.
   *
   * @return their names with the new epochs, under which what they left can be found as stale
   */
  List<Lease> seize(Duration grace);

  /**
   * The next epoch for a process whose lease was seized; empty if another process of that name took
   * one.
   */
  Optional<Lease> takeBack(Lease lost, Duration length);

  /**
   * Legs whose holds this node placed before the lease's epoch, by their ids: oldest first.
   *
   * @param after only those with later ids, or null
   */
  List<UUID> stale(Lease lease, @Nullable UUID after, int limit);

  /** The first of them. */
  default List<UUID> stale(Lease lease, int limit) {
    return stale(lease, null, limit);
  }
}
