package org.meterline.ejb.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.ledger.Reconciliation;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.money.MoneyOverflow;

/**
 * What a difference says in units, as money.
 *
 * @param expected as many as it names: of a day's sum its debits and credits, of a day of a wallet
 *     what it was moved by and what it had then
 * @param difference found less expected, one by one; empty where they cannot be compared
 */
public record DifferenceAmounts(List<Money> expected, List<Money> found, List<Money> difference) {
  /** The others tell counts, seconds and words. */
  private static final Set<String> OF_MONEY =
      Set.of(
          "book-not-zero",
          "wallet-balance",
          "wallet-held",
          "wallet-below-floor",
          "pocket-balance",
          "wallet-goodwill",
          "wallet-owed",
          "receivables",
          "purchase-not-posted",
          "refund-too-high",
          "control-account",
          "charge-not-posted",
          "tax-not-posted",
          "day-balance",
          "wallet-day",
          "hold-not-charged",
          "bought-unpaired",
          "passage-unpaired",
          "re-rating-differs",
          "charged-twice");

  private static final Pattern PARTED = Pattern.compile(" - | to |, ");
  private static final Pattern AMOUNT =
      Pattern.compile("(?:[<>]= )?(-?[0-9]{1,19}|nothing)(?: ([A-Z]{3}))?(?: of it tax)?");

  public DifferenceAmounts {
    expected = List.copyOf(expected);
    found = List.copyOf(found);
    difference = List.copyOf(difference);
  }

  /**
   * The amounts of a difference, if it tells any.
   *
   * @param currency of those that do not name theirs, if it is known
   */
  static Optional<DifferenceAmounts> of(
      Reconciliation.Difference told, @Nullable Currency currency) {
    if (!OF_MONEY.contains(told.name())) {
      return Optional.empty();
    }
    return read(told.expected(), currency)
        .flatMap(
            expected ->
                read(told.found(), currency)
                    .map(found -> new DifferenceAmounts(expected, found, less(found, expected))));
  }

  private static Optional<List<Money>> read(String text, @Nullable Currency otherwise) {
    var amounts = new ArrayList<Money>();
    for (var part : PARTED.split(text, -1)) {
      var matcher = AMOUNT.matcher(part);
      if (!matcher.matches()) {
        return Optional.empty();
      }
      var code = matcher.group(2);
      var currency = code == null ? otherwise : Currency.find(code).orElse(null);
      if (currency == null) {
        return Optional.empty();
      }
      var units = matcher.group(1);
      try {
        amounts.add(Money.of(units.equals("nothing") ? 0 : Long.parseLong(units), currency));
      } catch (NumberFormatException tooMuch) {
        return Optional.empty();
      }
    }
    return Optional.of(amounts);
  }

  private static List<Money> less(List<Money> found, List<Money> expected) {
    if (found.size() != expected.size()) {
      return List.of();
    }
    var difference = new ArrayList<Money>();
    for (int i = 0; i < found.size(); i++) {
      if (!found.get(i).currency().equals(expected.get(i).currency())) {
        return List.of();
      }
      try {
        difference.add(found.get(i).minus(expected.get(i)));
      } catch (MoneyOverflow tooMuch) {
        return List.of();
      }
    }
    return difference;
  }
}
