package org.meterline.billing.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.meterline.billing.ledger.ChargeBook.Wanted;

/** Books that were filled by an older version are brought to this one. */
class UpgradeTest {
  private static final int CALLS = 300;

  @Test
  void whatWasChargedBeforeIsFound() throws Exception {
    var done = UpgradeBenchmark.run("upgrade_of_few", CALLS);
    assertTrue(done.steps().size() > 30);
    var tenant = UpgradeBenchmark.tenant();
    var books = new BookTransaction(done.app());
    var whole = new Wanted(null, null, null, null, null, true);
    var ofTenant = new Wanted(null, null, null, tenant, null, true);
    var bought = books.read(OperatorBook.ID, c -> new ChargeBook(c).list(whole, null, 999));
    assertEquals(CALLS, bought.size());
    assertTrue(bought.stream().allMatch(posted -> posted.tenant().equals(tenant)));
    assertEquals(
        bought, books.read(OperatorBook.ID, c -> new ChargeBook(c).list(ofTenant, null, 999)));
    assertEquals(
        CALLS, books.read(tenant, c -> new ChargeBook(c).list(ofTenant, null, 999)).size());
  }
}
