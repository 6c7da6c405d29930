package org.meterline.ejb.deck;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.deck.DeckReview;
import org.meterline.billing.deck.DeckReview.Relation;
import org.meterline.billing.deck.DryRun;
import org.meterline.billing.deck.DryRun.Opposite;
import org.meterline.billing.deck.DryRun.Party;
import org.meterline.billing.ledger.OperatorBook;
import org.meterline.billing.rate.DeckRows;
import org.meterline.billing.rerate.TriedLeg;
import org.meterline.billing.rerate.TriedLegs;
import org.meterline.billing.tax.InputTax;
import org.meterline.billing.tax.TaxBook;
import org.meterline.billing.tax.TaxPayer;
import org.meterline.billing.tax.TaxTable;
import org.meterline.ejb.refusal.Refused;
import org.meterline.ejb.tenant.TenantTransaction;

/**
 * Calls that began in a time, tried on a deck: those of the tenant's own payers, or those that the
 * operator charged to tenants and that carriers are owed for.
 */
final class DryRuns {
  private static final int MOST_DESTINATIONS = 200;

  private final Connection connection;
  private final DeckReview review;
  private final Instant since;
  private final Instant until;

  /**
   * @param connection in a transaction of the book that the deck is in
   */
  DryRuns(Connection connection, DeckReview review, Instant since, Instant until) {
    this.connection = connection;
    this.review = review;
    this.since = since;
    this.until = until;
  }

  /** What the operator asks of a tenant; null of one that buys nothing there. */
  private record Asked(DecksInForce decks, TaxTable taxes, @Nullable Party tenant) {}

  /**
   * What payers would have paid, against what the operator asks of the tenant.
   *
   * @param legs the tenant's
   * @param operator where the operator's book is read: a transaction is one tenant's
   */
  DryRun.Result retail(UUID tenant, TriedLegs legs, TenantTransaction operator)
      throws SQLException {
    var asked = operator.read(OperatorBook.ID, c -> asked(c, tenant));
    var own = own();
    var deducted = new InputTax(connection).country(tenant).orElse(null);
    var run =
        run(
            own,
            new Opposite(
                asked.decks()::asked, asked.taxes(), false, tax -> tax.country().equals(deducted)));
    legs.each(
        tenant,
        since,
        until,
        (found, untried) -> {
          untried.stream().filter(leg -> tries(leg.payer())).forEach(leg -> run.leave(leg.why()));
          var tried = found.stream().filter(leg -> tries(leg.payer())).toList();
          for (var leg : tried) {
            for (var payer : leg.payers()) {
              own.meet(payer);
            }
          }
          var calls = tried.stream().map(TriedLeg::call).distinct().toList();
          var bought = operator.read(OperatorBook.ID, c -> BoughtCharges.read(c, calls, deducted));
          tried.forEach(leg -> run.take(leg(leg, run, asked.tenant(), bought)));
        });
    return run.result(MOST_DESTINATIONS);
  }

  /** A payer's own deck is tried on that payer's legs alone. */
  private boolean tries(@Nullable UUID payer) {
    return review.payer() == null || review.payer().equals(payer);
  }

  private DryRun.Leg leg(TriedLeg leg, DryRun run, @Nullable Party tenant, BoughtCharges bought) {
    DryRun.Due due =
        leg.payer() == null
            ? (price, taxes, at) -> Optional.of(leg.charged())
            : (price, taxes, at) -> {
              Predicate<UUID> prices = payer -> tries(payer) && run.prices(payer, leg.to(), at);
              return leg.takes(price.currency(), prices)
                  ? Optional.of(leg.due(price, taxes, at, prices))
                  : Optional.empty();
            };
    var paid =
        leg.payer() == null
            ? DryRun.Paid.BY_OFFER
            : leg.free() ? DryRun.Paid.NOTHING : DryRun.Paid.BY_DECK;
    return new DryRun.Leg(
        leg.to(),
        leg.agreed(),
        leg.age(),
        leg.seconds(),
        paid,
        leg.charged(),
        leg.payer(),
        due,
        tenant,
        bought.of(leg.leg(), leg.age(), leg.seconds()));
  }

  private Asked asked(Connection operators, UUID tenant) throws SQLException {
    var book = new TaxBook(operators);
    var decks = DecksInForce.from(operators, Relation.WHOLESALE, review.from());
    decks.meet(tenant);
    decks.meet(null);
    return new Asked(
        decks,
        book.table().orElse(TaxTable.NONE),
        book.payer(tenant).map(tax -> new Party(tenant, tax)).orElse(null));
  }

  /**
   * What tenants would have paid, against what carriers ask; or what a carrier would have asked.
   */
  DryRun.Result carried() throws SQLException {
    boolean owed = review.relation() == Relation.COST;
    var own = own();
    var other =
        DecksInForce.from(connection, owed ? Relation.WHOLESALE : Relation.COST, review.from());
    other.meet(null);
    var book = new TaxBook(connection);
    var run = run(own, new Opposite(other::asked, taxes(book), owed));
    for (var tenant : owed || review.payer() == null ? all() : only(review.payer())) {
      var buyer = book.payer(tenant).map(tax -> new Party(tenant, tax)).orElse(null);
      if (owed) {
        other.meet(tenant);
      }
      own.meet(tenant);
      CarriedLegs.read(
          connection,
          tenant,
          since,
          until,
          leg -> {
            if (!owed) {
              other.meet(leg.carrier());
              charged(leg, buyer, run);
            } else if (review.payer() != null && review.payer().equals(leg.carrier())) {
              owed(leg, buyer, run);
            }
          });
    }
    return run.result(MOST_DESTINATIONS);
  }

  private static void charged(CarriedLegs.Leg leg, @Nullable Party buyer, DryRun run) {
    if (leg.charged() != null && buyer != null) {
      var carrier = leg.carrier() == null ? null : new Party(leg.carrier(), TaxPayer.TENANT);
      run.take(
          new DryRun.Leg(
                  leg.to(),
                  leg.start(),
                  leg.seconds(),
                  0,
                  leg.charged(),
                  buyer,
                  carrier,
                  Stream.ofNullable(leg.cost()).toList())
              .paid(leg.free() ? DryRun.Paid.NOTHING : DryRun.Paid.BY_DECK));
    }
  }

  private static void owed(CarriedLegs.Leg leg, @Nullable Party buyer, DryRun run) {
    if (leg.cost() != null) {
      run.take(
          new DryRun.Leg(
              leg.to(),
              leg.start(),
              leg.seconds(),
              0,
              leg.cost(),
              // what carriers ask is not taxed
              new Party(leg.carrier(), TaxPayer.TENANT),
              buyer,
              Stream.ofNullable(leg.charged()).toList()));
    }
  }

  /** The decks of payers that are asked before everybody's. */
  private DecksInForce own() throws SQLException {
    return DecksInForce.from(connection, review.relation(), review.from());
  }

  private DryRun run(DecksInForce own, Opposite opposite) throws SQLException {
    var deck = DeckRows.deck(connection, review.terms().deck()).orElseThrow();
    DryRun.Decks before = review.payer() == null ? own::own : (payer, at) -> List.of();
    return new DryRun(deck, review.from(), taxes(new TaxBook(connection)), before, opposite);
  }

  private static TaxTable taxes(TaxBook book) throws SQLException {
    return book.table().orElseThrow(() -> Refused.notFound("book"));
  }

  private List<UUID> all() throws SQLException {
    return CarriedLegs.tenants(connection);
  }

  private static List<UUID> only(@Nullable UUID payer) {
    return Stream.ofNullable(payer).toList();
  }
}
