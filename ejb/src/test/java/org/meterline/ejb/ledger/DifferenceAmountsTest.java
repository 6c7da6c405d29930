package org.meterline.ejb.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.meterline.billing.ledger.Reconciliation.Difference;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;

/** What a difference tells in units becomes money, where it is money. */
class DifferenceAmountsTest {
  private static final String EUR_5 = "5.00000000 EUR";

  private static Optional<DifferenceAmounts> of(
      String name, String expected, String found, @Nullable Currency currency) {
    return DifferenceAmounts.of(new Difference(name, "x", expected, found), currency);
  }

  private static List<List<String>> told(String name, String expected, String found) {
    return of(name, expected, found, Currency.EUR).stream()
        .flatMap(a -> List.of(a.expected(), a.found(), a.difference()).stream())
        .map(side -> side.stream().map(DifferenceAmountsTest::words).toList())
        .toList();
  }

  private static String words(Money money) {
    return money.amount() + " " + money.currency();
  }

  @Test
  void unitsAreMoneyOfTheCurrency() {
    assertEquals(
        List.of(List.of(EUR_5), List.of("4.99999999 EUR"), List.of("-0.00000001 EUR")),
        told("wallet-balance", "500000000", "499999999"));
    assertEquals(Optional.empty(), of("wallet-balance", "5", "4", null));
  }

  @Test
  void boundsAreAmountsToo() {
    assertEquals(
        List.of(List.of("0.00000000 EUR"), List.of("-5.00000000 EUR"), List.of("-5.00000000 EUR")),
        told("wallet-below-floor", ">= 0", "-500000000"));
    assertEquals(List.of(EUR_5), told("refund-too-high", "<= 500000000", "1").getFirst());
  }

  @Test
  void aDayTellsTwo() {
    assertEquals(
        List.of(
            List.of(EUR_5, "0.00000000 EUR"),
            List.of(EUR_5, "0.00000001 EUR"),
            List.of("0.00000000 EUR", "0.00000001 EUR")),
        told("day-balance", "500000000 - 0", "500000000 - 1"));
    assertEquals(
        List.of("-5.00000000 EUR", EUR_5),
        told("wallet-day", "-500000000 to 500000000", "0 to 1").getFirst());
  }

  @Test
  void whatNamesItsCurrencyHasThat() {
    assertEquals(
        List.of(List.of("3 JPY"), List.of("0.00000000 EUR"), List.of()),
        told("passage-unpaired", "3" + "0".repeat(Currency.of("JPY").scale()) + " JPY", "nothing")
            .stream()
            .map(side -> side.stream().map(m -> m.replaceAll("\\.0+ JPY", " JPY")).toList())
            .toList());
    assertEquals(2, told("passage-unpaired", "1 EUR", "1 EUR, 1 EUR").get(1).size());
    assertEquals(List.of(), told("passage-unpaired", "1 EUR", "1 EUR, 1 EUR").get(2));
  }

  @Test
  void taxIsAmongIt() {
    assertEquals(
        List.of("0.00000001 EUR"),
        told("bought-unpaired", "1 of it tax", "0 of it tax").getFirst());
  }

  @Test
  void countsSecondsAndWordsAreNone() {
    assertEquals(List.of(), told("charged-seconds", "61", "60"));
    assertEquals(List.of(), told("call-not-charged", "1", "0"));
    assertEquals(List.of(), told("bought-unpaired", "taken back", "not so"));
    assertEquals(List.of(), told("wallet-balance", "1", "9".repeat(19) + "9"));
    assertEquals(List.of(), told("wallet-balance", "1", "9".repeat(19)));
  }
}
