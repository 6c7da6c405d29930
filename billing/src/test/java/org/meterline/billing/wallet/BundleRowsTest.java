package org.meterline.billing.wallet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.meterline.billing.TestBook;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.wallet.NewWallet.PayerKind;

/** Which bundle covers which number, and how that is kept. */
class BundleRowsTest {
  private static final Instant AT = Instant.parse("2026-11-26T10:00:00Z");

  private final UUID ann = UUID.randomUUID();
  private final TestBook book = new TestBook();

  /** Bundles by name: prefixes, and the day of December on which seconds expire. */
  private static final String[] BUNDLES = {
    "a 49 never", "b 4930 never", "c 49,33 20", "d 49 10", "e 4930,4 never", "f 49 10"
  };

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          +493012345 | b e d f c a
          493012345  | b e d f c a
          +498912345 | d f c a e
          +33123     | c
          +43123     | e
          +12025550  | ''
          +3         | ''
          extension  | ''
          """)
  void theLongestPrefixPaysFirstThenWhatExpiresFirst(String number, String order) {
    var bundles = Arrays.stream(BUNDLES).map(BundleRowsTest::bundle).toList();
    for (var all : List.of(bundles, bundles.reversed())) {
      assertEquals(
          order,
          Bundle.covering(all, number).stream()
              .map(b -> Character.toString((char) b.wallet().getLeastSignificantBits()))
              .collect(Collectors.joining(" ")));
    }
  }

  private static Bundle bundle(String text) {
    var words = List.of(text.split(" ", -1));
    return new Bundle(
        new UUID(0, words.get(0).charAt(0)),
        words.get(0),
        List.of(words.get(1).split(",", -1)),
        words.get(2).equals("never")
            ? null
            : Instant.parse("2026-12-" + words.get(2) + "T00:00:00Z"));
  }

  @ParameterizedTest
  @CsvSource({
    "4, true", "49, true", "123456789012345, true", "1234567890123456, false", "049, false",
    "+49, false", "4 9, false", "'', false", "extension, false", "٤٩, false"
  })
  void aPrefixIsTheBeginningOfANumber(String text, boolean is) {
    assertEquals(is, BundleRows.isPrefix(text));
    var wallet = open(ann, PayerKind.CUSTOMER, Currency.SECONDS);
    if (is) {
      cover(wallet, text);
      assertEquals(Map.of(wallet, List.of(text)), prefixes(wallet));
    } else {
      assertThrows(Exception.class, () -> cover(wallet, text), "nor does the database take it");
    }
  }

  @Test
  void whatIsCoveredIsChanged() {
    var wallet = open(ann, PayerKind.CUSTOMER, Currency.SECONDS);
    assertEquals(Map.of(), prefixes(wallet));
    cover(wallet, "49", "33", "4930");
    assertEquals(Map.of(wallet, List.of("33", "49", "4930")), prefixes(wallet));
    cover(wallet, "49", "1");
    assertEquals(Map.of(wallet, List.of("1", "49")), prefixes(wallet));
    cover(wallet);
    assertEquals(Map.of(), prefixes(wallet));
  }

  @Test
  void onlyCustomersBundlesThatMayPayAreAsked() {
    var wallet = open(ann, PayerKind.CUSTOMER, Currency.SECONDS);
    var uncovering = open(ann, PayerKind.CUSTOMER, Currency.SECONDS);
    var empty = open(ann, PayerKind.CUSTOMER, Currency.SECONDS);
    var frozen = open(ann, PayerKind.CUSTOMER, Currency.SECONDS);
    var money = open(ann, PayerKind.CUSTOMER, Currency.EUR);
    var tenants = open(UUID.randomUUID(), PayerKind.TENANT, Currency.SECONDS);
    for (var each : List.of(wallet, empty, frozen, money, tenants)) {
      cover(each, "49", "33");
    }
    assertEquals(Map.of(), filled(), "none has seconds");
    for (var each : List.of(wallet, uncovering, frozen, tenants)) {
      topUp(each, new Pocket.Refundable());
    }
    book.wallets.limit(book.tenant, frozen, 0, true);
    assertEquals(Map.of(ann, List.of(wallet)), wallets());
    var expires = Instant.parse("2999-12-31T00:00:00Z");
    topUp(empty, new Pocket.Goodwill(expires));
    assertEquals(Set.of(wallet, empty), Set.copyOf(wallets().getOrDefault(ann, List.of())));
    var found =
        filled().getOrDefault(ann, List.of()).stream()
            .filter(b -> b.wallet().equals(empty))
            .toList();
    assertEquals(expires, found.getFirst().expires());
    assertEquals("4930", new Bundle(empty, "B", List.of("49", "4930", "1"), null).covers("+49301"));
    assertEquals("", found.getFirst().covers("4"));
    assertEquals(Set.of("33", "49"), Set.copyOf(found.getFirst().prefixes()));
  }

  private Map<UUID, List<Bundle>> filled() {
    return book.read(BundleRows::filled);
  }

  private Map<UUID, List<UUID>> wallets() {
    return filled().entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey, e -> e.getValue().stream().map(Bundle::wallet).toList()));
  }

  private Map<UUID, List<String>> prefixes(UUID wallet) {
    return book.read(c -> BundleRows.prefixes(c, List.of(wallet)));
  }

  private void cover(UUID wallet, String... prefixes) {
    book.write(
        c -> {
          BundleRows.cover(c, book.tenant, wallet, Arrays.asList(prefixes), "t", AT);
          return true;
        });
  }

  private UUID open(UUID payer, PayerKind kind, Currency currency) {
    var wallet = UUID.randomUUID();
    var zero = Money.zero(currency);
    book.wallets.open(
        new NewWallet(book.tenant, wallet, payer, kind, "Ann", null, "Minutes", zero));
    return wallet;
  }

  private void topUp(UUID wallet, Pocket pocket) {
    var seconds = Money.of(60, Currency.SECONDS);
    var id = UUID.randomUUID();
    book.wallets.topUp(
        new TopUp(book.tenant, wallet, id.toString(), id, seconds, "t", "t", AT, pocket));
  }
}
