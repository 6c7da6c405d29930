package org.meterline.ejb.charge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.meterline.billing.money.Currency;
import org.meterline.billing.rate.DeckTerms;
import org.meterline.billing.rate.Rate;
import org.meterline.billing.rate.RateDeck;
import org.meterline.billing.rate.Tariff;
import org.meterline.billing.wallet.WalletBook;

class PostgresBundleStoriesTest extends BundleStories {
  private final ChargedTenant tenant = newTenant();

  private static ChargedTenant newTenant() {
    try {
      return new ChargedTenant();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @AfterEach
  void everythingAgrees() {
    assertEquals(List.of(), tenant.differences());
  }

  @Override
  WalletBook book() {
    return tenant.book;
  }

  @Override
  UUID tenant() {
    return tenant.id;
  }

  @Override
  Tariff priced(Rate.Draft line) {
    var rate = line.build();
    var deck = RateDeck.compile(DeckTerms.plain(UUID.randomUUID(), Currency.EUR), List.of(rate));
    tenant.deck(deck);
    return deck.tariff(rate);
  }
}
