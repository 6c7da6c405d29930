package org.meterline.ejb.charge;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.meterline.billing.ledger.OperatorBook;
import org.meterline.billing.rate.Cost;
import org.meterline.billing.rate.Match;
import org.meterline.billing.rate.Rate;
import org.meterline.billing.rate.Tariff;
import org.meterline.billing.tax.TaxBook;
import org.meterline.billing.tax.TaxPayer;
import org.meterline.billing.wallet.HoldLine;
import org.meterline.billing.wallet.HoldLine.Part;
import org.meterline.billing.wallet.WalletRows;
import org.meterline.ejb.tenant.TenantTransaction;
import org.meterline.telephony.call.CallAuthority.Refused;

/**
 * What a leg costs the tenant and the operator, by the decks of the operator's book: the tenant's
 * own wholesale deck, or everybody's; and the carrier's whose price is lowest. A tenant without a
 * wallet there buys nothing of the operator.
 */
final class Wholesale {
  /** Carriers are compared by what a call of that length costs. */
  private static final long COMPARED = 180;

  private final Rates prices;
  private final Rates costs;
  private final TenantTransaction transaction;
  private final ConcurrentHashMap<UUID, Optional<Account>> accounts = new ConcurrentHashMap<>();

  /**
   * @param prices the operator's, to tenants
   * @param costs the carriers', to the operator
   */
  Wholesale(Rates prices, Rates costs, TenantTransaction transaction) {
    this.prices = prices;
    this.costs = costs;
    this.transaction = transaction;
  }

  /** Whose wallet in the operator's book it is: a tenant's, or a carrier's. */
  private record Account(UUID wallet, TaxPayer tax) {}

  /** What is to be held of others than who pays the tenant. */
  sealed interface Bought {}

  record Nothing() implements Bought {}

  record Lines(List<HoldLine> lines) implements Bought {
    Lines {
      lines = List.copyOf(lines);
    }
  }

  record No(Refused refusal) implements Bought {}

  /**
   * @param key what prices are looked up by
   */
  Bought of(UUID tenant, String key, Instant at) {
    boolean inside = key.equals(Rate.EXTENSION) || key.equals(Rate.PROGRAM);
    var lines = new ArrayList<HoldLine>();
    var buyer = account(tenant);
    if (buyer.isPresent()) {
      var match = prices.match(OperatorBook.ID, tenant, buyer.get().tax(), key, at);
      if (match.isPresent()) {
        switch (match.get()) {
          case Match.Priced(Tariff tariff, String explanation) -> {
            if (!tariff.free()) {
              lines.add(HoldLine.of(Part.WHOLESALE, OperatorBook.ID, buyer.get().wallet(), tariff));
            }
          }
          case Match.Blocked blocked -> {
            return new No(Refusals.blocked("The operator: " + blocked.explanation()));
          }
          case Match.NoPrice none -> {
            if (!inside) {
              return new No(Refusals.noPrice("The operator: " + none.explanation()));
            }
          }
        }
      }
    }
    if (!inside) {
      cheapest(key, at).ifPresent(lines::add);
    }
    return lines.isEmpty() ? new Nothing() : new Lines(lines);
  }

  /** By what a leg costs the tenant nothing, if a deck says so. */
  Optional<HoldLine> free(UUID tenant, String key, Instant at) {
    return account(tenant)
        .flatMap(
            buyer ->
                prices
                    .match(OperatorBook.ID, tenant, buyer.tax(), key, at)
                    .flatMap(
                        match ->
                            match instanceof Match.Priced priced && priced.tariff().free()
                                ? Optional.of(
                                    HoldLine.of(
                                        Part.WHOLESALE,
                                        OperatorBook.ID,
                                        buyer.wallet(),
                                        priced.tariff()))
                                : Optional.empty()));
  }

  private Optional<HoldLine> cheapest(String key, Instant at) {
    return carriers().stream()
        .flatMap(
            carrier ->
                costs.own(OperatorBook.ID, carrier, key, at).stream()
                    .flatMap(
                        tariff ->
                            account(carrier).stream()
                                .map(
                                    a ->
                                        HoldLine.of(
                                            Part.CARRIER, OperatorBook.ID, a.wallet(), tariff))))
        .min(Comparator.comparing(line -> Cost.of(line.tariff(), at, COMPARED).decimal()));
  }

  private List<UUID> carriers() {
    return costs.owners(OperatorBook.ID);
  }

  private Optional<Account> account(UUID payer) {
    return accounts.computeIfAbsent(payer, this::read);
  }

  private Optional<Account> read(UUID payer) {
    return transaction.read(
        OperatorBook.ID,
        c -> {
          var wallet = WalletRows.firstOf(c, payer);
          if (wallet.isEmpty()) {
            return Optional.empty();
          }
          var tax = new TaxBook(c).payer(payer).orElse(TaxPayer.ANYBODY);
          return Optional.of(new Account(wallet.get().id(), tax));
        });
  }

  /** Sees wallets that were opened since. */
  void refresh() {
    prices.refresh();
    costs.refresh();
    accounts.keySet().forEach(payer -> accounts.put(payer, read(payer)));
  }
}
