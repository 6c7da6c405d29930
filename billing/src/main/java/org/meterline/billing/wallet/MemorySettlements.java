package org.meterline.billing.wallet;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.wallet.HoldLine.Part;
import org.meterline.billing.wallet.MemoryHolds.Open;
import org.meterline.billing.wallet.MemoryVault.State;
import org.meterline.billing.wallet.SettleOutcome.Posted;

/** The ends of holds in memory. Guarded by the vault's lock. */
final class MemorySettlements {
  private final MemoryVault vault;
  private final MemoryDebts debts;
  private final Map<UUID, Charged> charges = new HashMap<>();

  MemorySettlements(MemoryVault vault, MemoryDebts debts) {
    this.vault = vault;
    this.debts = debts;
  }

  private record Charged(UUID leg, int line, long seconds, Posted posted) {}

  /**
   * @param open null if the leg has none
   */
  SettleOutcome resolve(boolean recovery, Settlement s, @Nullable Open open) {
    if (open == null || !open.hold.tenant().equals(s.tenant())) {
      return new SettleOutcome.NoHold();
    }
    vault.expire(open.hold.terms());
    int size = s.lines().size();
    if (open.hold.lines().size() != size) {
      return new SettleOutcome.DuplicateKeyOtherBody();
    }
    var before = before(s);
    if (before != null) {
      return before;
    }
    boolean late = open.hold.resolved();
    boolean differs = false;
    for (int i = 0; i < size; i++) {
      differs |= s.lines().get(i).cost().units() != open.posted.get(i);
    }
    if (late && (!open.recovered || recovery || !differs)) {
      open.recovered &= recovery; // the first end stands
      return new SettleOutcome.AlreadyResolved();
    }
    if (overflows(open, s, late)) {
      return new SettleOutcome.Overflow();
    }
    var posted = new HashMap<Integer, Posted>();
    // what is given back first: it may pay for another line
    for (int i = 0; i < size; i++) {
      if (late && s.lines().get(i).cost().units() < open.posted.get(i)) {
        posted.put(i, less(open, i, s));
      }
    }
    var all = new ArrayList<Posted>();
    for (int i = 0; i < size; i++) {
      var less = posted.get(i);
      all.add(less == null ? post(open, i, s, late) : less);
    }
    open.recovered = recovery;
    var hold = open.hold;
    open.hold = hold.with(hold.lines(), hold.seconds(), hold.last(), hold.proved(), true);
    return late ? new SettleOutcome.Late(all) : new SettleOutcome.Settled(all);
  }

  /** Whether a carrier would be owed, or a wallet be given back, more than it can hold. */
  private boolean overflows(Open open, Settlement s, boolean late) {
    var sums = new HashMap<UUID, BigInteger>();
    for (int i = 0; i < s.lines().size(); i++) {
      var line = open.hold.lines().get(i).of();
      var wallet = wallet(line);
      long more = s.lines().get(i).cost().units() - open.posted.get(i);
      if (!wallet.carrier()) {
        more = late && more < 0 ? due(open, i, s).given() : 0;
      } else if (!late) {
        more = Math.max(0, more);
      }
      var sum = sums.merge(line.wallet(), BigInteger.valueOf(more), BigInteger::add);
      if (more > 0 && !wallet.fits(sum)) {
        return true;
      }
    }
    return false;
  }

  /** What is known of a settlement's transfers, if anything is. */
  private @Nullable SettleOutcome before(Settlement s) {
    boolean known = false;
    boolean same = true;
    var posted = new ArrayList<Posted>();
    for (int i = 0; i < s.lines().size(); i++) {
      var charge = charges.get(s.lines().get(i).transfer());
      known |= charge != null;
      same &=
          charge == null
              || (charge.leg().equals(s.leg())
                  && charge.line() == i
                  && charge.seconds() == s.seconds());
      posted.add(charge == null ? new Posted(0, 0) : charge.posted());
    }
    if (!known) {
      return null;
    }
    return same ? new SettleOutcome.Repeated(posted) : new SettleOutcome.DuplicateKeyOtherBody();
  }

  private Posted post(Open open, int i, Settlement s, boolean late) {
    var line = open.hold.lines().get(i);
    var wallet = wallet(line.of());
    var transfer = s.lines().get(i).transfer();
    long cost = Math.max(0, s.lines().get(i).cost().units() - open.posted.get(i));
    long most = late ? Math.max(0, wallet.available()) : line.amount().units();
    long posted = wallet.carrier() ? cost : Math.min(cost, most);
    if (wallet.carrier()) {
      wallet.move(posted);
    } else {
      vault.paid(transfer, line.of().wallet(), wallet.draw(posted, false), true);
    }
    if (!late) {
      wallet.held -= line.amount().units();
    }
    open.posted.set(i, open.posted.get(i) + cost);
    var said = new Posted(posted, cost - posted);
    if (!late || cost > 0) {
      open.transfers.set(i, transfer);
      charges.put(transfer, new Charged(s.leg(), i, s.seconds(), said));
    }
    return said;
  }

  /**
   * Takes what recovery had posted of a line back, and posts what it costs. What no hold had
   * covered goes first; what was given back by hand counts, and stays so.
   */
  private Posted less(Open open, int i, Settlement s) {
    var line = open.hold.lines().get(i).of();
    var wallet = wallet(line);
    var transfer = s.lines().get(i).transfer();
    var before = Objects.requireNonNull(open.transfers.get(i));
    long cost = s.lines().get(i).cost().units();
    open.posted.set(i, cost);
    if (line.part() == Part.CARRIER) {
      var said = new Posted(cost, 0);
      wallet.move(cost - Objects.requireNonNull(charges.get(before)).posted().posted());
      if (cost > 0) {
        charges.put(transfer, new Charged(s.leg(), i, s.seconds(), said));
      }
      return said;
    }
    var due = due(open, i, s);
    vault.takeBack(before, wallet);
    long posted = cost - due.overrun();
    var parts = wallet.draw(posted, false);
    vault.paid(transfer, line.wallet(), parts, true).giveBack(wallet, due.refunded());
    debts.pay(wallet, Math.min(due.given(), Math.min(wallet.owed, wallet.movable())));
    var said = new Posted(posted, due.overrun());
    charges.put(transfer, new Charged(s.leg(), i, s.seconds(), said));
    return said;
  }

  /** Of a line that costs less than recovery had posted. */
  private record Due(long overrun, long refunded, long given) {}

  private Due due(Open open, int i, Settlement s) {
    var before = Objects.requireNonNull(open.transfers.get(i));
    var was = Objects.requireNonNull(charges.get(before)).posted();
    long cost = s.lines().get(i).cost().units();
    long kept = Objects.requireNonNull(vault.paid(before)).left();
    long overrun = Math.min(was.overrun(), Math.max(0, cost - was.posted()));
    long refunded = Math.min(was.posted() - kept, Math.max(0, cost - overrun - kept));
    return new Due(overrun, refunded, kept - (cost - overrun - refunded));
  }

  private State wallet(HoldLine line) {
    return vault.known(line.book(), line.wallet());
  }
}
