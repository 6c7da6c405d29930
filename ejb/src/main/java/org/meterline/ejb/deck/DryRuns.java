package org.meterline.ejb.deck;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.deck.DeckReview;
import org.meterline.billing.deck.DeckReview.Relation;
import org.meterline.billing.deck.DryRun;
import org.meterline.billing.deck.DryRun.Opposite;
import org.meterline.billing.deck.DryRun.Party;
import org.meterline.billing.ledger.OperatorBook;
import org.meterline.billing.rate.DeckRows;
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
  /** Legs whose charges at the operator are asked for at once. */
  private static final int AT_A_TIME = 2000;

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
   * @param operator where the operator's book is read: a transaction is one tenant's
   */
  DryRun.Result retail(UUID tenant, TenantTransaction operator) throws SQLException {
    var asked = operator.read(OperatorBook.ID, c -> asked(c, tenant));
    var own = own();
    var run = run(own, new Opposite(asked.decks()::asked, asked.taxes(), false));
    var batch = new ArrayList<ChargedLegs.Leg>();
    ChargedLegs.read(
        connection,
        review.payer(),
        since,
        until,
        leg -> {
          own.meet(leg.payer());
          batch.add(leg);
          if (batch.size() == AT_A_TIME) {
            take(batch, run, asked.tenant(), operator);
          }
        });
    take(batch, run, asked.tenant(), operator);
    return run.result(MOST_DESTINATIONS);
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

  private static void take(
      List<ChargedLegs.Leg> batch, DryRun run, @Nullable Party tenant, TenantTransaction operator) {
    if (!batch.isEmpty()) {
      var bought = operator.read(OperatorBook.ID, c -> ChargedLegs.bought(c, batch));
      batch.forEach(
          leg ->
              run.take(
                  new DryRun.Leg(
                      leg.to(),
                      leg.start(),
                      leg.seconds(),
                      leg.bundled(),
                      leg.charged(),
                      new Party(leg.payer(), leg.tax()),
                      tenant,
                      leg.holds().stream()
                          .flatMap(id -> bought.getOrDefault(id, List.of()).stream())
                          .toList())));
      batch.clear();
    }
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
              Stream.ofNullable(leg.cost()).toList()));
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
