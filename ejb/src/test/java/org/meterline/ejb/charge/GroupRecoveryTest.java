package org.meterline.ejb.charge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.meterline.billing.money.Money;
import org.meterline.billing.wallet.HoldGroups;
import org.meterline.billing.wallet.HoldGroups.Part;

/** A node that starts again recovers legs that several wallets pay for, line by line. */
class GroupRecoveryTest {
  private final ChargedTenant tenant;

  GroupRecoveryTest() throws Exception {
    tenant = new ChargedTenant().deck("49 0.06 0 1/1").phone("101", "10.00").phone("102", "5.00");
  }

  @Test
  void eachLinePostsWhatIsProvedOfIt() {
    var node = "group-" + tenant.id;
    var leg = UUID.randomUUID();
    try (var first = tenant.start(node)) {
      var lease = first.book().take(node, Duration.ofMinutes(1));
      var deck = first.rates().of(tenant.id, ChargedTenant.AT).orElseThrow().id();
      var lines =
          List.of(
              line(Part.PAYER, tenant.walletId("101"), deck, "2.00"),
              line(Part.SPONSOR, tenant.walletId("102"), deck, "1.00"));
      assertInstanceOf(
          HoldGroups.AllHeld.class,
          first
              .book()
              .groups()
              .hold(
                  lease,
                  List.of(new HoldGroups.Request(tenant.id, leg, leg, lines, ChargedTenant.AT)))
              .getFirst());
      var totals = List.of(total("2.00", "0.30"), total("1.00", "0.10"));
      first
          .book()
          .groups()
          .extend(
              lease,
              List.of(new HoldGroups.Extension(tenant.id, leg, 1, Duration.ofSeconds(9), totals)));
    }
    try (var second = tenant.start(node)) {
      assertEquals(1, second.recover());
      assertEquals(0, second.recover());
    }
    assertEquals(ChargedTenant.eur("9.70"), tenant.wallet("101").available());
    assertEquals(ChargedTenant.eur("4.90"), tenant.wallet("102").available());
    assertEquals(List.of(), tenant.differences());
  }

  private static HoldGroups.Line line(Part part, UUID wallet, UUID deck, String amount) {
    Money held = ChargedTenant.eur(amount);
    return new HoldGroups.Line(part, wallet, deck, 1, held, 30, false);
  }

  private static HoldGroups.Total total(String total, String proved) {
    return new HoldGroups.Total(ChargedTenant.eur(total), 30, false, ChargedTenant.eur(proved));
  }
}
