package org.meterline.billing.rate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.meterline.billing.money.Currency;

class RateDeckTest {
  private static final UUID ID = new UUID(0, 1);

  @Test
  void theLongestPrefixWins() {
    var deck = deck(List.of("49", "4930", "491", "1", "extension", "program"));
    assertEquals("4930", prefix(deck, "+4930123456"));
    assertEquals("49", prefix(deck, "+4931123456"));
    assertEquals("491", prefix(deck, "+491701234567"));
    assertEquals("491", prefix(deck, "491701234567"));
    assertEquals("49", prefix(deck, "+49"));
    assertEquals("extension", prefix(deck, "extension"));
    assertEquals("program", prefix(deck, "program"));
    assertInstanceOf(Match.NoPrice.class, deck.match("+4412345"));
    assertInstanceOf(Match.NoPrice.class, deck.match("+4"));
    assertInstanceOf(Match.NoPrice.class, deck.match(""));
    assertInstanceOf(Match.NoPrice.class, deck(List.of("49")).match("extension"));
  }

  @Test
  void theMatchExplainsItselfWithoutTellingTheNumber() {
    var priced = assertInstanceOf(Match.Priced.class, deck(List.of("49")).match("+4930123456"));
    assertEquals(
        "+4930123… matches prefix 49, 49: 0.02 EUR/min + 0.05, 60/1", priced.explanation());
    assertFalse(priced.explanation().contains("123456"));
  }

  @Test
  void aBlockedPrefixIsBlocked() {
    var blocked =
        new Tariff(
            ID,
            1,
            "49900",
            "Premium",
            Currency.EUR,
            BigDecimal.ZERO,
            BigDecimal.ZERO,
            0,
            1,
            true,
            RoundingMode.HALF_UP);
    var deck = RateDeck.compile(ID, Currency.EUR, List.of(blocked, tariff("49", 2)));
    assertInstanceOf(Match.Blocked.class, deck.match("+499001234"));
    assertInstanceOf(Match.Priced.class, deck.match("+4990123"));
  }

  @Test
  void aDeckThatContradictsItselfIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> deck(List.of("49", "49")));
    assertThrows(IllegalArgumentException.class, () -> deck(List.of("program", "program")));
    assertThrows(IllegalArgumentException.class, () -> deck(List.of("+49")));
    assertThrows(IllegalArgumentException.class, () -> deck(List.of("phone")));
    assertThrows(
        IllegalArgumentException.class,
        () -> RateDeck.compile(ID, Currency.of("USD"), List.of(tariff("49", 1))));
  }

  @Property(tries = 300, seed = "20261104")
  void findsWhatANaiveScanFinds(
      @ForAll("prefixes") Set<String> prefixes, @ForAll("numbers") String number) {
    var deck = deck(new ArrayList<>(prefixes));
    var longest =
        prefixes.stream().filter(number::startsWith).max(Comparator.comparingInt(String::length));
    var match = deck.match("+" + number);
    assertEquals(
        longest.orElse(null),
        match instanceof Match.Priced priced ? priced.tariff().prefix() : null);
    assertTrue(deck.tariffs().size() == prefixes.size());
  }

  @Provide
  Arbitrary<Set<String>> prefixes() {
    return Arbitraries.strings()
        .withChars("0123")
        .ofMinLength(1)
        .ofMaxLength(7)
        .set()
        .ofMaxSize(60);
  }

  @Provide
  Arbitrary<String> numbers() {
    return Arbitraries.strings().withChars("0123").ofMinLength(1).ofMaxLength(15);
  }

  private static String prefix(RateDeck deck, String key) {
    return assertInstanceOf(Match.Priced.class, deck.match(key)).tariff().prefix();
  }

  private static RateDeck deck(List<String> prefixes) {
    var tariffs = new ArrayList<Tariff>();
    for (var prefix : prefixes) {
      tariffs.add(tariff(prefix, tariffs.size() + 1));
    }
    return RateDeck.compile(ID, Currency.EUR, tariffs);
  }

  private static Tariff tariff(String prefix, int line) {
    return new Tariff(
        ID,
        line,
        prefix,
        prefix,
        Currency.EUR,
        new BigDecimal("0.02"),
        new BigDecimal("0.05"),
        60,
        1,
        false,
        RoundingMode.HALF_UP);
  }
}
