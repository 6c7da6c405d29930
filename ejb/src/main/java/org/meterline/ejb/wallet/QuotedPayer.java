package org.meterline.ejb.wallet;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.meterline.billing.money.Money;
import org.meterline.billing.payer.Dues;
import org.meterline.billing.rate.Tariff;
import org.meterline.billing.tax.TaxBook;
import org.meterline.billing.tax.TaxPayer;
import org.meterline.billing.wallet.Bundle;
import org.meterline.billing.wallet.BundleRows;
import org.meterline.billing.wallet.HoldLine;
import org.meterline.billing.wallet.HoldLine.Part;
import org.meterline.billing.wallet.WalletRows;
import org.meterline.ejb.wallet.Prices.Covering;

/**
 * For whom a call is quoted.
 *
 * @param tax what decides on their tax
 * @param bundles theirs that have seconds which no call holds
 * @param available how many, by wallet
 */
record QuotedPayer(TaxPayer tax, List<Bundle> bundles, Map<UUID, Long> available) {
  static final QuotedPayer ANYBODY = new QuotedPayer(TaxPayer.ANYBODY, List.of(), Map.of());

  /** What is due does not depend on which wallet of the payer's pays it. */
  private static final UUID ANY_WALLET = new UUID(0, 0);

  QuotedPayer {
    bundles = List.copyOf(bundles);
    available = Map.copyOf(available);
  }

  /**
   * As the books have it now; empty if there is no such payer.
   *
   * @param connection in a transaction of the tenant
   */
  static Optional<QuotedPayer> read(Connection connection, UUID payer) throws SQLException {
    var tax = new TaxBook(connection).payer(payer);
    if (tax.isEmpty()) {
      return Optional.empty();
    }
    var bundles = BundleRows.filledOf(connection, payer);
    var available = new HashMap<UUID, Long>();
    if (!bundles.isEmpty()) {
      for (var wallet :
          WalletRows.these(connection, bundles.stream().map(Bundle::wallet).toList())) {
        available.put(wallet.id(), Math.max(0, wallet.available().units()));
      }
    }
    return Optional.of(new QuotedPayer(tax.get(), bundles, available));
  }

  /** What they would owe if they paid alone: first their money, then each bundle that covers it. */
  Dues dues(UUID tenant, String to, Tariff tariff, Instant at) {
    var lines = new ArrayList<HoldLine>();
    var most = new ArrayList<Long>();
    lines.add(HoldLine.of(Part.PAYER, tenant, ANY_WALLET, tariff));
    most.add(0L);
    // nothing is held for a call that costs nothing, and no bundle is asked
    if (!tariff.free(at)) {
      for (var bundle : Bundle.covering(bundles, to)) {
        lines.add(HoldLine.of(Part.BUNDLE, tenant, bundle.wallet(), tariff));
        most.add(available.getOrDefault(bundle.wallet(), 0L));
      }
    }
    return new Dues(lines, most, at);
  }

  /**
   * The bundles that would pay something.
   *
   * @param due of the lines that {@link #dues} has
   */
  List<Covering> covering(String to, List<Money> due) {
    var covering = new ArrayList<Covering>();
    var all = Bundle.covering(bundles, to);
    for (int i = 1; i < due.size(); i++) {
      var bundle = all.get(i - 1);
      long seconds = due.get(i).units();
      if (seconds > 0) {
        covering.add(new Covering(bundle.wallet(), bundle.name(), bundle.covers(to), seconds));
      }
    }
    return covering;
  }
}
