package org.meterline.billing.wallet;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.money.MoneyOverflow;

/**
 * Wallets in memory: a second implementation of the same contract, for tests and for an engine that
 * runs without a database. One lock; nothing survives the process.
 */
public final class MemoryWallets implements WalletBook {
  private final MemoryVault vault;
  private final MemoryHolds holds;
  private final MemoryDebts debts;
  private final MemoryPurchases purchases;
  private final MemoryRefunds refunds;

  public MemoryWallets(InstantSource clock) {
    vault = new MemoryVault(clock);
    debts = new MemoryDebts(vault);
    holds = new MemoryHolds(vault, debts);
    purchases = new MemoryPurchases(vault);
    refunds = new MemoryRefunds(vault);
  }

  @Override
  public List<HoldOutcome> hold(Lease by, List<HoldRequest> requests) {
    return holds.hold(by, requests);
  }

  @Override
  public List<HoldOutcome> extend(Lease by, List<ExtendRequest> requests) {
    return holds.extend(by, requests);
  }

  @Override
  public List<SettleOutcome> resolve(boolean recovery, List<Settlement> settlements) {
    return holds.resolve(recovery, settlements);
  }

  @Override
  public Map<UUID, LegHold> holds(Collection<UUID> legs) {
    return holds.read(legs);
  }

  @Override
  public List<UUID> stale(Lease lease, @Nullable UUID after, int limit) {
    return holds.stale(lease, after, limit);
  }

  private record Body(UUID wallet, Money amount, String reason, Pocket pocket) {}

  @Override
  public TopUp.Outcome topUp(TopUp t) {
    synchronized (vault) {
      var wallet = vault.current(t.tenant(), t.wallet());
      if (wallet == null) {
        return new TopUp.NoWallet();
      }
      var body = new Body(t.wallet(), t.amount(), t.reason(), t.pocket());
      var kept = vault.kept(t.tenant(), t.key());
      if (kept != null) {
        return kept.body().equals(body)
            ? new TopUp.Repeated(kept.transfer())
            : new TopUp.DuplicateKeyOtherBody();
      }
      if (!wallet.currency().equals(t.amount().currency())) {
        return new TopUp.CurrencyMismatch();
      }
      long units = t.amount().units();
      if (t.pocket() instanceof Pocket.Goodwill goodwill
          && !goodwill.expires().isAfter(vault.clock.instant())) {
        return new TopUp.GoodwillPast();
      }
      if (!wallet.fits(units)) {
        return new TopUp.Overflow();
      }
      vault.keep(t.tenant(), t.key(), body, t.transfer());
      switch (t.pocket()) {
        case Pocket.Goodwill goodwill ->
            wallet.give(new MemoryVault.Given(goodwill.expires(), units));
        case Pocket.Refundable r -> {
          wallet.move(units);
          long most = Math.max(0, wallet.available());
          debts.pay(wallet, Math.min(units, Math.min(wallet.owed, most)));
        }
      }
      return new TopUp.Posted(t.transfer(), wallet.money(wallet.balance));
    }
  }

  @Override
  public List<Pocket.Filled> pockets(UUID tenant, UUID wallet) {
    synchronized (vault) {
      var state = vault.find(tenant, wallet);
      return state == null ? List.of() : state.pockets();
    }
  }

  @Override
  public int expire(int limit) {
    synchronized (vault) {
      int expired = purchases.expire();
      vault.wallets().forEach(w -> w.expire(vault.clock.instant()));
      return Math.min(expired, limit - 1);
    }
  }

  @Override
  public Debts debts() {
    return debts;
  }

  @Override
  public Purchases purchases() {
    return purchases;
  }

  @Override
  public Refunds refunds() {
    return refunds;
  }

  @Override
  public void open(NewWallet wallet) {
    synchronized (vault) {
      vault.open(wallet);
    }
  }

  @Override
  public boolean limitInPart(
      UUID tenant, UUID id, @Nullable Long floorUnits, @Nullable Boolean frozen) {
    synchronized (vault) {
      var wallet = vault.find(tenant, id);
      if (wallet == null) {
        return false;
      }
      if (floorUnits != null) {
        var floor = wallet.money(floorUnits);
        if (floor.currency().equals(Currency.SECONDS) && !floor.isZero()) {
          throw new BooksRefused("a floor of " + floor, new IllegalArgumentException());
        }
        if (!wallet.fitsFloor(floorUnits)) {
          throw new MoneyOverflow("a floor of " + wallet.money(floorUnits));
        }
        wallet.floor = floorUnits;
      }
      if (frozen != null) {
        wallet.stopped = frozen;
      }
      return true;
    }
  }

  @Override
  public Optional<Wallet> wallet(UUID tenant, UUID id) {
    synchronized (vault) {
      return Optional.ofNullable(vault.find(tenant, id))
          .map(
              s ->
                  new Wallet(
                      tenant,
                      id,
                      s.wallet.payer(),
                      s.wallet.payerKind(),
                      s.wallet.payerName(),
                      s.wallet.name(),
                      s.money(s.balance),
                      s.money(s.held),
                      s.money(s.floor),
                      s.frozen(),
                      s.money(s.given()),
                      s.money(s.owed),
                      s.stopped));
    }
  }

  @Override
  public Lease take(String node, Duration length) {
    synchronized (vault) {
      return vault.take(node, length);
    }
  }

  @Override
  public boolean renew(Lease lease, Duration length) {
    synchronized (vault) {
      return vault.renew(lease, length);
    }
  }

  @Override
  public List<Lease> seize(Duration grace) {
    synchronized (vault) {
      return vault.seize(grace, holds::holdsFor);
    }
  }

  @Override
  public Optional<Lease> takeBack(Lease lost, Duration length) {
    synchronized (vault) {
      return vault.seized(lost) ? Optional.of(vault.take(lost.node(), length)) : Optional.empty();
    }
  }

  /** Whether every wallet equals its moves, its pockets and its open holds. */
  boolean agrees() {
    synchronized (vault) {
      for (var wallet : vault.wallets()) {
        var id = wallet.wallet.id();
        long owed =
            debts.receivables(wallet.wallet.tenant(), id, null, Integer.MAX_VALUE).stream()
                .mapToLong(r -> r.amount().minus(r.settled()).units())
                .sum();
        if (wallet.balance != wallet.moved
            || wallet.held != holds.held(id) + purchases.held(id)
            || wallet.owed != owed) {
          return false;
        }
      }
      return true;
    }
  }
}
