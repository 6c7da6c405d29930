package org.meterline.billing.wallet;

import java.sql.SQLException;
import java.util.UUID;
import org.meterline.billing.TestDatabase;
import org.meterline.billing.ledger.BookTransaction;

class PostgresWalletsTest extends WalletBookContract {
  private final WalletBook book = new PostgresWallets(TestDatabase.app());

  @Override
  WalletBook book() {
    return book;
  }

  @Override
  UUID tenant() {
    return TestDatabase.tenant();
  }

  @Override
  Priced priced(UUID tenant) {
    var deck = UUID.randomUUID();
    try {
      return new BookTransaction(TestDatabase.app())
          .write(
              tenant,
              connection -> {
                try (var s =
                    connection.prepareStatement(
                        """
                        with d as (insert into rate_deck (tenant, id, name, version, currency, valid_from)
                          values (?, ?, 'Test', 1, 'EUR', '2026-01-01') returning tenant, id)
                        insert into rate (tenant, deck, line, prefix, destination, per_minute)
                          select tenant, id, 1, '49', 'Germany', 6 from d
                        """)) {
                  s.setObject(1, tenant);
                  s.setObject(2, deck);
                  s.execute();
                }
                return new Priced(deck, 1);
              });
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  void reconcile(UUID tenant) {}
}
