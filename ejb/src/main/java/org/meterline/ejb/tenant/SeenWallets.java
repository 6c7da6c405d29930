package org.meterline.ejb.tenant;

import jakarta.persistence.EntityManager;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.hibernate.Session;
import org.hibernate.jdbc.ReturningWork;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.wallet.Wallet;
import org.meterline.billing.wallet.WalletRows;

/**
 * The wallets whose things somebody may see, as they are now: a member who pays sees those of all
 * wallets of their payer, also of those that were opened after they signed in.
 *
 * @param ids null when they may see all
 * @param payer whose wallets these are; null when they may see all, or nobody knows
 */
public record SeenWallets(@Nullable Set<UUID> ids, @Nullable String payer) {
  /** All of the tenant's. */
  public static final SeenWallets ALL = new SeenWallets(null, null);

  public SeenWallets {
    ids = ids == null ? null : Set.copyOf(ids);
  }

  /** Read within the caller's tenant. */
  public static SeenWallets of(EntityManager entities, Caller caller) {
    if (caller.onlyWallet() == null) {
      return ALL;
    }
    ReturningWork<SeenWallets> read = connection -> of(connection, caller);
    return entities.unwrap(Session.class).doReturningWork(read);
  }

  /**
   * @param connection in the caller's tenant's transaction
   */
  public static SeenWallets of(Connection connection, Caller caller) throws SQLException {
    var only = caller.onlyWallet();
    if (only == null) {
      return ALL;
    }
    var wallets = WalletRows.withOthers(connection, only);
    var ids = new HashSet<>(wallets.stream().map(Wallet::id).toList());
    ids.add(only);
    return new SeenWallets(ids, wallets.isEmpty() ? null : wallets.getFirst().payerName());
  }

  public boolean all() {
    return ids == null;
  }

  /** Whether they see what concerns these, which may be none. */
  public boolean concernedBy(Collection<UUID> wallets) {
    return ids == null || wallets.stream().anyMatch(ids::contains);
  }

  public boolean contains(@Nullable UUID wallet) {
    return ids == null || (wallet != null && ids.contains(wallet));
  }
}
