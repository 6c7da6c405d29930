package org.meterline.billing.wallet;

import static org.meterline.billing.wallet.MemoryVault.refused;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.money.Money;
import org.meterline.billing.wallet.Refusal.Why;

/** Forced debits and receivables in memory. */
final class MemoryDebts implements Debts {
  private final MemoryVault vault;
  private final Map<UUID, Taken> taken = new HashMap<>();
  private final List<Owed> receivables = new ArrayList<>();

  MemoryDebts(MemoryVault vault) {
    this.vault = vault;
  }

  private record Owed(UUID tenant, Receivable receivable) {}

  private record Body(Object what, Object of, Object how, Money amount, String reason) {}

  @Override
  public Outcome<Taken> force(ForcedDebit d) {
    synchronized (vault) {
      var wallet = vault.current(d.tenant(), d.wallet());
      if (wallet == null) {
        return refused(Why.NO_WALLET);
      }
      var how = List.of(d.kind(), d.tax().taxClass());
      var body = new Body("forced", d.wallet(), how, d.amount(), d.reason());
      var kept = vault.kept(d.tenant(), d.key());
      if (kept != null) {
        return kept.body().equals(body)
            ? new Outcome.Done<>(Objects.requireNonNull(taken.get(kept.transfer())), true)
            : refused(Why.KEY_REUSED);
      }
      if (!wallet.currency().equals(d.amount().currency())) {
        return refused(Why.CURRENCY);
      }
      long units = Math.max(0, Math.min(d.amount().units(), wallet.available()));
      long owed = d.amount().units() - units;
      if (owed > Long.MAX_VALUE - wallet.owed) {
        return refused(Why.OVERFLOW);
      }
      var parts = wallet.draw(units, d.kind() == Kind.DISPUTE);
      vault.paid(d.transfer(), d.wallet(), parts, d.kind() == Kind.RE_RATING);
      if (owed > 0) {
        wallet.owed += owed;
        receivables.add(
            new Owed(
                d.tenant(),
                new Receivable(
                    d.transfer(),
                    d.wallet(),
                    d.kind(),
                    d.reason(),
                    wallet.money(owed),
                    wallet.money(0),
                    vault.clock.instant(),
                    null)));
      }
      vault.keep(d.tenant(), d.key(), body, d.transfer());
      var result = new Taken(d.transfer(), wallet.money(units), wallet.money(owed));
      taken.put(d.transfer(), result);
      return new Outcome.Done<>(result, false);
    }
  }

  /** Pays what is owed, oldest first, with refundable money. */
  void pay(MemoryVault.State wallet, long most) {
    for (int i = 0; i < receivables.size() && most > 0; i++) {
      var of = receivables.get(i);
      if (of.tenant().equals(wallet.wallet.tenant())
          && of.receivable().wallet().equals(wallet.wallet.id())) {
        long pay = Math.min(most, left(of.receivable()));
        wallet.move(-pay);
        settle(i, wallet, pay);
        most -= pay;
      }
    }
  }

  private static long left(Receivable r) {
    return r.amount().minus(r.settled()).units();
  }

  private void settle(int index, MemoryVault.State wallet, long units) {
    var r = receivables.get(index).receivable();
    var settled = r.settled().plus(wallet.money(units));
    boolean closed = settled.equals(r.amount());
    receivables.set(
        index,
        new Owed(
            wallet.wallet.tenant(),
            new Receivable(
                r.id(),
                r.wallet(),
                r.kind(),
                r.reason(),
                r.amount(),
                settled,
                r.made(),
                closed && r.closed() == null ? vault.clock.instant() : r.closed())));
    wallet.owed -= units;
  }

  @Override
  public Outcome<SettledDebt> settle(Settle s) {
    synchronized (vault) {
      int index = -1;
      for (int i = 0; i < receivables.size(); i++) {
        var of = receivables.get(i);
        if (of.tenant().equals(s.tenant()) && of.receivable().id().equals(s.receivable())) {
          index = i;
        }
      }
      if (index < 0) {
        return refused(Why.NO_RECEIVABLE);
      }
      var receivable = receivables.get(index).receivable();
      var wallet = vault.known(s.tenant(), receivable.wallet());
      wallet.expire(vault.clock.instant());
      var body = new Body("settle", s.receivable(), s.means(), s.amount(), s.reason());
      var kept = vault.kept(s.tenant(), s.key());
      if (kept != null) {
        return kept.body().equals(body)
            ? new Outcome.Done<>(new SettledDebt(kept.transfer(), wallet.money(wallet.owed)), true)
            : refused(Why.KEY_REUSED);
      }
      if (receivable.closed() != null) {
        return refused(Why.RECEIVABLE_CLOSED);
      }
      if (!wallet.currency().equals(s.amount().currency())) {
        return refused(Why.CURRENCY);
      }
      long left = left(receivable);
      if (s.amount().units() > left) {
        return refused(Why.MORE_THAN_OWED, wallet.money(left));
      }
      if (s.means() == Means.FROM_WALLET) {
        long most = Math.min(left, wallet.movable());
        if (s.amount().units() > most) {
          return new Outcome.Refused<>(
              Refusal.tooLow(wallet.money(most), s.amount(), wallet.movableUnheld()));
        }
        wallet.move(-s.amount().units());
      }
      settle(index, wallet, s.amount().units());
      vault.keep(s.tenant(), s.key(), body, s.transfer());
      return new Outcome.Done<>(new SettledDebt(s.transfer(), wallet.money(wallet.owed)), false);
    }
  }

  @Override
  public List<Receivable> receivables(
      UUID tenant, @Nullable UUID wallet, @Nullable UUID after, int limit) {
    synchronized (vault) {
      var all = of(tenant).toList();
      var from =
          after == null ? all.stream() : all.stream().dropWhile(r -> !r.id().equals(after)).skip(1);
      return from.filter(r -> wallet == null || r.wallet().equals(wallet)).limit(limit).toList();
    }
  }

  @Override
  public Optional<Receivable> receivable(UUID tenant, UUID id) {
    synchronized (vault) {
      return of(tenant).filter(r -> r.id().equals(id)).findFirst();
    }
  }

  private Stream<Receivable> of(UUID tenant) {
    return receivables.stream().filter(o -> o.tenant().equals(tenant)).map(Owed::receivable);
  }
}
