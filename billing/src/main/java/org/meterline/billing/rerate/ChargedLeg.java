package org.meterline.billing.rerate;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.money.Money;
import org.meterline.billing.payer.Dues;
import org.meterline.billing.payer.Earlier;
import org.meterline.billing.rate.Rate;
import org.meterline.billing.wallet.HoldLine;
import org.meterline.billing.wallet.LegHold;

/**
 * A leg, what it was handed over to, or what was bought for it, with what stands of it. One that
 * was free has no hold yet: nothing stands of it.
 *
 * @param to the number dialled, E.164; null if there is no record of it
 * @param agreed when the price of the whole leg was agreed
 * @param decks by which lines are charged now, by line
 * @param standing by line; absent if all was taken back
 * @param free when a leg without a hold was over; null for all that have one
 * @param earlier the parts of the leg before it was handed over to this one
 */
record ChargedLeg(
    LegHold hold,
    @Nullable String to,
    Instant agreed,
    Map<Integer, UUID> decks,
    Map<Integer, Standing> standing,
    @Nullable Instant free,
    List<ChargedLeg> earlier) {
  ChargedLeg {
    earlier = List.copyOf(earlier);
    decks = Map.copyOf(decks);
    standing = Map.copyOf(standing);
  }

  /** One that was free, as if it had been charged nothing. */
  static ChargedLeg of(FreeLeg leg, RecordedLeg record) {
    var decks = new HashMap<Integer, UUID>();
    var standing = new HashMap<Integer, Standing>();
    for (int i = 0; i < leg.lines().size(); i++) {
      decks.put(i, leg.tariff().deck());
      standing.put(i, new Standing(0, 0, 0, 0, record.seconds()));
    }
    var nothing = Money.zero(leg.tariff().currency());
    var hold =
        new LegHold(
            leg.tenant(),
            leg.id(),
            leg.call(),
            leg.lines().stream()
                .map(line -> new LegHold.Line(line, nothing, nothing, List.of()))
                .toList(),
            record.seconds(),
            false,
            Duration.ZERO,
            leg.agreed(),
            record.ended() != null,
            leg.agreed());
    return new ChargedLeg(
        hold, record.number(), leg.agreed(), decks, standing, record.ended(), List.of());
  }

  /** How long it was. */
  long seconds() {
    return standing.values().stream().mapToLong(Standing::seconds).max().orElse(0);
  }

  /** What each line paid: of a bundle, how many seconds. */
  List<Long> paid() {
    return IntStream.range(0, hold.lines().size())
        .mapToObj(standing::get)
        .map(was -> was == null ? 0L : was.paid())
        .toList();
  }

  /**
   * What the lines are due when some of them have another price, with the seconds that bundles had
   * covered.
   *
   * @param earlier the parts before, by the same price
   * @param later so long after it really was
   */
  Dues dues(Set<Integer> replaced, UnaryOperator<HoldLine> price, Earlier earlier, Duration later) {
    var lines = new ArrayList<HoldLine>();
    for (int i = 0; i < hold.lines().size(); i++) {
      var line = hold.lines().get(i).of();
      lines.add(earlier.goingOn(replaced.contains(i) ? price.apply(line) : line));
    }
    return new Dues(lines, paid(), hold.priceStart().plus(later));
  }

  /** What a deck is asked for: where it went, as it was priced by these lines. */
  Optional<String> key(Collection<Integer> lines) {
    return lines.stream()
        .map(i -> hold.lines().get(i).of().tariff().prefix())
        .filter(prefix -> prefix.equals(Rate.EXTENSION) || prefix.equals(Rate.PROGRAM))
        .findFirst()
        .or(() -> Optional.ofNullable(to));
  }
}
