package org.meterline.billing.wallet;

import static org.meterline.billing.wallet.MemoryVault.refused;

import java.util.UUID;
import org.meterline.billing.money.Money;
import org.meterline.billing.wallet.Refusal.Why;

/** Refunds and transfers in memory. */
final class MemoryRefunds implements Refunds {
  private final MemoryVault vault;

  MemoryRefunds(MemoryVault vault) {
    this.vault = vault;
  }

  private record Body(Object what, Object of, Object to, Money amount, String reason) {}

  @Override
  public Outcome<UUID> refund(Refund r) {
    synchronized (vault) {
      var wallet = vault.current(r.tenant(), r.wallet());
      if (wallet == null) {
        return refused(Why.NO_WALLET);
      }
      var body = new Body("refund", r.charge(), r.wallet(), r.amount(), r.reason());
      var kept = vault.kept(r.tenant(), r.key());
      if (kept != null) {
        return kept.body().equals(body)
            ? new Outcome.Done<>(kept.transfer(), true)
            : refused(Why.KEY_REUSED);
      }
      if (!wallet.currency().equals(r.amount().currency())) {
        return refused(Why.CURRENCY);
      }
      var paid = vault.paid(r.charge());
      if (paid == null
          || !paid.refundable()
          || !paid.wallet().equals(r.wallet())
          || paid.parts().isEmpty()) {
        return refused(Why.NO_CHARGE);
      }
      if (vault.takenBack(r.charge())) {
        return refused(Why.REVERSED);
      }
      long most = paid.left();
      if (r.amount().units() > most) {
        return refused(Why.MORE_THAN_CHARGED, wallet.money(most));
      }
      if (!wallet.fits(r.amount().units())) {
        return refused(Why.OVERFLOW);
      }
      vault.keep(r.tenant(), r.key(), body, r.transfer());
      paid.giveBack(wallet, r.amount().units());
      return new Outcome.Done<>(r.transfer(), false);
    }
  }

  @Override
  public Outcome<UUID> transfer(Between b) {
    synchronized (vault) {
      var from = vault.current(b.tenant(), b.from());
      var to = vault.current(b.tenant(), b.to());
      if (from == null || to == null) {
        return refused(Why.NO_WALLET);
      }
      var body = new Body("transfer", b.from(), b.to(), b.amount(), b.reason());
      var kept = vault.kept(b.tenant(), b.key());
      if (kept != null) {
        return kept.body().equals(body)
            ? new Outcome.Done<>(kept.transfer(), true)
            : refused(Why.KEY_REUSED);
      }
      if (from.equals(to)) {
        return refused(Why.SAME_WALLET);
      }
      if (!from.wallet.payer().equals(to.wallet.payer())) {
        return refused(Why.OTHER_PAYER);
      }
      var currency = b.amount().currency();
      if (!from.currency().equals(currency) || !to.currency().equals(currency)) {
        return refused(Why.CURRENCY);
      }
      if (from.frozen()) {
        return refused(Why.FROZEN);
      }
      if (b.amount().units() > from.movable()) {
        return new Outcome.Refused<>(
            Refusal.tooLow(from.money(from.movable()), b.amount(), from.movableUnheld()));
      }
      if (!to.fits(b.amount().units())) {
        return refused(Why.OVERFLOW);
      }
      vault.keep(b.tenant(), b.key(), body, b.transfer());
      from.move(-b.amount().units());
      to.move(b.amount().units());
      return new Outcome.Done<>(b.transfer(), false);
    }
  }
}
