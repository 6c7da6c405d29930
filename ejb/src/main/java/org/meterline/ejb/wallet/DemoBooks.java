package org.meterline.ejb.wallet;

import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.ledger.BookTransaction;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.rate.DeckRows;
import org.meterline.billing.rate.DeckTerms;
import org.meterline.billing.rate.Rate;
import org.meterline.billing.rate.RateDeck;
import org.meterline.billing.rate.TaxRate;
import org.meterline.billing.tax.TaxBook;
import org.meterline.billing.tax.TaxTerm;
import org.meterline.billing.wallet.NewWallet;
import org.meterline.billing.wallet.NewWallet.PayerKind;
import org.meterline.billing.wallet.PostgresWallets;
import org.meterline.billing.wallet.TopUp;

/**
 * The books of the two demo tenants: rates, a tax, wallets, some money. Seeding again changes
 * nothing, so money that was spent stays spent.
 */
public final class DemoBooks {
  public static final UUID HARBOUR = id(0x10);

  /** Of the payer at Harbour Books: 10.00 EUR. */
  public static final UUID HARBOUR_WALLET = id(0x11);

  /** Nearly empty: 0.03 EUR. */
  public static final UUID HARBOUR_SMALL_WALLET = id(0x12);

  /** Harbour Books' own. */
  public static final UUID HARBOUR_OWN_WALLET = id(0x13);

  public static final UUID MEADOW = id(0x20);
  public static final UUID MEADOW_WALLET = id(0x21);
  public static final UUID MEADOW_SMALL_WALLET = id(0x22);
  public static final UUID MEADOW_OWN_WALLET = id(0x23);

  private static final TaxRate TAX = new TaxRate("DE", new BigDecimal("0.19"));
  private static final String BY = "meterline";
  private static final Instant VALID_FROM = Instant.parse("2026-01-01T00:00:00Z");

  private final DataSource source;
  private final PostgresWallets book;
  private final Instant at;

  private DemoBooks(DataSource source, Instant at) {
    this.source = source;
    this.book = new PostgresWallets(source);
    this.at = at;
  }

  /**
   * Makes the operator's book, and the two tenants with theirs.
   *
   * @param source connections of the application's user, in autocommit
   */
  public static void seed(DataSource source, Instant at) throws SQLException {
    var demo = new DemoBooks(source, at);
    demo.tenant(HARBOUR, "Harbour Books", "harbour", id(0x1e));
    demo.deck(
        HARBOUR,
        id(0x1f),
        List.of(
            line(Rate.EXTENSION, "Inside", "0.006", "0", 1, 1),
            line(Rate.PROGRAM, "Own programs", "0.012", "0", 1, 1),
            line("49", "Germany", "0.015", "0", 60, 1),
            line("4930", "Germany, Berlin", "0.012", "0.01", 30, 6),
            line("491", "Germany, mobile", "0.089", "0", 60, 60),
            line("1", "United States and Canada", "0.021", "0", 6, 6),
            line("33", "France", "0.018", "0.02", 1, 1),
            line("44", "United Kingdom", "0.016", "0.005", 60, 1),
            line("447", "United Kingdom, mobile", "0.075", "0.005", 60, 1),
            Rate.to("49900", "Germany, premium numbers").blocked()));
    demo.wallet(
        HARBOUR,
        HARBOUR_WALLET,
        PayerKind.CUSTOMER,
        "Hanna Payer",
        "payer@harbour.example",
        "Hanna's calls",
        "10.00");
    demo.wallet(
        HARBOUR,
        HARBOUR_SMALL_WALLET,
        PayerKind.CUSTOMER,
        "Henry Short",
        null,
        "Henry's calls",
        "0.03");
    demo.wallet(
        HARBOUR, HARBOUR_OWN_WALLET, PayerKind.TENANT, "Harbour Books", null, "Own calls", "50.00");

    demo.tenant(MEADOW, "Meadow Clinic", "meadow", id(0x2e));
    demo.deck(
        MEADOW,
        id(0x2f),
        List.of(
            line("49", "Germany", "0.020", "0", 60, 60),
            line("4930", "Germany, Berlin", "0.014", "0.02", 30, 6),
            line("491", "Germany, mobile", "0.110", "0", 60, 60),
            line("1", "United States and Canada", "0.030", "0", 60, 60),
            line("33", "France", "0.025", "0", 1, 1),
            line("44", "United Kingdom", "0.022", "0", 60, 1)));
    demo.wallet(
        MEADOW,
        MEADOW_WALLET,
        PayerKind.CUSTOMER,
        "Milan Payer",
        "payer@meadow.example",
        "Milan's calls",
        "10.00");
    demo.wallet(
        MEADOW, MEADOW_SMALL_WALLET, PayerKind.CUSTOMER, "Mia Short", null, "Mia's calls", "0.02");
    demo.wallet(
        MEADOW, MEADOW_OWN_WALLET, PayerKind.TENANT, "Meadow Clinic", null, "Own calls", "50.00");
  }

  private void tenant(UUID tenant, String name, String alias, UUID tax) throws SQLException {
    try (var connection = source.getConnection();
        var s =
            connection.prepareStatement(
                "select open_book(?, ?, ?, ?, 'Europe/Berlin', 'DE', 'EUR')")) {
      s.setObject(1, tenant);
      s.setString(2, name);
      s.setString(3, alias);
      s.setString(4, alias + ".example");
      s.execute();
    }
    new BookTransaction(source)
        .write(
            tenant,
            connection -> {
              var book = new TaxBook(connection);
              if (book.all().isEmpty()) {
                var today = book.table().orElseThrow().day(at);
                book.add(tenant, new TaxTerm(tax, "standard", TAX, today, null), BY, at);
              }
              return true;
            });
  }

  private void deck(UUID tenant, UUID deck, List<Rate.Draft> drafts) throws SQLException {
    var lines = new ArrayList<Rate>();
    for (var draft : drafts) {
      lines.add(draft.line(lines.size() + 1).build());
    }
    var compiled = RateDeck.compile(DeckTerms.plain(deck, Currency.EUR), lines);
    new BookTransaction(source)
        .write(
            tenant,
            connection -> {
              if (DeckRows.deck(connection, deck).isEmpty()) {
                DeckRows.write(connection, tenant, "Standard", 1, VALID_FROM, compiled);
              }
              return true;
            });
  }

  private void wallet(
      UUID tenant,
      UUID wallet,
      PayerKind kind,
      String payer,
      @Nullable String email,
      String name,
      String amount) {
    var payerId =
        new UUID(wallet.getMostSignificantBits(), wallet.getLeastSignificantBits() + 0x100);
    book.open(
        new NewWallet(tenant, wallet, payerId, kind, payer, email, name, Money.zero(Currency.EUR)));
    // the key makes it happen once
    var outcome =
        book.topUp(
            new TopUp(
                tenant,
                wallet,
                "demo-" + wallet,
                id((wallet.getLeastSignificantBits() & 0xff) | 0x200),
                Money.parse(amount, Currency.EUR),
                "First money of the demo",
                BY,
                at));
    if (!(outcome instanceof TopUp.Posted || outcome instanceof TopUp.Repeated)) {
      throw new IllegalStateException("cannot put money into a demo wallet: " + outcome);
    }
  }

  private static Rate.Draft line(
      String prefix, String destination, String perMinute, String fee, int initial, int increment) {
    return Rate.to(prefix, destination).price(perMinute).fee(fee).increments(initial, increment);
  }

  private static UUID id(long last) {
    return new UUID(0x019a_a000_0000_7000L, 0x8000_0000_0000_0000L + last);
  }
}
