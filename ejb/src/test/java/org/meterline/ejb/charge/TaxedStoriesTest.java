package org.meterline.ejb.charge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.meterline.ejb.charge.ChargedTenant.eur;

import java.math.RoundingMode;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.meterline.billing.ledger.OperatorBook;
import org.meterline.billing.ledger.Reconciliation;
import org.meterline.billing.money.Currency;
import org.meterline.billing.payer.PayerRule.Below;
import org.meterline.billing.rate.DeckCalendar;
import org.meterline.billing.rate.DeckTerms;
import org.meterline.billing.rate.Rate;
import org.meterline.billing.rate.RateDeck;
import org.meterline.billing.wallet.NewWallet.PayerKind;

/**
 * Stories of calls whose price is net, with 19 % tax on it. Each is told again with each use of the
 * database lost. 15 s are held at a time.
 */
class TaxedStoriesTest {
  /** Nobody else calls there: a carrier's deck is everybody's. */
  private static final String PREFIX = "97281";

  private static void taxed(ChargedTenant tenant) {
    tenant.taxes("DE standard 0.19 2026-11-22");
    var terms =
        new DeckTerms(
            UUID.randomUUID(),
            Currency.EUR,
            RoundingMode.HALF_UP,
            DeckCalendar.plain(ZoneOffset.UTC),
            new DeckTerms.Tax(DeckTerms.Basis.NET, "standard"));
    tenant.deck(
        RateDeck.compile(
            terms,
            List.of(
                Rate.to(PREFIX, "Israel").price("0.60").line(1).build(),
                Rate.to("49", "Germany").price("0.60").line(2).build(),
                Rate.to("4917", "Mobile").price("1.20").line(3).build())));
  }

  /**
   * The tenant pays the operator 0.60 a minute for each half minute that begins, from a credit of
   * one euro, and the operator owes a carrier 0.12 or 0.24 by the second.
   */
  private static final class Bought implements StoryScene {
    private final ChargedTenant tenant = new ChargedTenant();
    private final OperatorScene operator = new OperatorScene(tenant);
    private final UUID credit = UUID.randomUUID();
    private final UUID cheap = UUID.randomUUID();
    private final UUID dear = UUID.randomUUID();
    private final List<Reconciliation.Difference> before = differences();
    private final boolean known;

    Bought(boolean known) throws SQLException {
      this.known = known;
      taxed(tenant);
      operator.wallet(credit, tenant.id, PayerKind.CUSTOMER);
      operator.deck(
          "WHOLESALE", tenant.id, Rate.to(PREFIX, "Israel").price("0.60").increments(30, 30));
      carrier("cheap", cheap, "0.12");
      carrier("dear", dear, "0.24");
    }

    private void carrier(String trunk, UUID wallet, String price) {
      operator.carrier(wallet, Rate.to(PREFIX, "Israel").price(price));
      tenant.carriages.put(trunk, new Payers.Carriage.Of(OperatorScene.carrierOf(wallet)));
    }

    @Override
    public ChargedTenant open() {
      var left = tenant.book.wallet(OperatorBook.ID, credit).orElseThrow().available();
      operator.topUp(credit, eur("1.00").minus(left).decimal().toPlainString());
      return tenant.phone("Ann", "10.00");
    }

    @Override
    public Map<String, UUID> accounts() {
      return Map.of("credit", credit, "cheap", cheap, "dear", dear);
    }

    @Override
    public boolean known() {
      return known;
    }

    private List<Reconciliation.Difference> differences() {
      return tenant.transaction.read(OperatorBook.ID, Reconciliation::check);
    }

    void tell(String table) throws Exception {
      new CallStory(this, table).tell();
      assertEquals(before, differences());
    }
  }

  /** A node that knows nothing of the tenant yet. C is refused, and nothing of it is left. */
  @Test
  void theCallerPaysTheTenantItTheOperatorAndThatOneOfTwoCarriers() throws Exception {
    new Bought(false)
        .tell(
            """
            at                        | call | does                    | says                        | Ann    | credit | cheap | dear
            2026-11-26T10:00:00+01:00 | A    | Ann calls +972811234567 | 15 s by Ann                 | 9.8215 | -0.30  | 0.00  | 0.00
            2026-11-26T10:00:11+01:00 | A    | used 11                 | 30 s by Ann                 | 9.643  | -0.60  | 0.00  | 0.00
            2026-11-26T10:00:20+01:00 | A    | ends 20 over dear       | Ann 0.238 EUR on 2026-11-26 | 9.762  | -0.30  | 0.00  | 0.08
            2026-11-26T10:01:00+01:00 | B    | Ann calls +972811234567 | 15 s by Ann                 | 9.5835 | -0.60  | 0.00  | 0.08
            2026-11-26T10:01:11+01:00 | B    | used 11                 | 30 s by Ann                 | 9.405  | -0.90  | 0.00  | 0.08
            2026-11-26T10:01:12+01:00 | C    | Ann calls +972811234567 | wholesale-wallet-too-low    | 9.405  | -0.90  | 0.00  | 0.08
            2026-11-26T10:01:26+01:00 | B    | used 26                 | 45 s by Ann                 | 9.2265 | -0.90  | 0.00  | 0.08
            2026-11-26T10:01:41+01:00 | B    | used 41                 | 60 s by Ann                 | 9.048  | -0.90  | 0.00  | 0.08
            2026-11-26T10:01:56+01:00 | B    | used 56                 | 60 s last by Ann            | 8.8695 | -0.90  | 0.00  | 0.08
            2026-11-26T10:02:00+01:00 | B    | ends 60 over cheap      | Ann 0.714 EUR on 2026-11-26 | 9.048  | -0.90  | 0.12  | 0.08
            """);
  }

  /** What was proved is posted in each relation, and what comes later is the difference. */
  @Test
  void whatIsBoughtIsRecoveredToo() throws Exception {
    new Bought(true)
        .tell(
            """
            at                        | call | does                    | says                         | Ann    | credit | cheap | dear
            2026-11-26T10:00:00+01:00 | A    | Ann calls +972811234567 | 15 s by Ann                  | 9.8215 | -0.30  | 0.00  | 0.00
            2026-11-26T10:00:11+01:00 | A    | used 11                 | 30 s by Ann                  | 9.643  | -0.60  | 0.00  | 0.00
            2026-11-26T10:00:26+01:00 | A    | used 26                 | 45 s by Ann                  | 9.4645 | -0.90  | 0.00  | 0.00
            2026-11-26T10:00:27+01:00 |      | the node restarts       | recovered                    | 9.6906 | -0.30  | 0.052 | 0.00
            2026-11-26T10:00:40+01:00 | A    | ends 40 over cheap      | Ann 0.1666 EUR on 2026-11-26 | 9.524  | -0.60  | 0.08  | 0.00
            """);
  }

  /** The dear one's trunk carried it, which only the end of the leg knows. */
  @Test
  void oneCarrierIsOwedThoughRecoveryNamedAnother() throws Exception {
    new Bought(true)
        .tell(
            """
            at                        | call | does                    | says                         | Ann    | credit | cheap | dear
            2026-11-26T10:00:00+01:00 | A    | Ann calls +972811234567 | 15 s by Ann                  | 9.8215 | -0.30  | 0.00  | 0.00
            2026-11-26T10:00:11+01:00 | A    | used 11                 | 30 s by Ann                  | 9.643  | -0.60  | 0.00  | 0.00
            2026-11-26T10:00:12+01:00 |      | the node restarts       | recovered                    | 9.8691 | -0.30  | 0.022 | 0.00
            2026-11-26T10:00:21+01:00 | A    | ends 20 over dear       | Ann 0.1071 EUR on 2026-11-26 | 9.762  | -0.30  | 0.00  | 0.08
            """);
  }

  /** Two legs, until Ann's money is at its end; then the tenant goes on, which pays no tax. */
  @Test
  void aCallbackIsHandedOverInBothItsLegs() throws Exception {
    new CallStory(
            tenant -> {
              taxed(tenant);
              tenant
                  .phone("Ann", "0.80")
                  .ownWallet("5.00")
                  .rule(Below.NOT_TAKEN, "caller then next", "tenant then end");
            },
            """
            at                        | call      | does                             | says                    | Ann    | tenant
            2026-11-26T10:00:00+01:00 | A agent   | callback of Ann to +4930555100   | 15 s by Ann             | 0.6215 | 5.00
            2026-11-26T10:00:10+01:00 | A visitor | callback of Ann to +491712345678 | 15 s by Ann             | 0.2645 | 5.00
            2026-11-26T10:00:11+01:00 | A agent   | used 11                          | 30 s by Ann             | 0.086  | 5.00
            2026-11-26T10:00:21+01:00 | A visitor | used 11                          | 18 s last by Ann        | 0.0146 | 5.00
            2026-11-26T10:00:26+01:00 | A agent   | used 26                          | 31 s last by Ann        | 0.0027 | 5.00
            2026-11-26T10:00:27+01:00 | A visitor | used 17                          | 33 s by The tenant      | 0.0027 | 4.70
            2026-11-26T10:00:30+01:00 | A agent   | used 30                          | 46 s by The tenant      | 0.0027 | 4.55
            2026-11-26T10:00:40+01:00 | A visitor | ends 30                          | Ann 0.4284 EUR on 2026-11-26; The tenant 0.24 EUR on 2026-11-26 | 0.0027 | 4.61
            2026-11-26T10:00:41+01:00 | A agent   | ends 41                          | Ann 0.3689 EUR on 2026-11-26; The tenant 0.10 EUR on 2026-11-26 | 0.0027 | 4.66
            """)
        .tell();
  }
}
