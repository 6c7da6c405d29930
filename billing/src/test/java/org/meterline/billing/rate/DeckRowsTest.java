package org.meterline.billing.rate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.RoundingMode;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.meterline.billing.TestDatabase;
import org.meterline.billing.ledger.BookTransaction;
import org.meterline.billing.money.Currency;

class DeckRowsTest {
  private static final Instant AT = Instant.parse("2026-11-25T12:00:00Z");

  private final UUID tenant = TestDatabase.tenant();
  private final BookTransaction transaction = new BookTransaction(TestDatabase.app());

  @Test
  void aDeckIsReadAsItWasWritten() throws SQLException {
    var deck = deck();
    write(deck, null, AT);
    var read = transaction.read(tenant, c -> DeckRows.deck(c, deck.id())).orElseThrow();
    assertEquals(deck.terms(), read.terms());
    assertEquals(plain(deck.rates()), plain(read.rates()));
    assertEquals(
        Optional.empty(), transaction.read(tenant, c -> DeckRows.deck(c, UUID.randomUUID())));
    assertEquals(
        Optional.empty(),
        transaction.read(TestDatabase.tenant(), c -> DeckRows.deck(c, deck.id())));
  }

  @Test
  void aTariffIsReadWithAllLinesOfItsPrefix() throws SQLException {
    var deck = deck();
    write(deck, null, AT);
    for (var rate : deck.rates()) {
      var tariff =
          transaction.read(
              tenant,
              c -> {
                try (var s =
                    c.prepareStatement("select * from tariff where deck = ? and line = ?")) {
                  s.setObject(1, deck.id());
                  s.setInt(2, rate.line());
                  try (var row = s.executeQuery()) {
                    row.next();
                    return new TariffRows().read(row);
                  }
                }
              });
      var expected = deck.tariff(rate);
      assertEquals(deck.terms(), tariff.terms());
      assertEquals(plain(List.of(rate)), plain(List.of(tariff.rate())));
      assertEquals(plain(expected.lines()), plain(tariff.lines()));
    }
  }

  @Test
  void versionsComeLastFirst() throws SQLException {
    var first = deck();
    var second = deck();
    write(first, null, AT);
    write(second, null, AT.plusSeconds(60));
    assertEquals(
        List.of(second.id(), first.id()),
        transaction.read(tenant, c -> DeckRows.from(c, "RETAIL", AT)).stream()
            .map(DeckRows.Version::deck)
            .toList());
    var version = transaction.read(tenant, c -> DeckRows.from(c, "RETAIL", AT)).getFirst();
    assertEquals(AT.plusSeconds(60), version.from());
    assertTrue(!version.inForce(AT) && version.inForce(AT.plusSeconds(60)));
  }

  private void write(RateDeck deck, @org.jspecify.annotations.Nullable UUID payer, Instant from)
      throws SQLException {
    transaction.write(
        tenant,
        c -> {
          DeckRows.write(c, tenant, payer, "Deck " + deck.id(), 1, from, deck);
          return true;
        });
  }

  private static RateDeck deck() {
    return RateDeck.compile(
        new DeckTerms(
            UUID.randomUUID(),
            Currency.of("JPY"),
            RoundingMode.HALF_EVEN,
            Lines.calendar("Asia/Tokyo; 2026-12-25; 2027-01-01; peak 12345 08:00-18:00"),
            new DeckTerms.Tax(DeckTerms.Basis.NET, "telecom")),
        Lines.lines(
            "81 1.5 30/6 fee=0.000000000001 60:1 120:0.5 min=45 grace=3 max=100 cut",
            "81 2 peak@ since=2026-01-01T00:00:00Z till=2027-01-01T00:00:00Z w=-3 unit=1",
            "8190 0 x",
            "extension 0.1"));
  }

  /** Prices as numbers: 1.50 is 1.5. */
  private static List<String> plain(List<Rate> rates) {
    return rates.stream()
        .map(
            r ->
                r.toString()
                    .replaceAll("(\\.\\d*?)0+(?=[,\\]])", "$1")
                    .replaceAll("\\.(?=[,\\]])", "")
                    .replaceAll("0E-12", "0"))
        .toList();
  }
}
