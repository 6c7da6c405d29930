package org.meterline.ejb.charge;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.ledger.OperatorBook;
import org.meterline.billing.rate.LeastCost;
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
 * own wholesale deck, or everybody's; and the decks of the carriers whose trunks may be used, the
 * cheapest first. A tenant without a wallet there buys nothing of the operator.
 */
final class Wholesale {
  private final Rates prices;
  private final Rates costs;
  private final Payers payers;
  private final int margin;
  private final TenantTransaction transaction;
  private final ConcurrentHashMap<UUID, Optional<Account>> accounts = new ConcurrentHashMap<>();

  /**
   * @param prices the operator's, to tenants
   * @param costs the carriers', to the operator
   * @param margin what is left to the operator of a price, in per cent of it, at least
   */
  Wholesale(Rates prices, Rates costs, TenantTransaction transaction, Payers payers, int margin) {
    this.prices = prices;
    this.costs = costs;
    this.payers = payers;
    this.margin = margin;
    this.transaction = transaction;
  }

  /** Whose wallet in the operator's book it is: a tenant's, or a carrier's. */
  private record Account(UUID wallet, TaxPayer tax) {}

  /** What is to be held of others than who pays the tenant. */
  sealed interface Bought {}

  /**
   * @param free what a deck gives the tenant for nothing
   * @param trunks to try, in this order
   * @param carriers the wallets of those whose the trunks are; none for a trunk of the tenant's own
   */
  record Yes(
      List<HoldLine> lines,
      Optional<HoldLine> free,
      List<String> trunks,
      Map<String, UUID> carriers)
      implements Bought {
    Yes {
      lines = List.copyOf(lines);
      trunks = List.copyOf(trunks);
      carriers = Map.copyOf(carriers);
    }
  }

  record No(Refused refusal) implements Bought {}

  /**
   * @param key what prices are looked up by
   * @param trunks that could carry it, best first; none if none is needed
   * @param retail what the tenant sells it for, if it does
   */
  Bought of(UUID tenant, String key, Instant at, List<String> trunks, @Nullable Tariff retail) {
    boolean inside = key.equals(Rate.EXTENSION) || key.equals(Rate.PROGRAM);
    var lines = new ArrayList<HoldLine>();
    var free = Optional.<HoldLine>empty();
    var sold = retail;
    var buyer = account(tenant);
    if (buyer.isPresent()) {
      sold = null;
      var match = prices.match(OperatorBook.ID, tenant, buyer.get().tax(), key, at);
      if (match.isPresent()) {
        switch (match.get()) {
          case Match.Priced(Tariff tariff, String explanation) -> {
            var line = HoldLine.of(Part.WHOLESALE, OperatorBook.ID, buyer.get().wallet(), tariff);
            if (tariff.free(at)) {
              free = Optional.of(line);
            } else {
              sold = tariff;
              lines.add(line);
            }
          }
          case Match.Blocked blocked -> {
            return new No(Refusals.blocked("The operator: " + blocked.explanation()));
          }
          case Match.NoPrice none -> {
            if (!inside) {
              return new No(Refusals.noWholesalePrice(none));
            }
          }
        }
      }
    }
    if (inside) {
      return new Yes(lines, free, trunks, Map.of());
    }
    if (trunks.isEmpty()) {
      cheapest(key, at).ifPresent(lines::add);
      return new Yes(lines, free, trunks, Map.of());
    }
    var order = order(tenant, key, at, trunks, sold);
    if (order.names().isEmpty()) {
      return new No(Refusals.noMargin());
    }
    var carriers = new LinkedHashMap<String, HoldLine>();
    order.names().forEach(t -> owed(tenant, t, key, at).ifPresent(l -> carriers.put(t, l)));
    var byWallet = new LinkedHashMap<UUID, HoldLine>();
    carriers.values().forEach(line -> byWallet.putIfAbsent(line.wallet(), line));
    lines.addAll(byWallet.values());
    var wallets = new LinkedHashMap<String, UUID>();
    carriers.forEach((trunk, line) -> wallets.put(trunk, line.wallet()));
    return new Yes(lines, free, order.names(), wallets);
  }

  /**
   * The order in which trunks are tried.
   *
   * @param sold what the operator, or else the tenant, sells the call for
   */
  LeastCost order(UUID tenant, String key, Instant at, List<String> trunks, @Nullable Tariff sold) {
    return LeastCost.of(
        trunks.stream()
            .map(trunk -> new LeastCost.Way(trunk, price(tenant, trunk, key, at)))
            .toList(),
        sold,
        margin,
        at);
  }

  /** The same for a call that nobody makes yet. */
  LeastCost wouldBe(
      UUID tenant, String key, Instant at, List<String> trunks, Optional<Match> retail) {
    var sold =
        account(tenant)
            .map(buyer -> prices.match(OperatorBook.ID, tenant, buyer.tax(), key, at))
            .orElse(retail)
            .flatMap(match -> match.sold(at));
    return order(tenant, key, at, trunks, sold.orElse(null));
  }

  private LeastCost.Price price(UUID tenant, String trunk, String key, Instant at) {
    return switch (payers.carriage(tenant, trunk)) {
      case Payers.Carriage.Own own -> new LeastCost.Price.Unknown();
      case Payers.Carriage.Anybodys anybodys -> new LeastCost.Price.Unknown();
      case Payers.Carriage.Of(UUID carrier) -> {
        var cost = costs.own(OperatorBook.ID, carrier, key, at);
        if (cost.isPresent()) {
          yield new LeastCost.Price.Known(cost.get());
        }
        yield carriers().contains(carrier)
            ? new LeastCost.Price.None()
            : new LeastCost.Price.Unknown();
      }
    };
  }

  /** What the operator owes for a call over the trunk, if it does. */
  private Optional<HoldLine> owed(UUID tenant, String trunk, String key, Instant at) {
    return switch (payers.carriage(tenant, trunk)) {
      case Payers.Carriage.Own own -> Optional.empty();
      case Payers.Carriage.Anybodys anybodys -> cheapest(key, at);
      case Payers.Carriage.Of(UUID carrier) -> line(carrier, key, at);
    };
  }

  /** The wallet of a carrier. */
  Optional<UUID> walletOf(UUID carrier) {
    return account(carrier).map(Account::wallet);
  }

  private Optional<HoldLine> cheapest(String key, Instant at) {
    return cheapest(carriers().stream().flatMap(carrier -> line(carrier, key, at).stream()), at);
  }

  /** Who is owed for a call over a trunk that is nobody's. */
  static Optional<HoldLine> cheapest(Stream<HoldLine> carriers, Instant at) {
    return carriers.min(
        Comparator.comparing(line -> LeastCost.amount(line.tariff(), at).decimal()));
  }

  private Optional<HoldLine> line(UUID carrier, String key, Instant at) {
    return costs
        .own(OperatorBook.ID, carrier, key, at)
        .flatMap(
            tariff ->
                account(carrier)
                    .map(a -> HoldLine.of(Part.CARRIER, OperatorBook.ID, a.wallet(), tariff)));
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
