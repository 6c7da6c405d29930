package org.meterline.ejb.deck;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.meterline.billing.deck.DeckReview.Relation;
import org.meterline.billing.money.Currency;
import org.meterline.billing.payer.DecisionRows;
import org.meterline.billing.payer.Segment;
import org.meterline.billing.rerate.FreeLeg;
import org.meterline.billing.rerate.TriedLegs;
import org.meterline.billing.wallet.HoldLine;
import org.meterline.billing.wallet.HoldLine.Part;
import org.meterline.billing.wallet.LegHold;
import org.meterline.billing.wallet.NewWallet.PayerKind;

/** Calls that sponsors paid, that were handed over and that were free are in dry runs, too. */
class FreeAndSharedDryRunTest extends DryRunScene {
  FreeAndSharedDryRunTest() throws SQLException {}

  /** A sponsor gives what it offers, whatever the deck; who pays the rest of a price does not. */
  @Test
  void whatASponsorLeavesOfThePriceIsChargedByTheDeck() throws SQLException {
    var payer = opened(tenant, UUID.randomUUID(), PayerKind.CUSTOMER);
    var sponsor = opened(tenant, UUID.randomUUID(), PayerKind.SPONSOR);
    var old = retail(null, "prefix,destination,price\n49,Germany,0.06\n");
    var offer = retail(null, "prefix,destination,price\n49,Offer,0.02\n");
    charged(
        "+4930123457",
        60,
        new Charged(Part.SPONSOR, sponsor, offer, "0.02"),
        new Charged(Part.PAYER, payer, old, "0.04"));
    charged("+4930123458", 60, new Charged(Part.SPONSOR, sponsor, offer, "0.02"));
    var text = "prefix,price\n49,0.12\n";
    var result = decks.preview(finance, id(retail(null, text)), since, until).result();
    assertEquals(1, result.sponsored());
    assertEquals(
        "2 legs, charged 0.08 would 0.14 revenue 0.14 cost 0 margin 0.14 before 0.08",
        told(result.total()));
    // sponsors are nobody's customers: no own deck is tried on what they paid alone
    var own = decks.preview(finance, id(retail(payer.payer(), text)), since, until).result();
    assertEquals(1, own.total().legs());
    assertEquals(0, own.sponsored());
  }

  /** By its age, without another fee; and what is asked for the whole call is counted once. */
  @ParameterizedTest
  @CsvSource({"33 0.03, 0.02, 0.12", "81 0.03 0.005, 0.035, 0.105"})
  void ofACallThatWasHandedOverEachPartIsCounted(String asked, String cost, String margin)
      throws SQLException {
    var ann = opened(tenant, UUID.randomUUID(), PayerKind.CUSTOMER);
    var bea = opened(tenant, UUID.randomUUID(), PayerKind.CUSTOMER);
    var buyer = opened(operator, tenant.id(), PayerKind.CUSTOMER);
    var old = retail(null, "prefix,destination,price,fee\n81,Japan,0.06,0.01\n");
    var text = asked.contains("0.005") ? "prefix,price,fee\n" : "prefix,price\n";
    var sold = asked(Relation.WHOLESALE, tenant.id(), text + asked.replace(' ', ',') + "\n");
    var first = List.of(new Charged(Part.PAYER, ann, old, "0.04"));
    var leg = handedOver("+81312345678", first, new Charged(Part.PAYER, bea, old, "0.03"));
    var bought = new Charged(Part.WHOLESALE, buyer, sold, "0.02");
    settle(LegHold.bought(leg), leg, now, 60, List.of(bought));

    var draft = "prefix,price,fee\n81,0.12,0.02\n";
    var result = decks.preview(finance, id(retail(null, draft)), since, until).result();
    assertEquals(
        "2 legs, charged 0.07 would 0.14 revenue 0.14 cost %s margin %s before 0.05"
            .formatted(cost, margin),
        told(result.total()));
    // of the other one's own deck only her part is priced
    var own = decks.preview(finance, id(retail(bea.payer(), draft)), since, until).result();
    assertEquals(1, own.total().legs());
    assertEquals("0.06", plain(own.total().own().would()));
  }

  /**
   * A sponsor's share of a price is in the currency of the price: no other one is tried on such a
   * leg, nor on what it was handed over to. What a sponsor paid alone stays what it was.
   */
  @Test
  void ofWhatASponsorSharedNothingIsPricedInAnotherCurrency() throws SQLException {
    var payer = opened(tenant, UUID.randomUUID(), PayerKind.CUSTOMER);
    var other = opened(tenant, UUID.randomUUID(), PayerKind.CUSTOMER);
    var sponsor = opened(tenant, UUID.randomUUID(), PayerKind.SPONSOR);
    var old = retail(null, "prefix,destination,price\n49,Germany,0.06\n");
    var gives = new Charged(Part.SPONSOR, sponsor, offered(sponsor, "0.02"), "0.02");
    var alone = new Charged(Part.PAYER, payer, old, "0.06");
    var rest = new Charged(Part.PAYER, payer, old, "0.04");
    charged("+4930123456", 60, gives, rest);
    charged("+4930123457", 60, gives);
    charged("+4930123458", 60, alone);
    charged("+4930123459", 60, new Charged(Part.PAYER, other, old, "0.06"));
    handedOver(
        "+4930123460",
        List.of(
            new Charged(Part.SPONSOR, sponsor, gives.tariff(), "0.01"),
            new Charged(Part.PAYER, payer, old, "0.02")),
        new Charged(Part.PAYER, other, old, "0.03"));

    var text = "prefix,price\n49,0.12\n";
    var euros = decks.preview(finance, id(retail(null, text)), since, until).result();
    assertEquals(Map.of(), euros.untried());
    assertEquals(
        "6 legs, charged 0.26 would 0.5 revenue 0.5 cost 0 margin 0.5 before 0.26",
        told(euros.total()));

    var dollars = retail(Currency.of("USD"), null, text);
    var result = decks.preview(finance, id(dollars), since, until).result();
    assertEquals(Map.of(TriedLegs.Why.OTHER_CURRENCY, 3L), result.untried());
    assertEquals(1, result.sponsored());
    assertEquals(3, result.total().legs());
    assertEquals(180, result.total().seconds());
    var own = result.total().own();
    assertEquals("USD", own.currency().code());
    assertEquals("0 0.24", plain(own.charged()) + " " + plain(own.would()));
    var was = result.total().others().getFirst();
    assertEquals("EUR", was.currency().code());
    assertEquals("0.14 0.02", plain(was.charged()) + " " + plain(was.would()));

    // of a payer's own deck those of that payer's legs are told
    var his = retail(Currency.of("USD"), payer.payer(), text);
    var ofHis = decks.preview(finance, id(his), since, until).result();
    assertEquals(Map.of(TriedLegs.Why.OTHER_CURRENCY, 2L), ofHis.untried());
    assertEquals(1, ofHis.total().legs());
    assertEquals("0.12", plain(ofHis.total().own().would()));
  }

  @Test
  void whatWasFreeIsInItWithWhatItWouldHaveCost() throws SQLException {
    var payer = opened(tenant, UUID.randomUUID(), PayerKind.CUSTOMER);
    var old = retail(null, "prefix,destination,price\n49,Germany,0\n");
    free("+4930123456", old, payer);
    free("+4930123457", old, null);
    answered(free("+4930123458", old, payer, 0));
    var up = mint();
    hold(up, up, now, 60, List.of(new Charged(Part.PAYER, payer, old, "0")));
    var draft = retail(null, "prefix,price\n49,0.12\n");
    var result = decks.preview(finance, id(draft), since, until).result();
    assertEquals(1, result.free());
    assertEquals(
        Map.of(TriedLegs.Why.NOBODY_PAYS, 1L, TriedLegs.Why.NOT_OVER, 1L), result.untried());
    assertEquals(
        "1 legs, charged 0 would 0.12 revenue 0.12 cost 0 margin 0.12 before 0",
        told(result.total()));
  }

  @Test
  void whatCostTheTenantNothingIsInItToo() throws SQLException {
    var buyer = opened(operator, tenant.id(), PayerKind.CUSTOMER);
    var sold = asked(Relation.WHOLESALE, tenant.id(), "prefix,price\n49,0\n");
    var line = HoldLine.of(Part.WHOLESALE, operator.id(), buyer.wallet(), tariff(sold));
    var late = mint();
    for (long seconds : new long[] {60, 0, 0}) {
      var leg = mint();
      var id = LegHold.boughtFree(leg);
      noted(new FreeLeg(id, leg, tenant.id(), operator.id(), now, tariff(sold), List.of(line)));
      record(leg, CALLER, "+4930123456", false, seconds);
      late = leg;
    }
    answered(late);
    var draft = drafted(Relation.WHOLESALE, tenant.id(), "prefix,price\n49,0.05\n");
    var result = operators.preview(operating, id(draft), since, until).result();
    assertEquals(1, result.free());
    assertEquals(
        "1 legs, charged 0 would 0.05 revenue 0.05 cost 0 margin 0.05 before 0",
        told(result.total()));
  }

  /** A leg of a minute; for its second half somebody else pays. */
  private UUID handedOver(String to, List<Charged> first, Charged second) {
    var leg = mint();
    var part = Segment.id(leg, 2);
    var later = now.plusSeconds(30);
    settle(leg, leg, now, 30, first);
    settle(part, leg, later, 30, List.of(second));
    record(leg, CALLER, to, false, 60);
    var decision = new DecisionRows.Stored(part, leg, leg, 2, 30, later, "{}");
    transaction.write(
        tenant.id(),
        c -> {
          DecisionRows.write(c, tenant.id(), List.of(decision));
          return true;
        });
    return leg;
  }
}
