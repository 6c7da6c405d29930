package org.meterline.ejb.charge;

import java.util.UUID;
import org.meterline.billing.money.Currency;
import org.meterline.billing.rate.DeckTerms;
import org.meterline.billing.rate.Rate;
import org.meterline.billing.rate.Tariff;
import org.meterline.billing.wallet.MemoryWallets;
import org.meterline.billing.wallet.WalletBook;

class MemoryBundleStoriesTest extends BundleStories {
  private final WalletBook book = new MemoryWallets(() -> BundleStory.AT);
  private final UUID tenant = UUID.randomUUID();

  @Override
  WalletBook book() {
    return book;
  }

  @Override
  UUID tenant() {
    return tenant;
  }

  @Override
  Tariff priced(Rate.Draft line) {
    return Tariff.of(DeckTerms.plain(UUID.randomUUID(), Currency.EUR), line.build());
  }
}
