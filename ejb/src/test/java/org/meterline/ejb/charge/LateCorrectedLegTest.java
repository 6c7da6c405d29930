package org.meterline.ejb.charge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.ejb.charge.ChargedTenant.AT;
import static org.meterline.ejb.charge.ChargedTenant.ended;
import static org.meterline.ejb.charge.ChargedTenant.eur;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.meterline.billing.ledger.Reconciliation;
import org.meterline.billing.money.Currency;
import org.meterline.billing.rate.DeckTerms;
import org.meterline.billing.rate.Rate;
import org.meterline.billing.rate.RateDeck;
import org.meterline.billing.rerate.ReRating;
import org.meterline.ejb.Patience;
import org.meterline.ejb.database.TestDatabase;
import org.meterline.ejb.record.RecordJournal;
import org.meterline.ejb.rerate.ReRatingDesk;
import org.meterline.ejb.rerate.ReRatings;
import org.meterline.ejb.tenant.Caller;
import org.meterline.ejb.tenant.Role;
import org.meterline.ejb.tenant.Tenant;
import org.meterline.telephony.call.CallAuthority.Granted;
import org.meterline.telephony.call.CallFact;
import org.meterline.telephony.call.CallId;
import org.meterline.telephony.call.LegId;
import org.meterline.telephony.call.Origin;

/**
 * A leg was recovered; its node's journal turns up, and its hold is read; before it is posted, a
 * corrected deck charges it anew.
 */
class LateCorrectedLegTest {
  private static final String NUMBER = "+4931123456";
  private static final Instant TOMORROW = AT.plus(Duration.ofDays(1));

  private final RateDeck wrong = deck("0.60");
  private final RateDeck corrected = deck("0.30");
  private final AtomicReference<Runnable> meanwhile = new AtomicReference<>(() -> {});
  private final ChargedTenant tenant;

  LateCorrectedLegTest() throws SQLException {
    tenant = new ChargedTenant().deck(wrong).phone("101", "10.00");
  }

  private static RateDeck deck(String price) {
    return RateDeck.compile(
        DeckTerms.plain(UUID.randomUUID(), Currency.EUR),
        List.of(Rate.to("49", "Germany").line(1).price(price).build()));
  }

  /** A database at which something else is done just before holds are resolved, once. */
  private DataSource source() {
    return between(
        DataSource.class,
        TestDatabase.get().app(),
        answer ->
            answer instanceof Connection connection
                ? between(Connection.class, connection, made -> made)
                : answer);
  }

  private <T> T between(Class<T> type, T of, UnaryOperator<Object> then) {
    return type.cast(
        Proxy.newProxyInstance(
            LateCorrectedLegTest.class.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              if (method.getName().equals("prepareStatement")
                  && ((String) arguments[0]).contains("resolve_holds")) {
                meanwhile.getAndSet(() -> {}).run();
              }
              try {
                return then.apply(method.invoke(of, arguments));
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }

  private static UUID id(Instant at) {
    var random = UUID.randomUUID();
    return new UUID(
        (at.toEpochMilli() << 16) | 0x7000 | (random.getMostSignificantBits() & 0xfff),
        random.getLeastSignificantBits());
  }

  private void chargeAnew() {
    tenant.deck(corrected);
    var whose = whose();
    var asked =
        new ReRating.Asked(
            id(TOMORROW),
            List.of(wrong.id()),
            corrected.id(),
            AT.minus(Duration.ofDays(1)),
            TOMORROW,
            "It was too much");
    try (var desk = new ReRatingDesk(TestDatabase.get().app())) {
      var ratings = new ReRatings(desk, Clock.fixed(TOMORROW, ZoneOffset.UTC));
      assertEquals(1, ratings.prepare(caller(whose, "ann"), asked).dryRun().legs());
      ratings.approve(caller(whose, "bob"), asked.id());
      Patience.until(
          "all is posted",
          () -> ratings.get(caller(whose, "ann"), asked.id()).state() == ReRating.State.POSTED);
      assertEquals(eur("9.94"), tenant.wallet("101").balance());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private Tenant whose() {
    return new Tenant(tenant.id, "T", "t", tenant.domain, ZoneOffset.UTC, "DE");
  }

  /** Where it went. */
  private void record(CallId call, LegId leg) throws Exception {
    var from = new Origin.Phone(tenant.domain, "101");
    new RecordJournal(
            TestDatabase.get().app(),
            domain -> domain.equals(tenant.domain) ? Optional.of(whose()) : Optional.empty(),
            (of, over) -> {})
        .post(
            List.of(
                new CallFact.Began(call, 1, AT, tenant.domain, from, "101", NUMBER, "n"),
                new CallFact.LegBegan(call, 2, AT, leg, false, NUMBER, null, "", null)));
  }

  private static Caller caller(Tenant of, String name) {
    return new Caller(of, name, name + "@x.example", name, Role.FINANCE, null);
  }

  @Test
  void theRestIsPostedByTheCorrectedPrice() throws Exception {
    var call = new CallId(id(AT));
    var leg = new LegId(id(AT));
    try (var lost = tenant.start("node-" + tenant.id)) {
      assertInstanceOf(
          Granted.class, lost.authority().admit(tenant.asks("101", call, leg, NUMBER)));
      assertInstanceOf(Granted.class, lost.authority().extend(leg, 1, Duration.ofSeconds(12)));
    }
    record(call, leg);
    try (var charging = tenant.start("node-" + tenant.id, source())) {
      assertEquals(1, charging.recover());
      assertEquals(eur("9.88"), tenant.wallet("101").balance(), "12 s are proved");
      var done = new CompletableFuture<Boolean>();
      meanwhile.set(
          () -> {
            try {
              chargeAnew();
              done.complete(true);
            } catch (Throwable e) { // it is a thread of the books' that does it
              done.completeExceptionally(e);
            }
          });
      charging.journal().post(List.of(ended(call, leg, 9, Duration.ofSeconds(25))));
      assertTrue(done.getNow(false));
      assertEquals(eur("9.875"), tenant.wallet("101").balance(), "25 s at 0.005");
      charging.journal().post(List.of(ended(call, leg, 9, Duration.ofSeconds(25))));
      assertEquals(eur("9.875"), tenant.wallet("101").balance());
    }
    assertEquals(List.of(), tenant.transaction.read(tenant.id, Reconciliation::check));
  }
}
