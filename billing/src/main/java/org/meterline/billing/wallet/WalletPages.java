package org.meterline.billing.wallet;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads a stretch of a tenant's wallets, by name in lower case, then by id. Of those that are
 * searched for, the ones whose own name begins with the text come first, then the ones whose
 * payer's name does, by that name. Each stretch is read off an index.
 */
public final class WalletPages {
  /** What a beginning of a name ends before: the last code point there is. */
  private static final String LAST = "chr(1114111)";

  /** As the columns {@code name_key} are made. */
  private static final String KEY = "lower(?::text collate pg_c_utf8) collate \"C\"";

  private WalletPages() {}

  /**
   * Which wallets.
   *
   * @param seenFrom only this wallet and its payer's others, if that is a customer; null: all
   * @param payer only this payer's, or null
   * @param wallet this one alone, or null
   * @param text with which the wallet's or its payer's name begins, in any case; empty: any
   */
  public record Wanted(
      @Nullable UUID seenFrom, @Nullable UUID payer, @Nullable UUID wallet, String text) {
    public static final Wanted ALL = new Wanted(null, null, null, "");
  }

  /**
   * Where a wallet stands in the list.
   *
   * @param byPayer among those found by their payer's name
   * @param name its own, or then its payer's, as written
   */
  public record Place(boolean byPayer, String name, UUID wallet) {}

  /** A wallet, and where it stands. */
  public record Found(Wallet wallet, boolean byPayer) {
    public Place place() {
      return new Place(byPayer, byPayer ? wallet.payerName() : wallet.name(), wallet.id());
    }
  }

  /**
   * A stretch of the list. Within a transaction that has named its tenant.
   *
   * @param after the place before the first one, or null for the beginning
   * @param rows how many at most
   */
  public static List<Found> read(
      Connection connection, Wanted wanted, @Nullable Place after, int rows) throws SQLException {
    var found = new ArrayList<Found>();
    if (after == null || !after.byPayer()) {
      for (var wallet : WalletRows.rows(connection, byName(wanted, after, rows))) {
        found.add(new Found(wallet, false));
      }
    }
    if (!wanted.text().isEmpty() && found.size() < rows) {
      var from = after != null && after.byPayer() ? after : null;
      for (var wallet : WalletRows.rows(connection, byPayer(wanted, from, rows - found.size()))) {
        found.add(new Found(wallet, true));
      }
    }
    return found;
  }

  private static Query byName(Wanted wanted, @Nullable Place after, int rows) {
    var query = new Query(wanted);
    if (!wanted.text().isEmpty()) {
      query.and(within("w"), wanted.text(), wanted.text());
    }
    if (after != null) {
      query.and("(w.name_key, w.id) > (" + KEY + ", ?)", after.name(), after.wallet());
    }
    return query.end("order by w.name_key, w.id limit ?", rows);
  }

  /** What is found by its own name is left out: it came before, and is not listed twice. */
  private static Query byPayer(Wanted wanted, @Nullable Place after, int rows) {
    var text = wanted.text();
    var query = new Query(wanted).and(within("p"), text, text);
    query.and("not (" + within("w") + ")", text, text);
    if (after != null) {
      // the first one alone is for the index of payers
      query.and("p.name_key >= " + KEY, after.name());
      query.and("(p.name_key, w.id) > (" + KEY + ", ?)", after.name(), after.wallet());
    }
    return query.end("order by p.name_key, w.id limit ?", rows);
  }

  private static String within(String table) {
    return "%1$s.name_key >= %2$s and %1$s.name_key < %2$s || %3$s".formatted(table, KEY, LAST);
  }

  /** Conditions upon wallets, and what stands for their question marks. */
  static final class Query {
    private final StringBuilder sql = new StringBuilder("where true");
    private final List<Object> values = new ArrayList<>();

    private Query(Wanted wanted) {
      if (wanted.seenFrom() != null) {
        and("w.payer = (select m.payer from wallet m where m.id = ?)", wanted.seenFrom());
        and("(p.kind = 'CUSTOMER' or w.id = ?)", wanted.seenFrom());
      }
      if (wanted.payer() != null) {
        and("w.payer = ?", wanted.payer());
      }
      if (wanted.wallet() != null) {
        and("w.id = ?", wanted.wallet());
      }
    }

    private Query and(String condition, Object... of) {
      sql.append(" and ").append(condition);
      values.addAll(List.of(of));
      return this;
    }

    private Query end(String order, Object... of) {
      sql.append(' ').append(order);
      values.addAll(List.of(of));
      return this;
    }

    String sql() {
      return sql.toString();
    }

    Collection<Object> values() {
      return values;
    }
  }
}
