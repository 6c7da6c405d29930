package org.meterline.ejb.charge;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.ledger.OperatorBook;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.rate.DeckRows;
import org.meterline.billing.rate.DeckTerms;
import org.meterline.billing.rate.Rate;
import org.meterline.billing.rate.RateDeck;
import org.meterline.billing.wallet.NewWallet;
import org.meterline.billing.wallet.NewWallet.PayerKind;
import org.meterline.billing.wallet.TopUp;
import org.meterline.ejb.database.TestDatabase;

/**
 * The operator's book as one tenant's test needs it: wallets and decks of the tenant and carriers.
 */
final class OperatorScene {
  private final ChargedTenant tenant;

  OperatorScene(ChargedTenant tenant) throws SQLException {
    new OperatorBook(TestDatabase.get().app())
        .open("Operator", ZoneId.of("Europe/Berlin"), "DE", Currency.EUR);
    this.tenant = tenant;
  }

  /** Whose wallet it is. */
  static UUID carrierOf(UUID wallet) {
    return UUID.nameUUIDFromBytes(wallet.toString().getBytes(StandardCharsets.US_ASCII));
  }

  void carrier(UUID wallet, Rate.Draft rate) {
    wallet(wallet, carrierOf(wallet), PayerKind.CARRIER);
    deck("COST", carrierOf(wallet), rate);
  }

  void wallet(UUID id, UUID payer, PayerKind kind) {
    tenant.book.open(
        new NewWallet(
            OperatorBook.ID, id, payer, kind, "P " + payer, null, "W", Money.zero(Currency.EUR)));
  }

  void topUp(UUID wallet, String money) {
    tenant.book.topUp(
        new TopUp(
            OperatorBook.ID,
            wallet,
            UUID.randomUUID().toString(),
            UUID.randomUUID(),
            ChargedTenant.eur(money),
            "t",
            "t",
            ChargedTenant.AT));
  }

  /**
   * @param payer whose own deck it is; null for everybody's
   */
  void deck(String relation, @Nullable UUID payer, Rate.Draft... rates) {
    var deck =
        RateDeck.compile(
            DeckTerms.plain(UUID.randomUUID(), Currency.EUR),
            IntStream.range(0, rates.length).mapToObj(i -> rates[i].line(i + 1).build()).toList());
    tenant.transaction.write(
        OperatorBook.ID,
        c -> {
          DeckRows.write(c, OperatorBook.ID, payer, "Deck " + deck.id(), 1, Instant.EPOCH, deck);
          return true;
        });
    try (var c = TestDatabase.get().superuser().getConnection();
        var s = c.prepareStatement("update meterline.rate_deck set relation = ? where id = ?")) {
      s.setString(1, relation);
      s.setObject(2, deck.id());
      s.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
