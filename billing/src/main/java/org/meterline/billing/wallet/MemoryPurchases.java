package org.meterline.billing.wallet;

import static org.meterline.billing.wallet.MemoryVault.refused;

import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.money.Money;
import org.meterline.billing.wallet.Refusal.Why;

/** Purchases in memory. */
final class MemoryPurchases implements Purchases {
  private final MemoryVault vault;
  private final Map<UUID, Bought> purchases = new LinkedHashMap<>();

  MemoryPurchases(MemoryVault vault) {
    this.vault = vault;
  }

  private record Bought(UUID tenant, Purchase purchase) {}

  private record Body(
      Object what, Object of, Object item, Object text, Money amount, String taxClass) {}

  @Override
  public Outcome<Purchase> authorise(Authorisation a) {
    synchronized (vault) {
      expire();
      var wallet = vault.current(a.tenant(), a.wallet());
      if (wallet == null) {
        return refused(Why.NO_WALLET);
      }
      var body =
          new Body(
              "purchase",
              List.of(a.wallet(), a.time()),
              a.item(),
              a.text(),
              a.price(),
              a.tax().taxClass());
      var kept = vault.kept(a.tenant(), a.key());
      if (kept != null) {
        return kept.body().equals(body)
            ? new Outcome.Done<>(find(a.tenant(), kept.transfer()).orElseThrow(), true)
            : refused(Why.KEY_REUSED);
      }
      if (!wallet.currency().equals(a.price().currency())) {
        return refused(Why.CURRENCY);
      }
      if (wallet.frozen()) {
        return refused(Why.FROZEN);
      }
      if (a.price().units() > wallet.available()) {
        return new Outcome.Refused<>(
            Refusal.tooLow(wallet.money(wallet.available()), a.price(), wallet.unheld()));
      }
      vault.keep(a.tenant(), a.key(), body, a.id());
      wallet.held += a.price().units();
      var made = vault.clock.instant();
      var purchase =
          new Purchase(
              a.id(),
              a.wallet(),
              a.item(),
              a.text(),
              a.price(),
              a.tax(),
              State.AUTHORISED,
              null,
              null,
              made,
              made.plus(a.time()));
      purchases.put(a.id(), new Bought(a.tenant(), purchase));
      return new Outcome.Done<>(purchase, false);
    }
  }

  @Override
  public Outcome<Purchase> capture(Capture c) {
    synchronized (vault) {
      expire();
      var found = find(c.tenant(), c.purchase());
      if (found.isEmpty()) {
        return refused(Why.NO_PURCHASE);
      }
      var purchase = found.get();
      var wallet = vault.known(c.tenant(), purchase.wallet());
      var body = new Body("capture", c.purchase(), "", "", c.amount(), "");
      var kept = vault.kept(c.tenant(), c.key());
      if (kept != null) {
        return kept.body().equals(body)
            ? new Outcome.Done<>(purchase, true)
            : refused(Why.KEY_REUSED);
      }
      if (!wallet.currency().equals(c.amount().currency())) {
        return refused(Why.CURRENCY);
      }
      switch (purchase.state()) {
        case CAPTURED -> {
          return refused(Why.CAPTURED);
        }
        case RELEASED -> {
          return refused(Why.RELEASED);
        }
        case EXPIRED -> {
          return refused(Why.EXPIRED);
        }
        case AUTHORISED -> {}
      }
      if (c.amount().compareTo(purchase.price()) > 0) {
        return refused(Why.MORE_THAN_HELD, purchase.price());
      }
      vault.keep(c.tenant(), c.key(), body, c.transfer());
      wallet.held -= purchase.price().units();
      vault.paid(c.transfer(), purchase.wallet(), wallet.draw(c.amount().units(), false), true);
      return new Outcome.Done<>(
          put(c.tenant(), purchase, State.CAPTURED, c.amount(), c.transfer()), false);
    }
  }

  @Override
  public Outcome<Purchase> release(UUID tenant, UUID id) {
    synchronized (vault) {
      var found = find(tenant, id);
      if (found.isEmpty()) {
        return refused(Why.NO_PURCHASE);
      }
      var purchase = found.get();
      return switch (purchase.state()) {
        case CAPTURED -> refused(Why.CAPTURED);
        case RELEASED -> new Outcome.Done<>(purchase, true);
        case EXPIRED -> {
          boolean swept = expire() == 0;
          yield new Outcome.Done<>(purchase, swept);
        }
        case AUTHORISED -> {
          vault.known(tenant, purchase.wallet()).held -= purchase.price().units();
          yield new Outcome.Done<>(put(tenant, purchase, State.RELEASED, null, null), false);
        }
      };
    }
  }

  private Purchase put(
      UUID tenant, Purchase p, State state, @Nullable Money captured, @Nullable UUID transfer) {
    var next =
        new Purchase(
            p.id(),
            p.wallet(),
            p.item(),
            p.text(),
            p.price(),
            p.tax(),
            state,
            captured,
            transfer,
            p.made(),
            p.expires());
    purchases.put(p.id(), new Bought(tenant, next));
    return next;
  }

  /** Gives back what nobody captured in time; answers how many. */
  int expire() {
    int expired = 0;
    for (var bought : List.copyOf(purchases.values())) {
      var p = bought.purchase();
      if (p.state() == State.AUTHORISED && over(p)) {
        vault.known(bought.tenant(), p.wallet()).held -= p.price().units();
        put(bought.tenant(), p, State.EXPIRED, null, null);
        expired++;
      }
    }
    return expired;
  }

  private boolean over(Purchase p) {
    Instant now = vault.clock.instant();
    return !p.expires().isAfter(now);
  }

  /** What is held for purchases of this wallet. */
  long held(UUID wallet) {
    return purchases.values().stream()
        .map(Bought::purchase)
        .filter(p -> p.wallet().equals(wallet) && p.state() == State.AUTHORISED)
        .mapToLong(p -> p.price().units())
        .sum();
  }

  @Override
  public Optional<Purchase> find(UUID tenant, UUID id) {
    synchronized (vault) {
      return Optional.ofNullable(purchases.get(id))
          .filter(b -> b.tenant().equals(tenant))
          .map(b -> seen(b.purchase()));
    }
  }

  /** One whose time is over is shown so before it is taken out. */
  private Purchase seen(Purchase p) {
    return p.state() == State.AUTHORISED && over(p)
        ? new Purchase(
            p.id(),
            p.wallet(),
            p.item(),
            p.text(),
            p.price(),
            p.tax(),
            State.EXPIRED,
            null,
            null,
            p.made(),
            p.expires())
        : p;
  }

  @Override
  public List<Purchase> list(
      UUID tenant, @Nullable Set<UUID> wallets, @Nullable UUID before, int limit) {
    synchronized (vault) {
      return purchases.values().stream()
          .filter(b -> b.tenant().equals(tenant))
          .map(b -> seen(b.purchase()))
          .filter(p -> wallets == null || wallets.contains(p.wallet()))
          .sorted(Comparator.comparing((Purchase p) -> p.id().toString()).reversed())
          .filter(p -> before == null || p.id().toString().compareTo(before.toString()) < 0)
          .limit(limit)
          .toList();
    }
  }
}
