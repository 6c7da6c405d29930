package org.meterline.billing.wallet;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.meterline.billing.TestDatabase;

/**
 * Whether the tables of the books say what {@link WalletModel} knows. It adds up plain rows: none
 * of the product's checks, views and caches takes part, but where such a cache is what is judged.
 *
 * @param accounts all wallets, with the books they stand in
 */
record WalletJudge(WalletModel model, Map<UUID, UUID> accounts) {
  /** A book whose accounts do not add up to nothing. */
  private static final String BOOKS =
      """
      select s.tenant, sum(s.amount) from (
        select m.tenant, a.tenant as of, m.amount from move m left join account a on a.tenant = m.tenant and a.id = m.debit
        union all
        select m.tenant, a.tenant, -m.amount from move m left join account a on a.tenant = m.tenant and a.id = m.credit) s
      where s.tenant = any (?) group by s.tenant having sum(s.amount) filter (where s.of = s.tenant) <> 0
        or bool_or(s.of is distinct from s.tenant)
      """;

  /** A wallet whose balance is not what came and went, or that holds what no open hold says. */
  private static final String WALLETS =
      """
      select w.id, w.balance || '/' || w.held from wallet w
      where w.id = any (?) and (
        w.balance <> (
          select coalesce(sum(case when m.credit_wallet = w.id then m.amount else 0 end
                              - case when m.debit_wallet = w.id then m.amount else 0 end), 0)
          from move m where m.tenant = w.tenant and w.id in (m.credit_wallet, m.debit_wallet))
        or w.held <> (
          select coalesce(sum(h.amount), 0) from hold h
          where h.tenant = w.tenant and h.wallet = w.id and h.resolved is null))
      """;

  /** What was taken for a line of a leg, less what was taken back by what reverses it. */
  private static final String POSTED =
      """
      select coalesce(sum(m.amount * q.sign), 0) from (
        select c.tenant, c.id, 1 as sign from charge c where c.tenant = ? and c.leg = ? and c.line = ?
        union all
        select r.tenant, r.reversing, -1 from charge c join reversal r on r.tenant = c.tenant and r.reversed = c.id
        where c.tenant = ? and c.leg = ? and c.line = ?) q
      join move m on m.tenant = q.tenant and m.transfer = q.id
      """;

  private static final String EXPIRED =
      """
      select coalesce(sum(m.amount), 0) from move m join transfer t on t.tenant = m.tenant and t.id = m.transfer
      where m.tenant = ? and t.kind = 'expiry' and m.debit_wallet = ?
      """;

  /** What must be so in each state that is committed, whatever goes on. */
  void amid() throws SQLException {
    try (var connection = TestDatabase.superuser().getConnection();
        var s = connection.createStatement()) {
      s.execute("set search_path = meterline");
      differences(connection, "a book is not zero", BOOKS, accounts.values().toArray());
      differences(connection, "a wallet is not its rows", WALLETS, accounts.keySet().toArray());
    }
    for (var account : accounts.entrySet()) {
      var row =
          longs(
              "select balance, held, carrier::integer from wallet where tenant = ? and id = ?",
              account.getValue(),
              account.getKey());
      if (row.get(2) == 0 && row.get(0) - row.get(1) < model.lowest(account.getKey())) {
        model.fault(account.getKey() + " fell below each floor that it had: " + row);
      }
    }
  }

  private void differences(java.sql.Connection connection, String what, String sql, Object... of)
      throws SQLException {
    try (var s = connection.prepareStatement(sql)) {
      s.setArray(1, connection.createArrayOf("uuid", of));
      try (var row = s.executeQuery()) {
        while (row.next()) {
          model.fault(what + ": " + row.getString(1) + " " + row.getString(2));
        }
      }
    }
  }

  /** When everything is resolved and nothing goes on. */
  void atTheEnd() throws SQLException {
    amid();
    long resolved = 0;
    for (var account : accounts.entrySet()) {
      var wallet = account.getKey();
      var in = account.getValue();
      var row =
          longs("select balance, owed, held from wallet where tenant = ? and id = ?", in, wallet);
      long expired = longs(EXPIRED, in, wallet).getFirst();
      long worth = row.get(0) - row.get(1);
      if (worth != model.worth(wallet) - expired) {
        model.fault(
            wallet + " is worth " + worth + ", expected " + model.worth(wallet) + " - " + expired);
      }
      if (expired > model.given(wallet)) {
        model.fault(expired + " expired of the " + model.given(wallet) + " given to " + wallet);
      }
      if (row.get(2) != 0) {
        model.fault(wallet + " still holds " + row.get(2));
      }
      resolved +=
          longs(
                  "select count(*) from hold where tenant = ? and wallet = ? and leg is not null",
                  in,
                  wallet)
              .getFirst();
    }
    if (resolved != model.costs().size()) {
      model.fault(resolved + " holds, but " + model.costs().size() + " were resolved");
    }
    for (var line : model.costs().entrySet()) {
      var key = line.getKey();
      var of = List.of(key.get(2), key.get(0), key.get(1));
      var twice = new ArrayList<Object>(of);
      twice.addAll(of);
      long posted = longs(POSTED, twice.toArray()).getFirst();
      if (posted != line.getValue()) {
        model.fault(key + " cost " + line.getValue() + ", posted " + posted);
      }
    }
  }

  /** One row. */
  private static List<Long> longs(String sql, Object... arguments) throws SQLException {
    try (var connection = TestDatabase.superuser().getConnection()) {
      try (var s = connection.createStatement()) {
        s.execute("set search_path = meterline");
      }
      try (var s = connection.prepareStatement(sql)) {
        for (int i = 0; i < arguments.length; i++) {
          s.setObject(i + 1, arguments[i]);
        }
        try (var row = s.executeQuery()) {
          row.next();
          var all = new ArrayList<Long>();
          for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
            all.add(row.getLong(i));
          }
          return all;
        }
      }
    }
  }
}
