package org.meterline.ejb.deck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.meterline.billing.deck.DeckReview.Relation;
import org.meterline.billing.rate.TaxRate;
import org.meterline.billing.tax.InputTax;
import org.meterline.billing.wallet.HoldLine.Part;
import org.meterline.billing.wallet.NewWallet.PayerKind;
import org.meterline.ejb.database.TestDatabase;
import org.meterline.ejb.refusal.Refused;

/**
 * Decks of all relations tried on calls that were charged, over PostgreSQL, and who may read where
 * calls went for it; the container's transaction is stood in for.
 */
class DryRunsTest extends DryRunScene {
  DryRunsTest() throws SQLException {}

  @Test
  void ofRetailAgainstWhatTheOperatorAsks() throws SQLException {
    var payer = opened(tenant, UUID.randomUUID(), PayerKind.CUSTOMER);
    var buyer = opened(operator, tenant.id(), PayerKind.CUSTOMER);
    var old = retail(null, "prefix,destination,price\n49,Germany,0.06\n");
    decks.approve(finance, id(old), null);
    var asked = asked(Relation.WHOLESALE, tenant.id(), "prefix,price\n49,0.03\n");
    charged("+4930123456", 60, new Charged(Part.PAYER, payer, old, "0.06"));
    var bought = new Charged(Part.WHOLESALE, buyer, asked, "0.02");
    charged("+4930123457", 60, new Charged(Part.PAYER, payer, old, "0.06"), bought);
    charged("+4989123456", 30, new Charged(Part.PAYER, payer, old, "0.03"));
    charged("+4989123456", 0, new Charged(Part.PAYER, payer, old, "0"));

    var text = "prefix,destination,price\n4930,Berlin,0.12\n";
    var result = decks.preview(finance, id(retail(null, text)), since, until).result();
    assertEquals(1, result.unpriced());
    assertEquals("Berlin", result.destinations().getFirst().destination());
    assertEquals(
        "2 legs, charged 0.12 would 0.24 revenue 0.24 cost 0.06 margin 0.18 before 0.1",
        told(result.total()));
    // a payer's own deck is tried on that payer's calls, and everybody's on those of all others
    var own = retail(payer.payer(), text);
    assertEquals(2, decks.preview(finance, id(own), since, until).result().total().legs());
    var other = retail(opened(tenant, UUID.randomUUID(), PayerKind.CUSTOMER).payer(), text);
    assertEquals(0, decks.preview(finance, id(other), since, until).result().total().legs());
    decks.approve(finance, id(own), null);
    var everybodys = decks.preview(finance, id(retail(null, text)), since, until).result();
    assertEquals(2, everybodys.pricedBefore());
    assertEquals(0, everybodys.total().legs());
    // last month nobody called
    var lastMonth = decks.preview(finance, id(own), null, null);
    assertEquals(0, lastMonth.result().total().legs());
    assertEquals(Instant.parse("2026-09-30T22:00:00Z"), lastMonth.since());
  }

  @Test
  void taxThatTheTenantDeductsIsNoCost() throws SQLException {
    var payer = opened(tenant, UUID.randomUUID(), PayerKind.CUSTOMER);
    var buyer = opened(operator, tenant.id(), PayerKind.CUSTOMER);
    var old = retail(null, "prefix,destination,price\n379,Vatican,0.06\n");
    decks.approve(finance, id(old), null);
    // nobody, in no test, asks for the number that is called by then: what was charged counts
    var asked = asked(Relation.WHOLESALE, tenant.id(), "prefix,price\n49,0.03\n");
    var taxed = tariff(asked).taxed(new TaxRate("DE", new BigDecimal("0.19")));
    charged(
        "+37912345",
        60,
        new Charged(Part.PAYER, payer, old, "0.06"),
        new Charged(Part.WHOLESALE, buyer, taxed, "0.0238"));
    var draft = id(retail(null, "prefix,destination,price\n379,Vatican,0.12\n"));
    assertEquals(
        "1 legs, charged 0.06 would 0.12 revenue 0.12 cost 0.02 margin 0.1 before 0.04",
        told(decks.preview(finance, draft, since, until).result().total()));
    transaction.write(tenant.id(), c -> new InputTax(c).set(tenant.id(), false, "ann"));
    assertEquals(
        "1 legs, charged 0.06 would 0.12 revenue 0.12 cost 0.0238 margin 0.0962 before 0.0362",
        told(decks.preview(finance, draft, since, until).result().total()));
  }

  @Test
  void ofWholesaleAgainstWhatCarriersAskAndOfCostAgainstWhatTenantsPay() throws SQLException {
    var buyer = opened(operator, tenant.id(), PayerKind.CUSTOMER);
    var north = opened(operator, UUID.randomUUID(), PayerKind.CARRIER);
    var south = opened(operator, UUID.randomUUID(), PayerKind.CARRIER);
    var sold = asked(Relation.WHOLESALE, tenant.id(), "prefix,price\n49,0.04\n33,0.04\n");
    var asks = asked(Relation.COST, north.payer(), "prefix,price\n49,0.02\n");
    var souths = asked(Relation.COST, south.payer(), "prefix,price\n44,1\n");
    var wholesale = new Charged(Part.WHOLESALE, buyer, sold, "0.04");
    charged("+4930123456", 60, wholesale, new Charged(Part.CARRIER, north, asks, "0.01"));
    // of two carriers the second one carried it
    charged(
        "+33123456789",
        60,
        wholesale,
        new Charged(Part.CARRIER, north, asks, "0"),
        new Charged(Part.CARRIER, south, souths, "0.03"));
    // over a trunk of the tenant's own: nobody is owed
    charged("+4930123457", 60, wholesale);

    var draft = drafted(Relation.WHOLESALE, tenant.id(), "prefix,price\n49,0.05\n33,0.10\n");
    var result = operators.preview(operating, id(draft), since, until).result();
    assertEquals(1, result.withoutOpposite());
    assertEquals(
        "3 legs, charged 0.12 would 0.2 revenue 0.2 cost 0.05 margin 0.15 before 0.08",
        told(result.total()));

    var dearer = drafted(Relation.COST, north.payer(), "prefix,price\n49,0.03\n");
    var owed = operators.preview(operating, id(dearer), since, until).result();
    assertEquals(
        "1 legs, charged 0.01 would 0.03 revenue 0.04 cost 0.03 margin 0.01 before 0.03",
        told(owed.total()));

    // everybody's deck does not price what a tenant's own does
    var everybodys = drafted(Relation.WHOLESALE, null, "prefix,price\n49,0.01\n33,0.01\n");
    assertEquals(
        3, operators.preview(operating, id(everybodys), since, until).result().pricedBefore());
    assertEquals(
        "not-found",
        assertThrows(Refused.class, () -> decks.preview(finance, id(everybodys), since, until))
            .code());
  }

  /** Though the only carrier that had a price was in the hold, it is owed nothing. */
  @Test
  void overATrunkOfTheTenantsOwnNoCarrierCarriedIt() throws SQLException {
    var buyer = opened(operator, tenant.id(), PayerKind.CUSTOMER);
    var north = opened(operator, UUID.randomUUID(), PayerKind.CARRIER);
    var sold = asked(Relation.WHOLESALE, tenant.id(), "prefix,price\n49,0.04\n");
    var asks = asked(Relation.COST, north.payer(), "prefix,price\n49,0.02\n");
    charged(
        "+4930123456",
        60,
        new Charged(Part.WHOLESALE, buyer, sold, "0.04"),
        new Charged(Part.CARRIER, north, asks, "0"));
    var dearer = drafted(Relation.COST, north.payer(), "prefix,price\n49,0.03\n");
    assertEquals(1, operators.preview(operating, id(dearer), since, until).result().total().legs());
    String name = "own-" + tenant.id();
    try (var c = TestDatabase.get().superuser().getConnection();
        var s = c.createStatement()) {
      s.execute(
          "insert into meterline.trunk (id, name, host, port, transport, prefixes, owner)"
              + " values (gen_random_uuid(), '%s', 'h', 5060, 'udp', '{}', '%s')"
                  .formatted(name, tenant.id()));
      s.execute(
          "update meterline.call_leg set trunk = '%s' where tenant = '%s'"
              .formatted(name, tenant.id()));
    }
    assertEquals(0, operators.preview(operating, id(dearer), since, until).result().total().legs());
  }

  @Test
  void aPageAtATimeIsAll() throws SQLException {
    var buyer = opened(operator, tenant.id(), PayerKind.CUSTOMER);
    var sold = asked(Relation.WHOLESALE, tenant.id(), "prefix,price\n49,0.04\n");
    var wholesale = new Charged(Part.WHOLESALE, buyer, sold, "0.04");
    for (int i = 0; i < 7; i++) {
      charged("+493012345" + i, i % 3 == 0 ? 0 : 60, wholesale);
    }
    for (int atATime : new int[] {1, 2, 7, 8}) {
      var numbers = new ArrayList<String>();
      transaction.read(
          operator.id(),
          c -> {
            CarriedLegs.read(c, tenant.id(), since, until, atATime, leg -> numbers.add(leg.to()));
            return true;
          });
      assertEquals(
          List.of("+4930123451", "+4930123452", "+4930123454", "+4930123455"),
          numbers.stream().sorted().toList());
    }
  }

  @Test
  void whereCallsWentIsToldInTheOperatorsBookAlone() throws SQLException {
    var buyer = opened(operator, tenant.id(), PayerKind.CUSTOMER);
    var payer = opened(tenant, UUID.randomUUID(), PayerKind.CUSTOMER);
    var sold = asked(Relation.WHOLESALE, tenant.id(), "prefix,price\n49,0.04\n");
    var retail = retail(null, "prefix,price\n49,0.06\n");
    charged("+4930123456", 60, new Charged(Part.WHOLESALE, buyer, sold, "0.04"));
    // not charged by the operator, not answered, and no number
    charged("+4930999991", 60, new Charged(Part.PAYER, payer, retail, "0.06"));
    charged("+4930999992", 0, new Charged(Part.WHOLESALE, buyer, sold, "0"));
    charged("103", "+4930999993", true, 60, new Charged(Part.WHOLESALE, buyer, sold, "0.04"));

    var other = TestDatabase.get().newTenantWithBooks("nosy");
    for (var asking : new @Nullable UUID[] {tenant.id(), other.id(), UUID.randomUUID(), null}) {
      for (var whose : List.of(tenant.id(), other.id(), operator.id())) {
        assertEquals("42501", state(asking, whose, until), asking + " of " + whose);
      }
    }
    assertEquals("22023", state(operator.id(), tenant.id(), since.plus(Duration.ofDays(367))));
    var told = told(operator.id(), tenant.id(), until);
    assertEquals(4, told.size());
    assertEquals(1, told.stream().filter(row -> row.contains("+4930123456,")).count());
    assertFalse(told.toString().contains("4930999"), told.toString()); // an id may have 999
    assertFalse(told.toString().contains(CALLER), told.toString());
    assertEquals(List.of(), told(operator.id(), other.id(), until));
    assertTrue(told(operator.id(), tenant.id(), since.plusSeconds(1)).isEmpty());
    // the operator sees no row of the record by itself
    assertEquals(
        0,
        transaction.<Integer>read(
            operator.id(),
            c -> {
              try (var s = c.createStatement();
                  var row = s.executeQuery("select count(*) from call_leg")) {
                row.next();
                return row.getInt(1);
              }
            }));
  }

  /** What the database says to who asks: the state of its error. */
  private String state(@Nullable UUID asking, UUID whose, Instant until) {
    return assertThrows(SQLException.class, () -> told(asking, whose, until)).getSQLState();
  }

  /** Rows of the function as text, asked as the application's user. */
  private List<String> told(@Nullable UUID asking, UUID whose, Instant until) throws SQLException {
    try (var c = TestDatabase.get().app().getConnection()) {
      c.setAutoCommit(false);
      try (var s = c.createStatement()) {
        s.execute(
            "select set_config('meterline.tenant', '%s', true)"
                .formatted(asking == null ? "" : asking));
        var rows = new ArrayList<String>();
        try (var row =
            s.executeQuery(
                "select l::text from carried_legs('%s', '%s', '%s', null, 100) l"
                    .formatted(whose, since, until))) {
          while (row.next()) {
            rows.add(row.getString(1));
          }
        }
        return rows;
      } finally {
        c.rollback();
      }
    }
  }
}
