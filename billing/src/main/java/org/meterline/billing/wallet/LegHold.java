package org.meterline.billing.wallet;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.meterline.billing.ledger.TransferId;
import org.meterline.billing.money.Money;

/**
 * A leg's hold.
 *
 * @param tenant whose call it is
 * @param proved use that is certain, as the last extension told it
 * @param resolved it was settled or recovered
 * @param priceStart when the leg's prices were agreed: its cost is counted from there
 */
public record LegHold(
    UUID tenant,
    UUID leg,
    UUID call,
    List<Line> lines,
    long seconds,
    boolean last,
    Duration proved,
    Instant placed,
    boolean resolved,
    Instant priceStart) {
  public LegHold {
    lines = List.copyOf(lines);
  }

  /** So many extensions are kept from the first on; of later ones only the last two. */
  public static final int FIRST_STEPS = 40;

  /**
   * A line with what is held for it.
   *
   * @param first what was held at first
   */
  public record Line(HoldLine of, Money first, Money amount, List<Step> steps) {
    public Line {
      steps = List.copyOf(steps);
    }
  }

  /**
   * An extension.
   *
   * @param number among all extensions, from one
   */
  public record Step(Instant at, int sequence, Money total, long seconds, int number) {}

  /** The id of the hold beside a leg's own: for what is bought for it. */
  public static UUID bought(UUID leg) {
    return TransferId.of(leg, "bought");
  }

  /** The same for what is bought for nothing, if it is charged later. */
  public static UUID boughtFree(UUID leg) {
    return TransferId.of(leg, "bought free");
  }

  /** Who pays, and by what. */
  public List<HoldLine> terms() {
    return lines.stream().map(Line::of).toList();
  }

  /** What is held, line by line. */
  public List<Money> amounts() {
    return lines.stream().map(Line::amount).toList();
  }

  /** The hold as it stands now. */
  LegHold with(List<Line> lines, long seconds, boolean last, Duration proved, boolean resolved) {
    return new LegHold(
        tenant, leg, call, lines, seconds, last, proved, placed, resolved, priceStart);
  }

  /** The hold with its lines' terms changed. */
  public LegHold with(UnaryOperator<HoldLine> change) {
    return with(
        lines.stream()
            .map(l -> new Line(change.apply(l.of()), l.first(), l.amount(), l.steps()))
            .toList(),
        seconds,
        last,
        proved,
        resolved);
  }
}
