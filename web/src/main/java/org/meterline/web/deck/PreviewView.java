package org.meterline.web.deck;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.meterline.billing.deck.DeckReview.Relation;
import org.meterline.billing.deck.DryRun;
import org.meterline.billing.rerate.TriedLegs.Why;
import org.meterline.ejb.deck.Decks;

/**
 * What calls would have cost.
 *
 * @param since when the calls began, from there
 * @param until and up to there
 * @param currency of all amounts here, unless they name another
 * @param unpricedLegs the deck has no price for them; they are in no sum
 * @param legsOutOfRange their price is more than an amount can say; they are in no sum
 * @param legsOfOwnDecks their payers' own decks price them; they are in no sum
 * @param legsNotOver they are up; they are in no sum, as all that cannot be tried
 * @param legsWithoutRecord nobody knows where they went
 * @param legsTakenBack what was charged for them was taken back
 * @param legsNobodyPays they were free, and nobody would have paid
 * @param legsOfOtherCurrency a sponsor shared their price with an offer in another currency
 * @param freeLegs had cost nothing; they are in the sums
 * @param sponsoredLegs were paid by sponsors alone: they are in the sums, the same before and after
 * @param legsWithoutCost nobody asks anything for them
 * @param legsWithoutRevenue nobody pays anything for them, of a deck of cost
 */
public record PreviewView(
    UUID deckId,
    Relation relation,
    Instant since,
    Instant until,
    String currency,
    SumView total,
    long unpricedLegs,
    long legsOutOfRange,
    long legsOfOwnDecks,
    long legsNotOver,
    long legsWithoutRecord,
    long legsTakenBack,
    long legsNobodyPays,
    long legsOfOtherCurrency,
    long freeLegs,
    long sponsoredLegs,
    long legsWithoutCost,
    long legsWithoutRevenue,
    List<SumView> destinations) {

  /**
   * Sums of legs; amounts are decimal strings.
   *
   * @param others of other currencies, each apart
   */
  public record SumView(
      String destination,
      long legs,
      long seconds,
      String charged,
      String wouldCharge,
      String revenue,
      String cost,
      String margin,
      String marginBefore,
      List<AmountsView> others) {
    static SumView of(DryRun.Line line) {
      var own = AmountsView.of(line.own());
      return new SumView(
          line.destination(),
          line.legs(),
          line.seconds(),
          own.charged(),
          own.wouldCharge(),
          own.revenue(),
          own.cost(),
          own.margin(),
          own.marginBefore(),
          line.others().stream().map(AmountsView::of).toList());
    }
  }

  /** Sums in one currency; decimal strings. */
  public record AmountsView(
      String currency,
      String charged,
      String wouldCharge,
      String revenue,
      String cost,
      String margin,
      String marginBefore) {
    static AmountsView of(DryRun.Amounts amounts) {
      return new AmountsView(
          amounts.currency().code(),
          text(amounts.charged()),
          text(amounts.would()),
          text(amounts.revenue()),
          text(amounts.cost()),
          text(amounts.margin()),
          text(amounts.marginBefore()));
    }

    private static String text(BigDecimal amount) {
      return amount.toPlainString();
    }
  }

  static PreviewView of(Decks.Preview preview) {
    var result = preview.result();
    var relation = preview.deck().relation();
    boolean owed = relation == Relation.COST;
    return new PreviewView(
        preview.deck().terms().deck(),
        relation,
        preview.since(),
        preview.until(),
        preview.deck().terms().currency().code(),
        SumView.of(result.total()),
        result.unpriced(),
        result.outOfRange(),
        result.pricedBefore(),
        untried(result, Why.NOT_OVER),
        untried(result, Why.NO_RECORD),
        untried(result, Why.TAKEN_BACK),
        untried(result, Why.NOBODY_PAYS),
        untried(result, Why.OTHER_CURRENCY),
        result.free(),
        result.sponsored(),
        owed ? 0 : result.withoutOpposite(),
        owed ? result.withoutOpposite() : 0,
        result.destinations().stream().map(SumView::of).toList());
  }

  private static long untried(DryRun.Result result, Why why) {
    return result.untried().getOrDefault(why, 0L);
  }
}
