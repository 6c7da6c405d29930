package org.meterline.ejb.charge;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.ejb.charge.ChargedTenant.ended;
import static org.meterline.ejb.charge.ChargedTenant.eur;

import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.meterline.billing.ledger.ChargeBook;
import org.meterline.billing.ledger.ChargeBook.Wanted;
import org.meterline.billing.rate.Rate;
import org.meterline.billing.wallet.NewWallet.PayerKind;
import org.meterline.ejb.database.TestDatabase;
import org.meterline.ejb.database.Use;
import org.meterline.ejb.ledger.Charges;
import org.meterline.ejb.ledger.Charges.Seen;
import org.meterline.ejb.page.Ask;
import org.meterline.ejb.page.Page;
import org.meterline.ejb.refusal.Refused;
import org.meterline.ejb.tenant.Caller;
import org.meterline.ejb.tenant.Role;
import org.meterline.ejb.tenant.Tenant;
import org.meterline.telephony.call.CallId;
import org.meterline.telephony.call.LegId;

/**
 * A call of 70 s is followed in both books from the prefix to the entries, relation by relation.
 */
class FollowedCallTest {
  private static final AtomicInteger TESTS = new AtomicInteger(1000);
  private static final LocalDate DAY = LocalDate.of(2026, 11, 22);

  private final String prefix = "9726" + TESTS.incrementAndGet();
  private final Tenant operator;
  private final ChargedTenant tenant;
  private final UUID wholesale = UUID.randomUUID();
  private final UUID carrier = UUID.randomUUID();
  private final Charging charging;
  private final CallId call = CallId.mint();

  FollowedCallTest() throws Exception {
    tenant = new ChargedTenant().deck(prefix + " 0.06 0 1/1").phone("101", "10.00");
    var scene = new OperatorScene(tenant);
    scene.wallet(wholesale, tenant.id, PayerKind.CUSTOMER);
    scene.topUp(wholesale, "1.00");
    var israel = Rate.to(prefix, "Israel");
    scene.deck("WHOLESALE", tenant.id, israel.price("0.03").increments(60, 60));
    scene.carrier(carrier, Rate.to(prefix, "Israel").price("0.012"));
    operator = TestDatabase.get().operator();
    charging = tenant.start("node-" + tenant.id);
    lasts(call, 70);
  }

  private void lasts(CallId call, long seconds) throws Exception {
    var leg = LegId.mint();
    charging.authority().admit(tenant.asks("101", call, leg, "+" + prefix + "1234"));
    if (seconds > 0) {
      charging.authority().extend(leg, 1, Duration.ofSeconds(11));
      charging.authority().extend(leg, 2, Duration.ofSeconds(58));
    }
    charging.journal().post(List.of(ended(call, leg, 9, Duration.ofSeconds(seconds))));
  }

  @AfterEach
  void close() {
    charging.close();
  }

  private Wanted of(@Nullable String relation, @Nullable UUID call) {
    return new Wanted(null, null, relation, tenant.id, call, false);
  }

  private static Caller caller(Tenant tenant, Role role) {
    return new Caller(tenant, "subject", "someone@operator.example", "Someone", role, null);
  }

  private Page<Seen> list(Wanted wanted, Ask ask) {
    var finance = caller(operator, Role.FINANCE);
    return Use.in(operator, em -> new Charges(em).list(finance, wanted, ask));
  }

  private List<String> relations(Wanted wanted) {
    return list(wanted, Ask.first()).items().stream()
        .map(seen -> seen.posted().relation())
        .sorted()
        .toList();
  }

  private Seen only(String relation) {
    var found = list(of(relation, call.value()), Ask.first()).items();
    assertEquals(1, found.size());
    var id = found.getFirst().posted().charge().id();
    var finance = caller(operator, Role.FINANCE);
    var one = Use.in(operator, em -> new Charges(em).get(finance, id));
    assertEquals(found.getFirst(), one);
    return one;
  }

  @Test
  void whatATenantPaysIsFollowedFromThePrefixToTheEntries() {
    var seen = only("WHOLESALE");
    var charge = seen.posted().charge();
    assertEquals(
        List.of(prefix, "Israel"),
        List.of(charge.tariff().prefix(), charge.tariff().destination()));
    assertTrue(charge.deckInWords().startsWith("the tenant's own deck, Deck "));
    assertEquals(List.of(70L, 120L), List.of(charge.seconds(), charge.billedSeconds()));
    assertEquals(eur("0.06"), charge.amount());
    assertEquals(List.of(tenant.id, DAY), List.of(seen.posted().tenant(), seen.posted().day()));
    assertTrue(seen.tenant().startsWith("charged"), seen.tenant());
    var held = requireNonNull(seen.posted().held());
    assertEquals(List.of(eur("0.03"), eur("0.09")), List.of(held.first(), held.most()));
    assertEquals("SETTLED", held.resolution());
    assertTrue(charge.trace().contains("Prefix " + prefix + ", Israel"), charge.trace());
    assertEquals(
        List.of("2100 Tenants' wallets>4000 Revenue from tenants 0.06 EUR"),
        requireNonNull(charge.transfer()).moves().stream()
            .map(m -> m.debit() + ">" + m.credit() + " " + m.amount())
            .toList());
  }

  @Test
  void whatACarrierIsOwedIsFollowedAndNamesTheTenantWhoseCallItWas() {
    var seen = only("COST");
    var charge = seen.posted().charge();
    assertEquals(List.of(carrier, eur("0.014")), List.of(charge.wallet(), charge.amount()));
    assertEquals(tenant.id, seen.posted().tenant());
    assertTrue(charge.deckInWords().startsWith("the carrier's own deck, Deck "));
    assertEquals(eur("0"), requireNonNull(seen.posted().held()).most(), "it is owed, not held");
    assertEquals(
        List.of("5000 Calls bought from carriers"),
        requireNonNull(charge.transfer()).moves().stream().map(m -> m.debit()).toList());
  }

  @Test
  void theListIsAskedByPeriodRelationTenantAndCallAndReadByPages() throws Exception {
    var second = CallId.mint();
    lasts(second, 0);
    assertEquals(List.of("COST", "WHOLESALE"), relations(of(null, call.value())));
    assertEquals(4, relations(of(null, null)).size());
    assertEquals(
        List.of("COST", "WHOLESALE"),
        relations(new Wanted(null, null, null, tenant.id, null, true)),
        "the second call cost nothing");
    assertEquals(List.of(), relations(of("RETAIL", null)), "that is the tenant's");
    assertEquals(
        List.of("COST", "WHOLESALE"),
        relations(new Wanted(DAY, DAY.plusDays(1), null, tenant.id, call.value(), false)));
    for (var off : List.of(DAY.minusDays(1), DAY.plusDays(1))) {
      assertEquals(
          List.of(),
          relations(new Wanted(off, off.plusDays(1), null, tenant.id, call.value(), false)));
    }
    var first = list(of(null, call.value()), new Ask(null, 1));
    var rest = list(of(null, call.value()), new Ask(first.next(), 1));
    assertTrue(rest.next() == null && !rest.items().equals(first.items()));
  }

  @Test
  void aTenantFollowsItsOwnBookAlone() throws Exception {
    var wall = TestDatabase.get().newTenant("wall");
    var cost = only("COST").posted().charge().id();
    var nobody = caller(wall, Role.FINANCE);
    var all = new Wanted(null, null, null, null, null, false);
    assertEquals(
        List.of(), Use.in(wall, em -> new Charges(em).list(nobody, all, Ask.first())).items());
    assertEquals(
        "not-found",
        assertThrows(Refused.class, () -> Use.in(wall, em -> new Charges(em).get(nobody, cost)))
            .code());
    var agent = caller(operator, Role.AGENT);
    assertEquals(
        "forbidden",
        assertThrows(
                Refused.class,
                () -> Use.in(operator, em -> new Charges(em).list(agent, all, Ask.first())))
            .code());
    var backwards = new Wanted(DAY, DAY, null, null, null, false);
    assertEquals("invalid", assertThrows(Refused.class, () -> list(backwards, Ask.first())).code());
    assertEquals(
        List.of("RETAIL " + tenant.id),
        tenant
            .transaction
            .read(tenant.id, c -> new ChargeBook(c).list(of(null, null), null, 9))
            .stream()
            .map(posted -> posted.relation() + " " + posted.tenant())
            .toList());
  }
}
