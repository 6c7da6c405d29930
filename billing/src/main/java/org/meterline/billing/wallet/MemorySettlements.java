package org.meterline.billing.wallet;

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
    var was = Objects.requireNonNull(charges.get(before)).posted();
    long kept = vault.takeBack(before, wallet);
    long overrun = Math.min(was.overrun(), Math.max(0, cost - was.posted()));
    long refunded = Math.min(was.posted() - kept, Math.max(0, cost - overrun - kept));
    var parts = wallet.draw(cost - overrun, false);
    vault.paid(transfer, line.wallet(), parts, true).giveBack(wallet, refunded);
    long given = kept - (cost - overrun - refunded);
    debts.pay(wallet, Math.min(given, Math.min(wallet.owed, wallet.movable())));
    var said = new Posted(cost - overrun, overrun);
    charges.put(transfer, new Charged(s.leg(), i, s.seconds(), said));
    return said;
  }

  private State wallet(HoldLine line) {
    return vault.known(line.book(), line.wallet());
  }
}
