package org.meterline.ejb.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.meterline.billing.ledger.DayCheck;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.ejb.page.Ask;

/** What the differences of a check are about: call, charge, transfer, wallet, and their money. */
class FindingsTest {
  private final LedgerTenant it;
  private final UUID wallet;

  FindingsTest() throws SQLException {
    it = new LedgerTenant();
    wallet = it.wallet();
  }

  private List<DayCheck> days() {
    return it.checks(c -> c.list(it.ann, Ask.first())).items();
  }

  /** Of the latest check. */
  private Finding found(String name) {
    return it.checks(c -> c.about(it.ann, List.of(days().getFirst()))).values().stream()
        .filter(finding -> finding.difference().name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static Money eur(String amount) {
    return Money.parse(amount, Currency.EUR);
  }

  private UUID charge(UUID call, UUID leg) throws SQLException {
    var id = LedgerTenant.id();
    it.tamper(
        ("insert into charge (tenant, id, call, leg, segment, relation, posting, wallet, deck, rate,"
                + " seconds, amount, overrun, trace, recorded) values ($tenant, '%s', '%s', '%s', 0,"
                + " 'RETAIL', 1, '%s', '%s', 1, 60, 250000000, 0, '[]', '2026-11-20 09:01Z')")
            .formatted(id, call, leg, wallet, UUID.randomUUID()));
    return id;
  }

  @Test
  void aWalletIsNamedWithItsMoney() throws SQLException {
    it.topUp(wallet, "1");
    it.tamper("update wallet set balance = balance + 1 where tenant = $tenant");
    it.checks(c -> c.run(it.ann));
    var finding = found("wallet-balance");
    assertEquals(wallet, finding.wallet());
    assertNull(finding.call());
    var amounts = finding.amounts();
    assertNotNull(amounts);
    assertEquals(List.of(eur("1")), amounts.expected());
    assertEquals(List.of(eur("1.00000001")), amounts.found());
    assertEquals(List.of(eur("0.00000001")), amounts.difference());
    var account = found("control-account").amounts();
    assertNotNull(account);
    assertEquals(List.of(eur("-0.00000001")), account.difference());
  }

  @Test
  void aChargeIsNamedWithItsCallAndItsWallet() throws SQLException {
    var call = UUID.randomUUID();
    var leg = UUID.randomUUID();
    var charge = charge(call, leg);
    it.checks(c -> c.run(it.ann));
    var unposted = found("charge-not-posted");
    assertEquals(charge, unposted.charge());
    assertEquals(call, unposted.call());
    assertEquals(wallet, unposted.wallet());
    var amounts = unposted.amounts();
    assertNotNull(amounts);
    assertEquals(List.of(eur("-2.50")), amounts.difference());
    var unrecorded = found("charge-without-record");
    assertEquals(call, unrecorded.call(), "a leg without a record is told with its call");
    assertNull(unrecorded.amounts());
  }

  @Test
  void aLegIsNamedWithItsCall() throws SQLException {
    var call = UUID.randomUUID();
    it.tamper(
        ("insert into call_leg (tenant, id, call, incoming, destination, payer, began, answered,"
                + " ended, charged_millis, recovered) select $tenant, '%s', '%s', false, 'x', 'Ann',"
                + " a, a, a, 60000, false from (select timestamptz '2026-11-20 09:00Z' as a) t")
            .formatted(UUID.randomUUID(), call));
    it.checks(c -> c.run(it.ann));
    assertEquals(call, found("record-without-charge").call());
  }

  @Test
  void aTransferIsNamedWithItself() throws SQLException {
    var transfer = it.topUp(wallet, "1");
    it.tamper("update transfer set kind = 'journal' where id = '" + transfer + "'");
    it.checks(c -> c.run(it.ann));
    assertEquals(transfer, found("journal-not-approved").transfer());
  }

  @Test
  void daysOnWhichItWasNamedAreTold() throws SQLException {
    it.topUp(wallet, "1");
    it.tamper("update wallet set balance = balance + 1 where tenant = $tenant");
    it.checks(c -> c.run(it.ann));
    it.tamper(
        "insert into reconciliation (tenant, day, checked, calls, transfers, wallets, differences)"
            + " select tenant, day - 3, checked, calls, transfers, wallets,"
            + " jsonb_path_query_array(differences, '$[*] ? (@.name == \"wallet-balance\")')"
            + " from reconciliation where tenant = $tenant");
    assertEquals(LocalDate.parse("2026-11-17"), found("wallet-balance").first());
    assertEquals(LocalDate.parse("2026-11-20"), found("wallet-balance").last());
    assertEquals(LocalDate.parse("2026-11-20"), found("control-account").first());
  }

  @Test
  void nothingIsSaidOfAnotherBook() throws SQLException {
    var other = new LedgerTenant();
    it.topUp(wallet, "1");
    it.tamper("update wallet set balance = balance + 1 where tenant = $tenant");
    it.checks(c -> c.run(it.ann));
    var mine = days();
    assertEquals(2, mine.getFirst().differences().size());
    var elsewhere = other.checks(c -> c.about(other.ann, mine)).values();
    assertEquals(2, elsewhere.size());
    for (var finding : elsewhere) {
      assertNull(finding.wallet());
      assertNull(finding.first());
      boolean byAccount = finding.difference().name().equals("control-account");
      assertEquals(byAccount, finding.amounts() != null);
    }
  }
}
