package org.meterline.web.record;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.meterline.billing.ledger.Charge;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.rate.DeckTerms;
import org.meterline.billing.rate.Rate;
import org.meterline.billing.rate.Tariff;

/** The trace of a charge begins with whose deck priced it. */
class ChargeViewTest {
  private static final Instant ENDED = Instant.parse("2026-11-20T10:01:00Z");
  private static final Money CENT = Money.parse("0.01", Currency.EUR);

  private static List<String> trace(Charge.DeckOf deckOf, String stored) {
    var terms = DeckTerms.plain(UUID.randomUUID(), Currency.EUR);
    var id = UUID.randomUUID();
    var charge =
        new Charge(
            id,
            id,
            id,
            1,
            id,
            "Calls",
            "Ann",
            Tariff.of(terms, Rate.to("49", "Germany").price("0.06").build()),
            "Friends",
            3,
            deckOf,
            10,
            CENT,
            CENT,
            CENT,
            stored,
            ENDED,
            false,
            null);
    return ChargeView.of(charge).trace().stream()
        .map(step -> step.at() + " " + step.kind() + " " + step.text())
        .toList();
  }

  @Test
  void itIsThePayersOwnOrEverybodys() {
    assertEquals(
        List.of(
            "2026-11-20T10:00:00Z deck By the payer's own deck, Friends v3.",
            "2026-11-20T10:00:00Z quote Prefix 49"),
        trace(
            Charge.DeckOf.PAYER,
            """
            [{"at": "2026-11-20T10:00:00Z", "kind": "quote", "text": "Prefix 49",
              "amount": {"amount": "0.01", "currency": "EUR"}}]
            """));
    assertEquals(
        List.of(ENDED + " deck By everybody's deck, Friends v3."),
        trace(Charge.DeckOf.EVERYBODY, "[]"));
  }
}
