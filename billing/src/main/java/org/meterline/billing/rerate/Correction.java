package org.meterline.billing.rerate;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.money.MoneyOverflow;
import org.meterline.billing.payer.Dues;
import org.meterline.billing.payer.Earlier;
import org.meterline.billing.rate.Match;
import org.meterline.billing.rate.RateDeck;
import org.meterline.billing.rate.Tariff;
import org.meterline.billing.wallet.HoldLine;
import org.meterline.billing.wallet.HoldLine.Part;
import org.meterline.billing.wallet.Settlement;

/**
 * What legs cost by the corrected deck: the cost function of quote, hold and settlement over the
 * leg's lines, with their tax, and with the seconds that bundles had covered.
 *
 * @param wrong the decks whose prices it replaces
 */
record Correction(RateDeck deck, Set<UUID> wrong) {
  Correction {
    wrong = Set.copyOf(wrong);
  }

  /** Why a leg that was free is left. */
  static final String CANNOT_PAY =
      "It was free, and the wallet that would have paid is not there or of another currency.";

  // without the number that was called: why a leg was left stays in the books
  private static final String NO_PRICE = "The corrected deck has no price for where it went.";
  private static final String EXPIRED = "The corrected deck's prices for where it went are over.";

  /** What becomes of a leg. */
  sealed interface Result {}

  /**
   * Its lines, those that are charged anew or stay the same, with a new tariff.
   *
   * @param destination as the corrected deck calls it
   * @param free when a leg was over that has no hold yet, since it was free; else null
   */
  record Rated(UUID leg, String destination, List<Line> lines, @Nullable Instant free)
      implements Result {}

  /** It stays as it is. */
  record Left(UUID leg, String why) implements Result {}

  /**
   * A line of a leg.
   *
   * @param number from 0
   */
  record Line(int number, Part part, UUID wallet, Tariff tariff, Due due) {}

  /**
   * Of a leg that was free.
   *
   * @param record null if there is none
   */
  Result of(FreeLegRows.Found found, @Nullable RecordedLeg record) {
    var leg = found.leg();
    if (record == null) {
      return new Left(leg.id(), "It was free, and there is no record of it.");
    } else if (leg.lines().isEmpty()) {
      return new Left(leg.id(), "It was free, and nobody would have paid for it.");
    } else if (!found.payable()) {
      return new Left(leg.id(), CANNOT_PAY);
    }
    return of(ChargedLeg.of(leg, record));
  }

  Result of(ChargedLeg leg) {
    var id = leg.hold().leg();
    if (!leg.hold().resolved()) {
      return new Left(id, "It is not over.");
    }
    var replaced = replaced(leg);
    var key = leg.key(replaced);
    if (key.isEmpty()) {
      return new Left(id, "There is no record of where it went.");
    }
    return switch (deck.match(key.get(), leg.agreed())) {
      case Match.Priced priced -> rated(leg, replaced, priced.tariff());
      case Match.Blocked blocked -> new Left(id, blocked.explanation());
      case Match.NoPrice none -> new Left(id, none.expired() ? EXPIRED : NO_PRICE);
    };
  }

  /** The lines whose prices are replaced: numbers. */
  private Set<Integer> replaced(ChargedLeg leg) {
    var decks = new HashMap<>(leg.decks());
    decks.values().retainAll(wrong);
    return decks.keySet();
  }

  private Result rated(ChargedLeg leg, Set<Integer> replaced, Tariff price) {
    var hold = leg.hold();
    UnaryOperator<HoldLine> by = line -> line.by(price.taxed(line.tariff().tax()));
    var earlier = Earlier.NONE;
    for (var part : leg.earlier()) {
      // the hold of one that was charged anew in a lot before has the corrected price itself
      var dues = part.dues(replaced(part), by, earlier, Duration.ZERO);
      earlier = earlier.and(dues, part.hold().seconds());
    }
    var dues = leg.dues(replaced, by, earlier, Duration.ZERO);
    var lines = dues.lines();
    var found = new ArrayList<Line>();
    try {
      var costs = dues.at(leg.seconds());
      for (int i = 0; i < lines.size(); i++) {
        var line = lines.get(i);
        var was = leg.standing().get(i);
        if (line.shares()
            || (line.part() != Part.BUNDLE && replaced.contains(i) && !unused(leg, lines, i))) {
          if (was == null) {
            return new Left(hold.leg(), "What was charged for it was taken back.");
          }
          var due = Due.of(was, costs.get(i).units());
          if (due.toTake() < 0 && was.writtenOff() > 0) {
            return new Left(hold.leg(), "Part of what was owed for it was written off.");
          }
          if (replaced.contains(i) || due.cost() != was.amount()) {
            found.add(new Line(i, line.part(), line.wallet(), line.tariff(), due));
          }
        }
      }
    } catch (MoneyOverflow e) {
      return new Left(hold.leg(), "Its cost is out of range: " + e.getMessage());
    }
    return new Rated(hold.leg(), price.destination(), found, leg.free());
  }

  /**
   * A carrier whose trunk did not carry the leg: nothing was owed to it though another is there, or
   * though it asked something; or what recovery had posted was taken back.
   */
  private static boolean unused(ChargedLeg leg, List<HoldLine> lines, int line) {
    var was = leg.standing().get(line);
    var others =
        IntStream.range(0, lines.size())
            .filter(i -> i != line && lines.get(i).part() == Part.CARRIER)
            .mapToObj(leg.standing()::get)
            .toList();
    return lines.get(line).part() == Part.CARRIER
        && (was == null
            ? others.stream().anyMatch(other -> other != null && other.amount() > 0)
            : was.amount() == 0 && (!others.isEmpty() || asked(leg, line)));
  }

  /** Whether the line would cost something by what it is charged by now. */
  private static boolean asked(ChargedLeg leg, int line) {
    return !Dues.of(leg.hold()).at(leg.seconds()).get(line).isZero();
  }

  /** The line's call, for people: as its own charge was called. */
  static String name(Line line) {
    return Settlement.description(line.tariff(), line.due().was().seconds());
  }

  /** Why a leg is told to be charged so, for people. */
  static String inWords(Line line) {
    var tariff = line.tariff();
    long seconds = line.due().was().seconds();
    return tariff.destination()
        + ", charged anew: "
        + tariff.inWords()
        + "; "
        + seconds
        + " s used, "
        + tariff.billedSeconds(seconds)
        + " s billed.";
  }
}
