package org.meterline.billing.payer;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.rate.Tariff;

/**
 * Who pays for a leg, and why: the facts it was made from and everybody who was considered. Stored
 * with the call.
 *
 * @param considered in the order in which they were asked; of sponsors, the best offer first
 * @param turns who agreed, one after the other; empty if nobody did
 * @param refusal why nobody pays; null if somebody does
 * @param bundles that cover the number, in the order in which they pay before the money of whose
 *     turn it is; none before money was set aside
 */
public record PayerDecision(
    PayerRule rule,
    Circumstances of,
    List<Considered> considered,
    List<Turn> turns,
    @Nullable PayerRefusal refusal,
    List<BundlePart> bundles) {
  public PayerDecision {
    considered = List.copyOf(considered);
    turns = List.copyOf(turns);
    bundles = List.copyOf(bundles);
    if (turns.isEmpty() == (refusal == null)) {
      throw new IllegalArgumentException("either somebody pays or there is a reason");
    }
  }

  /**
   * Decides. A pure function: the same rule, people, facts and price give the same decision.
   *
   * @param retail what the caller or the tenant would be charged by
   * @throws org.meterline.billing.money.MoneyOverflow if offers must be compared with a price that
   *     does not fit
   */
  public static PayerDecision decide(
      PayerRule rule, Candidates who, Circumstances of, Tariff retail) {
    return new Deciding(rule, who, of, retail).decide();
  }

  /** The same with what bundles gave to it. */
  public PayerDecision with(List<BundlePart> bundles) {
    return new PayerDecision(rule, of, considered, turns, refusal, bundles);
  }

  /** Who pays from the beginning. */
  public Optional<Turn> first() {
    return turns.stream().findFirst();
  }

  /** Who takes over when the money of the turn at that index ends, one after the other. */
  public List<Turn> after(int index) {
    int end = index;
    while (end < turns.size() && turns.get(end).goesOn()) {
      end++;
    }
    return index >= turns.size()
        ? List.of()
        : turns.subList(index + 1, Math.min(end + 1, turns.size()));
  }

  /** The wallet that pays from the beginning, if it is a single one. */
  public Optional<UUID> wallet() {
    return first().filter(t -> t.payers().size() == 1).map(t -> t.payers().getFirst().wallet());
  }
}
