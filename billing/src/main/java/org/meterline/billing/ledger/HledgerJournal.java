package org.meterline.billing.ledger;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.money.Currency;

/**
 * A book as a plain-text journal that hledger reads (hledger.org/hledger.html#journal), with
 * accounts and currencies declared, so that {@code hledger check --strict} holds. Accounts are
 * named {@code assets:1000 Bank}; amounts are exact. The last line is a comment that says how many
 * transfers there are: a journal without it was cut off.
 */
public final class HledgerJournal {
  private static final int PIECE = 2000;

  private HledgerJournal() {}

  /** Writes the whole book. */
  public static void write(Connection connection, Appendable out) throws SQLException {
    write(connection, null, null, out);
  }

  /**
   * Writes what the connection's tenant posted between two days, in the order of ids. What was
   * posted before is one entry on the day before the first: all balances are as those of the whole
   * book until then. Within a {@link BookTransaction} that reads one state, however long it takes;
   * no more than a piece of the book is in memory at a time.
   *
   * @param from the first posting date, or null for all from the beginning
   * @param until the day after the last one, or null for all to the end
   * @throws UncheckedIOException when it cannot be written
   */
  public static void write(
      Connection connection, @Nullable LocalDate from, @Nullable LocalDate until, Appendable out)
      throws SQLException {
    write(connection, from, until, PIECE, out);
  }

  static void write(
      Connection connection,
      @Nullable LocalDate from,
      @Nullable LocalDate until,
      int piece,
      Appendable out)
      throws SQLException {
    try {
      declare(connection, out);
      if (from != null) {
        opening(connection, from, out);
      }
      var after = new UUID(0, 0);
      long written = 0;
      Piece read;
      do {
        read = transfers(connection, from, until, after, piece, out);
        after = read.last();
        written += read.transfers();
      } while (read.transfers() == piece);
      out.append("\n; ").append(Long.toString(written)).append(" transfers\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private record Piece(int transfers, UUID last) {}

  private static void declare(Connection connection, Appendable out)
      throws SQLException, IOException {
    try (var s = connection.prepareStatement("select distinct currency from account order by 1");
        var row = s.executeQuery()) {
      while (row.next()) {
        var currency = Currency.of(row.getString(1));
        // hledger wants a decimal mark here, though there may be no decimals
        var zero = BigDecimal.ZERO.setScale(currency.scale()).toPlainString();
        out.append("commodity ")
            .append(currency.scale() == 0 ? zero + "." : zero)
            .append(' ')
            .append(currency.code())
            .append('\n');
      }
    }
    try (var s =
            connection.prepareStatement(
                "select distinct code, name, kind from account order by code");
        var row = s.executeQuery()) {
      while (row.next()) {
        out.append("account ").append(account(row, 1)).append('\n');
      }
    }
  }

  /** What was on the accounts when the first day began. */
  private static void opening(Connection connection, LocalDate from, Appendable out)
      throws SQLException, IOException {
    boolean begun = false;
    for (var line : TrialBalance.read(connection, from, from)) {
      if (line.opening().signum() != 0) {
        if (!begun) {
          // not on the day itself: what the days brought stays apart from what was there
          out.append('\n').append(from.minusDays(1).toString()).append(" * opening balances\n");
          begun = true;
        }
        var account = account(line.code(), line.name(), line.kind());
        posting(out, account, line.opening(), line.currency());
      }
    }
  }

  /** By the key, piece by piece: the first line is there at once, and nothing is sorted. */
  private static Piece transfers(
      Connection connection,
      @Nullable LocalDate from,
      @Nullable LocalDate until,
      UUID after,
      int piece,
      Appendable out)
      throws SQLException, IOException {
    try (var s =
        connection.prepareStatement(
            """
            with piece as (
              select t.tenant, t.id, t.posting_date, t.kind, t.description from transfer t
              where t.id > ? and t.posting_date >= coalesce(?::date, t.posting_date)
                and t.posting_date < coalesce(?::date, 'infinity')
              order by t.id limit ?)
            select t.id, t.posting_date, t.kind, t.description, d.code, d.name, d.kind,
                   c.code, c.name, c.kind, m.amount, d.currency
            from piece t
              left join move m on m.tenant = t.tenant and m.transfer = t.id
              left join account d on d.tenant = m.tenant and d.id = m.debit
              left join account c on c.tenant = m.tenant and c.id = m.credit
            order by t.id, m.line
            """)) {
      s.setObject(1, after);
      s.setObject(2, from);
      s.setObject(3, until);
      s.setInt(4, piece);
      var last = after;
      int transfers = 0;
      try (var row = s.executeQuery()) {
        while (row.next()) {
          var id = row.getObject(1, UUID.class);
          if (!id.equals(last)) {
            head(out, id, row.getObject(2, LocalDate.class), row.getString(3), row.getString(4));
            last = id;
            transfers++;
          }
          String code = row.getString(12);
          if (code != null) {
            var currency = Currency.of(code);
            var units = BigDecimal.valueOf(row.getLong(11), currency.scale());
            posting(out, account(row, 5), units, currency);
            posting(out, account(row, 8), units.negate(), currency);
          }
        }
      }
      return new Piece(transfers, last);
    }
  }

  private static void head(Appendable out, UUID id, LocalDate date, String kind, String text)
      throws IOException {
    // a semicolon begins a comment, a bar divides payee from note
    var plain = text.replaceAll("[\\p{Cntrl};|]", " ").strip();
    out.append('\n').append(date.toString()).append(" * (").append(id.toString()).append(") ");
    out.append(kind).append(": ").append(plain).append('\n');
  }

  private static void posting(Appendable out, String account, BigDecimal amount, Currency currency)
      throws IOException {
    out.append("    ").append(account).append("  ").append(amount(amount, currency)).append('\n');
  }

  private static String amount(BigDecimal amount, Currency currency) {
    return amount.setScale(currency.scale()).toPlainString() + " " + currency.code();
  }

  /** From three columns. */
  private static String account(ResultSet row, int code) throws SQLException {
    var kind = Account.Kind.valueOf(row.getString(code + 2));
    return account(row.getString(code), row.getString(code + 1), kind);
  }

  /** Two spaces would end the name, a semicolon too. */
  private static String account(String code, String name, Account.Kind kind) {
    var group =
        switch (kind) {
          case ASSET -> "assets";
          case LIABILITY -> "liabilities";
          case EQUITY -> "equity";
          case INCOME -> "income";
          case EXPENSE -> "expenses";
        };
    return group
        + ":"
        + code
        + " "
        + name.replaceAll("[\\p{Cntrl};:]", " ").replaceAll(" +", " ").strip();
  }
}
