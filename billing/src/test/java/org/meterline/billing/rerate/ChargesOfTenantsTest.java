package org.meterline.billing.rerate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.billing.rerate.Month.AT;
import static org.meterline.billing.rerate.Month.NOW;

import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.meterline.billing.TestDatabase;
import org.meterline.billing.ledger.ChargeBook;
import org.meterline.billing.ledger.ChargeBook.Posted;
import org.meterline.billing.ledger.ChargeBook.Wanted;
import org.meterline.billing.ledger.ManyRows;
import org.meterline.billing.rate.RateDeck;
import org.meterline.billing.rate.TaxRate;
import org.meterline.billing.wallet.LegHold;

/** The charges of one tenant's calls in the operator's book, among those of others. */
class ChargesOfTenantsTest extends BoughtScene {
  private static final int OTHERS = 20_000;

  private final ManyRows rows = new ManyRows(TestDatabase.superuser());
  private final UUID other = UUID.randomUUID();

  ChargesOfTenantsTest() throws SQLException {}

  /** Newer than ours. */
  private void othersCallToo(UUID leg) throws SQLException {
    rows.write(
        """
        create temporary table other as
        select (lpad(to_hex((extract(epoch from now()) * 1000)::bigint), 12, '0')
                || '70008' || lpad(to_hex(n), 15, '0'))::uuid as id
        from generate_series(1, %d) n
        """
            .formatted(OTHERS),
        copies("hold", "id", leg, "'leg', q.id, 'call', q.id, 'owner', '" + other + "'"),
        copies("charge", "leg", leg, "'leg', q.id, 'call', q.id"),
        """
        insert into charge_of_tenant (tenant, owner, id)
          select c.tenant, '%s', c.id from charge c join other q on q.id = c.id
        """
            .formatted(other),
        "drop table other",
        "vacuum analyze charge, hold, charge_of_tenant");
  }

  /** Rows as one that is there, with other values. */
  private static String copies(String table, String key, UUID leg, String values) {
    return """
        insert into %1$s select r.*
        from other q
          join %1$s o on o.%2$s = '%3$s' and o.line = 1
          cross join lateral jsonb_populate_record(o, jsonb_build_object('id', q.id, %4$s)) r
        """
        .formatted(table, key, leg, values);
  }

  @AfterEach
  void remove() throws SQLException {
    var theirs = "select id from hold where owner = '" + other + "'";
    rows.write(
        "delete from charge where leg in (" + theirs + ")",
        "delete from charge_of_tenant where owner = '" + other + "'",
        "delete from hold where owner = '" + other + "'",
        "vacuum analyze charge, hold, charge_of_tenant");
  }

  @Test
  void aPageOfThemReadsNoOthers() throws SQLException {
    UUID leg = null;
    for (int i = 0; i < 5; i++) {
      leg = call(TaxRate.NONE, 10);
    }
    assertTrue(leg != null);
    othersCallToo(LegHold.bought(leg));
    var wanted = ofTenant(null);
    var first = new ArrayList<Posted>();
    long read =
        operators(
            c -> {
              long before = ManyRows.read(c, "^(charge|hold|transfer|move)");
              first.addAll(new ChargeBook(c).list(wanted, null, 4));
              return ManyRows.read(c, "^(charge|hold|transfer|move)") - before;
            });
    assertEquals(4, first.size());
    assertTrue(first.stream().allMatch(posted -> posted.tenant().equals(it.book.tenant)));
    // ours, and what is small may be read whole; those of others are twice OTHERS
    assertTrue(read < OTHERS / 10, () -> read + " rows");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 99})
  void pagesAreAsThoseOfTheWholeBook(int size) throws SQLException {
    call(TaxRate.NONE, 60);
    call(TaxRate.NONE, 0);
    call(TaxRate.NONE, 30);
    RateDeck corrected = deck("WHOLESALE", "4");
    posted(asked, corrected);
    var whole =
        pages(new Wanted(null, null, null, null, null, false), 200).stream()
            .filter(posted -> posted.tenant().equals(it.book.tenant))
            .toList();
    assertTrue(whole.size() >= 7, "anew, too");
    assertEquals(ids(whole), ids(pages(ofTenant(null), size)));
    for (var at : List.of(AT, NOW)) {
      var until = LocalDate.ofInstant(at, ZoneOffset.UTC).plusDays(1);
      var before = whole.stream().filter(posted -> posted.day().isBefore(until)).toList();
      assertEquals(ids(before), ids(pages(ofTenant(until), size)), until.toString());
    }
    assertEquals(List.of(), pages(new Wanted(null, null, null, UUID.randomUUID(), null, false), 9));
  }

  private Wanted ofTenant(@Nullable LocalDate until) {
    return new Wanted(null, until, null, it.book.tenant, null, false);
  }

  private static List<UUID> ids(List<Posted> charges) {
    return charges.stream().map(posted -> posted.charge().id()).toList();
  }

  private static List<Posted> pages(Wanted wanted, int size) {
    var found = new ArrayList<Posted>();
    while (true) {
      var before = found.isEmpty() ? null : found.getLast().charge().id();
      var next = operators(c -> new ChargeBook(c).list(wanted, before, size));
      found.addAll(next);
      if (next.size() < size) {
        return found;
      }
    }
  }
}
