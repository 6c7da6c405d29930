package org.meterline.billing.ledger;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.UUID;
import org.meterline.billing.money.Currency;

/**
 * A whole book as a plain-text journal that hledger reads (hledger.org/hledger.html#journal), with
 * accounts and currencies declared, so that {@code hledger check --strict} holds. Accounts are
 * named {@code assets:1000 Bank}; amounts are exact.
 */
public final class HledgerJournal {
  private static final int FETCH = 2000;

  private HledgerJournal() {}

  /**
   * Writes the book of the connection's tenant, by posting date. Within a {@link BookTransaction}.
   *
   * @throws UncheckedIOException when it cannot be written
   */
  public static void write(Connection connection, Appendable out) throws SQLException {
    try {
      declare(connection, out);
      transfers(connection, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

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
        out.append("account ")
            .append(account(row.getString(1), row.getString(2), row.getString(3)))
            .append('\n');
      }
    }
  }

  private static void transfers(Connection connection, Appendable out)
      throws SQLException, IOException {
    try (var s =
        connection.prepareStatement(
            """
            select t.id, t.posting_date, t.kind, t.description, d.code, d.name, d.kind,
                   c.code, c.name, c.kind, m.amount, d.currency
            from transfer t
              join move m on m.tenant = t.tenant and m.transfer = t.id
              join account d on d.tenant = m.tenant and d.id = m.debit
              join account c on c.tenant = m.tenant and c.id = m.credit
            order by t.posting_date, t.id, m.line
            """)) {
      s.setFetchSize(FETCH);
      var last = new UUID(0, 0);
      try (var row = s.executeQuery()) {
        while (row.next()) {
          var id = row.getObject(1, UUID.class);
          if (!id.equals(last)) {
            head(out, id, row.getObject(2, LocalDate.class), row.getString(3), row.getString(4));
            last = id;
          }
          var currency = Currency.of(row.getString(12));
          var units = BigDecimal.valueOf(row.getLong(11), currency.scale());
          posting(
              out, account(row.getString(5), row.getString(6), row.getString(7)), units, currency);
          posting(
              out,
              account(row.getString(8), row.getString(9), row.getString(10)),
              units.negate(),
              currency);
        }
      }
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

  /** Two spaces would end the name, a semicolon too. */
  private static String account(String code, String name, String kind) {
    var group =
        switch (Account.Kind.valueOf(kind)) {
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
