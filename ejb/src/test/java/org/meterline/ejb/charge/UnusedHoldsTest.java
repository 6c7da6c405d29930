package org.meterline.ejb.charge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.meterline.ejb.charge.ChargedTenant.eur;

import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.meterline.ejb.database.TestDatabase;
import org.meterline.telephony.call.CallId;
import org.meterline.telephony.call.LegId;

/** Holds that nobody uses are given back each by itself, whatever the books say to another. */
class UnusedHoldsTest {
  private final ChargedTenant tenant;
  private Charging charging;
  private final UnusedHolds unused;

  UnusedHoldsTest() throws SQLException {
    tenant =
        new ChargedTenant()
            .deck("49 0.60 0 1/1")
            .phone("101", "9.00")
            .phone("102", "9.00")
            .phone("103", "9.00");
    charging = tenant.start("node-" + tenant.id);
    unused = new UnusedHolds(tenant.book, new OpenLegs(tenant.book));
  }

  @AfterEach
  void everythingAgrees() {
    charging.close();
    assertEquals(List.of(), tenant.differences());
  }

  private void holds(String user) {
    var leg = LegId.mint();
    tenant.admit(charging, tenant.asks(user, CallId.mint(), leg, "+493112345"));
    unused.add(leg.value(), leg.value());
    assertHeld(user, "0.15");
  }

  private void assertHeld(String user, String amount) {
    assertEquals(eur(amount), tenant.wallet(user).held());
  }

  /** As somebody did who has the files of the database: nothing can be given back any more. */
  private void nothingIsHeldBy(String user, String amount) throws SQLException {
    try (var connection = TestDatabase.get().superuser().getConnection();
        var s = connection.prepareStatement("update meterline.wallet set held = ? where id = ?")) {
      s.setLong(1, eur(amount).units());
      s.setObject(2, tenant.walletId(user));
      s.executeUpdate();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"101", "102", "103"})
  void oneThatTheBooksRefuseKeepsNoOther(String refused) throws SQLException {
    var users = List.of("101", "102", "103");
    users.forEach(this::holds);
    nothingIsHeldBy(refused, "0");
    unused.giveBack();
    users.forEach(user -> assertHeld(user, "0"));
    nothingIsHeldBy(refused, "0.15");

    unused.giveBack();
    assertHeld(refused, "0.15");
    charging.close();
    charging = tenant.start("node-" + tenant.id);
    assertEquals(1, charging.recover(), "what is left is found when the node starts again");
    assertHeld(refused, "0");
  }

  @Test
  void allAreGivenBackOnce() {
    holds("101");
    holds("102");
    unused.giveBack();
    assertHeld("101", "0");
    assertHeld("102", "0");
    unused.giveBack();
    assertEquals(eur("9.00"), tenant.wallet("101").available());
  }
}
