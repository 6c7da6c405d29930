package org.meterline.billing.rerate;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.meterline.billing.money.Currency;
import org.meterline.billing.wallet.HoldLine.Part;

/** Sums of what a corrected deck does to legs, by destination, and what it asks of wallets. */
final class Totals {
  private final Currency currency;
  private final TreeMap<String, Sum> sums = new TreeMap<>();
  private final Map<UUID, BigDecimal> taken = new HashMap<>();
  private final List<ReRating.Unrated> why = new ArrayList<>();
  private final int mostNamed;
  private long unrated;

  /**
   * @param mostNamed of how many legs that are left to say why
   */
  Totals(Currency currency, int mostNamed) {
    this.currency = currency;
    this.mostNamed = mostNamed;
  }

  private static final class Sum {
    private long legs;
    private BigDecimal before = BigDecimal.ZERO;
    private BigDecimal after = BigDecimal.ZERO;

    void add(Sum other) {
      legs += other.legs;
      before = before.add(other.before);
      after = after.add(other.after);
    }
  }

  void take(Correction.Rated leg) {
    var sum = sums.computeIfAbsent(leg.destination(), d -> new Sum());
    sum.legs++;
    for (var line : leg.lines()) {
      sum.before = sum.before.add(amount(line.due().was().amount()));
      sum.after = sum.after.add(amount(line.due().cost()));
      if (line.part() != Part.CARRIER) {
        taken.merge(line.wallet(), BigDecimal.valueOf(line.due().toTake()), BigDecimal::add);
      }
    }
  }

  void leave(Correction.Left leg) {
    leave(leg.leg(), leg.why());
  }

  void leave(UUID leg, String reason) {
    unrated++;
    if (why.size() < mostNamed) {
      why.add(new ReRating.Unrated(leg, reason));
    }
  }

  private BigDecimal amount(long units) {
    return BigDecimal.valueOf(units, currency.scale());
  }

  /** What is to be taken of wallets in all, in units; less than nothing is given back. */
  Map<UUID, BigDecimal> taken() {
    return taken;
  }

  long unrated() {
    return unrated;
  }

  List<ReRating.Unrated> why() {
    return why;
  }

  /**
   * @param owing how many wallets have too little
   * @param most how many destinations to tell
   */
  ReRating.DryRun dryRun(long owing, int most) {
    var total = new Sum();
    sums.values().forEach(total::add);
    var lines =
        sums.entrySet().stream()
            .map(
                e ->
                    new ReRating.Sum(
                        e.getKey(), e.getValue().legs, e.getValue().before, e.getValue().after))
            .sorted(Comparator.comparing((ReRating.Sum s) -> s.difference().abs()).reversed())
            .limit(most)
            .toList();
    return new ReRating.DryRun(total.legs, total.before, total.after, owing, unrated, lines, why);
  }
}
