package org.meterline.billing.rerate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.billing.rerate.Month.AT;
import static org.meterline.billing.rerate.Month.eur;

import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.meterline.billing.TestBook;
import org.meterline.billing.TestDatabase;
import org.meterline.billing.deck.DryRun;
import org.meterline.billing.ledger.BookTransaction;
import org.meterline.billing.ledger.TransferId;
import org.meterline.billing.money.Currency;
import org.meterline.billing.rate.Rate;
import org.meterline.billing.rate.RateDeck;
import org.meterline.billing.rate.Tariff;
import org.meterline.billing.rate.TaxRate;
import org.meterline.billing.tax.TaxTable;
import org.meterline.billing.tax.TaxTerm;
import org.meterline.billing.wallet.HoldLine;
import org.meterline.billing.wallet.HoldLine.Part;

/** What a dry run of a deck says is what a re-rating by the same deck posts. */
class TriedLegsTest {
  private static final TaxRate GERMAN = new TaxRate("DE", new BigDecimal("0.19"));

  private final Month it = new Month();
  private final RateDeck wrong = it.deck("49 6 0.5");

  @AfterEach
  void allAgrees() {
    it.reconcile();
  }

  /** Before tax, over all who pay: what stands in the books, before and after. */
  @ParameterizedTest
  @ValueSource(ints = {1, 3, 200})
  void aDryRunAndAReRatingComeToTheSame(int atATime) {
    it.call(wrong, it.wallet("20.00"), 61, GERMAN);
    it.handedOver(wrong, it.wallet("20.00"), "3.50", it.wallet("20.00"));
    sponsored("1.5", Part.PAYER);
    sponsored("1.5");
    sponsored("0.01", Part.PAYER);
    shared("1.5");
    var given = it.deck("49 0");
    it.free(given, it.wallet("20.00"));
    it.free(given, AT, it.paying(given, it.wallet("20.00")), 45);

    var corrected = it.deck("49 1.2 0.25 1");
    var run = run(corrected, atATime);
    var total = run.total().own();
    assertEquals(9, run.total().legs());
    assertEquals(2, run.free());
    assertEquals(1, run.sponsored());
    assertEquals(Map.of(), run.untried());
    assertEquals(0, charged().compareTo(total.charged()), total::toString);

    it.posted(wrong, corrected);
    it.posted(given, corrected);
    assertEquals(0, charged().compareTo(total.would()), total::toString);
    assertEquals(0, run(corrected, atATime).total().own().charged().compareTo(total.would()));
  }

  @Test
  void aPartIsPricedByItsAge() {
    it.handedOver(wrong, it.wallet("10.00"), "3.50", it.wallet("10.00"));
    var tried = tried(200, new ArrayList<>());
    assertEquals(
        List.of("0+30", "30+30"), tried.stream().map(l -> l.age() + "+" + l.seconds()).toList());
    assertEquals(1, tried.stream().map(TriedLeg::leg).distinct().count());
    assertTrue(tried.stream().allMatch(leg -> leg.agreed().equals(AT)));
    // of 2 EUR at most, 1.45 are gone by the first half
    var deck = it.deck("49 2.4 0.25 2");
    var price = Month.price(deck, "4930");
    assertEquals(
        List.of(List.of(eur("1.45")), List.of(eur("0.55"))),
        tried.stream().map(l -> l.due(price, TaxTable.NONE, AT, payer -> true)).toList());
    // what the first one's own deck prices is not of this deck, nor is its maximum
    var first = tried.getFirst().payer();
    assertEquals(
        List.of(eur("1.20")),
        tried.getLast().due(price, TaxTable.NONE, AT, payer -> !payer.equals(first)));
  }

  @Test
  void whatSponsorsAlonePaidIsNobodysByDeck() {
    sponsored("1.5");
    var leg = tried(200, new ArrayList<>()).getFirst();
    assertNull(leg.payer());
    assertEquals(Set.of(), leg.payers());
    assertEquals(List.of(eur("1.50")), leg.charged());
  }

  /** What a sponsor offers for a share of a price is in the price's currency. */
  @Test
  void onWhatASponsorSharedOnlyItsCurrencyCanBeTried() {
    it.call(wrong, it.wallet("10.00"), 60);
    sponsored("1.5");
    sponsored("1.5", Part.PAYER);
    shared("1.5");
    var dollar = Currency.of("USD");
    var tried = tried(200, new ArrayList<>());
    assertTrue(tried.stream().allMatch(leg -> leg.takes(Currency.EUR, payer -> true)));
    assertEquals(
        List.of(true, true, false, false),
        tried.stream()
            .sorted(Comparator.comparingInt(leg -> leg.charged().size()))
            .map(leg -> leg.takes(dollar, payer -> true))
            .toList());
    assertTrue(
        tried.stream().allMatch(leg -> leg.takes(dollar, payer -> false)),
        "no price comes in place of those of own decks");
  }

  @Test
  void whatCannotBeTriedIsToldByWhy() {
    var gone = it.call(wrong, it.wallet("10.00"), 60);
    it.reverse(TransferId.of(gone, "settled 0"));
    it.forgetRecord(it.call(wrong, it.wallet("10.00"), 60));
    it.forgetRecord(it.free(it.deck("49 0"), it.wallet("1.00")));
    it.free(wrong, AT, List.of(), 60);
    var up = TestBook.id(AT);
    it.dial(up, "49301234");
    it.hold(up, AT, it.paying(wrong, it.wallet("10.00")), List.of(eur("1.00")), 5);
    var unanswered = TestBook.id(AT);
    it.dial(unanswered, "49301234");
    it.hold(unanswered, AT, it.paying(wrong, it.wallet("10.00")), List.of(eur("1.00")), 5);
    it.settle(unanswered, AT, List.of(eur("0")), 0);

    var untried = new ArrayList<TriedLegs.Untried>();
    assertEquals(List.of(), tried(2, untried));
    assertEquals(
        1, untried.stream().filter(leg -> leg.payer() == null).count(), "nobody would have paid");
    assertEquals(
        List.of(
            TriedLegs.Why.NOT_OVER,
            TriedLegs.Why.NO_RECORD,
            TriedLegs.Why.NO_RECORD,
            TriedLegs.Why.TAKEN_BACK,
            TriedLegs.Why.NOBODY_PAYS),
        untried.stream().map(TriedLegs.Untried::why).sorted(Comparator.naturalOrder()).toList());
    it.settle(up, AT, List.of(eur("1.00")), 5);
  }

  /**
   * A leg of a minute that a sponsor paid, as it offers, with another who pays the rest or alone.
   */
  private void sponsored(String offer, Part... others) {
    var lines = new ArrayList<HoldLine>();
    lines.add(HoldLine.of(Part.SPONSOR, it.book.tenant, it.wallet("20.00"), offered(offer)));
    for (var other : others) {
      lines.add(HoldLine.of(other, it.book.tenant, it.wallet("20.00"), Month.price(wrong, "4930")));
    }
    it.call(AT, lines, 60);
  }

  /** The same, paid half and half, but no more by the sponsor than it offers. */
  private void shared(String offer) {
    var price = Month.price(wrong, "4930");
    it.call(
        AT,
        List.of(
            new HoldLine(
                Part.SPONSOR, it.book.tenant, it.wallet("20.00"), offered(offer), 1, false),
            new HoldLine(Part.PAYER, it.book.tenant, it.wallet("20.00"), price, 1, true)),
        60);
  }

  private Tariff offered(String price) {
    var terms = it.deck(Rate.OFFER + " " + price).terms();
    return Tariff.of(terms, Rate.to(Rate.OFFER, "Bank").line(1).price(price).build());
  }

  /** What stands of all legs, before tax. */
  private BigDecimal charged() {
    return it.book.read(
        c -> {
          try (var s = c.createStatement();
              var row =
                  s.executeQuery("select coalesce(sum(amount - tax), 0) from standing_charge")) {
            row.next();
            return row.getBigDecimal(1).movePointLeft(eur("0").currency().scale());
          }
        });
  }

  private DryRun.Result run(RateDeck deck, int atATime) {
    var taxes =
        new TaxTable(
            "DE",
            ZoneOffset.UTC,
            List.of(new TaxTerm(UUID.randomUUID(), "standard", GERMAN, LocalDate.EPOCH, null)));
    var nobody = new DryRun.Opposite((payer, at) -> List.of(), TaxTable.NONE, false);
    var run = new DryRun(deck, Instant.EPOCH, taxes, (payer, at) -> List.of(), nobody);
    var untried = new ArrayList<TriedLegs.Untried>();
    for (var leg : tried(atATime, untried)) {
      boolean offered = leg.payer() == null;
      run.take(
          new DryRun.Leg(
              leg.to(),
              leg.agreed(),
              leg.age(),
              leg.seconds(),
              offered
                  ? DryRun.Paid.BY_OFFER
                  : leg.free() ? DryRun.Paid.NOTHING : DryRun.Paid.BY_DECK,
              leg.charged(),
              leg.payer(),
              (price, of, at) ->
                  Optional.of(offered ? leg.charged() : leg.due(price, of, at, payer -> true)),
              null,
              List.of()));
    }
    untried.forEach(leg -> run.leave(leg.why()));
    return run.result(10);
  }

  private List<TriedLeg> tried(int atATime, List<TriedLegs.Untried> left) {
    var legs =
        new TriedLegs(
            new BookTransaction(TestDatabase.app()), it.book.wallets, it::records, atATime);
    var found = new ArrayList<TriedLeg>();
    try {
      legs.each(
          it.book.tenant,
          Month.FIRST,
          Month.LAST,
          (some, untried) -> {
            found.addAll(some);
            left.addAll(untried);
          });
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return found;
  }
}
