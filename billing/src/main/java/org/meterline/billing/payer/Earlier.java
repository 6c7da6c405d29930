package org.meterline.billing.payer;

import java.math.BigDecimal;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.meterline.billing.wallet.HoldLine;
import org.meterline.billing.wallet.LegHold;

/**
 * The parts of a leg that are used up: what whoever takes it over goes on from. Live, at the end,
 * in recovery and in re-rating alike, so that a part always has the same price.
 */
public record Earlier(List<Part> parts) {
  /** Of a leg from its beginning. */
  public static final Earlier NONE = new Earlier(List.of());

  public Earlier {
    parts = List.copyOf(parts);
  }

  /** A part with how long it was. */
  public record Part(Dues dues, long seconds) {}

  /**
   * Holds of one leg, in their order.
   *
   * @param holds with the tariffs that they are charged by
   */
  public static Earlier of(List<LegHold> holds) {
    return new Earlier(holds.stream().map(h -> new Part(Dues.of(h), h.seconds())).toList());
  }

  /** With the next one. */
  public Earlier and(Dues dues, long seconds) {
    return new Earlier(Stream.concat(parts.stream(), Stream.of(new Part(dues, seconds))).toList());
  }

  /** How old the leg is then, in seconds. */
  public long age() {
    return parts.stream().mapToLong(Part::seconds).sum();
  }

  /** By what a line is charged that takes over. */
  public HoldLine goingOn(HoldLine line) {
    return parts.isEmpty()
        ? line
        : line.by(line.tariff().goingOn(age(), spent(line.tariff().deck())));
  }

  /** What they cost by a deck: its maximum is the call's. */
  private BigDecimal spent(UUID deck) {
    return parts.stream()
        .map(part -> part.dues().spent(deck, part.seconds()))
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }
}
