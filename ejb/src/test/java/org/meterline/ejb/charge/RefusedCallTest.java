package org.meterline.ejb.charge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.ejb.Patience.until;

import com.fasterxml.jackson.databind.json.JsonMapper;
import jakarta.persistence.EntityManager;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.payer.PayerRule.Below;
import org.meterline.billing.rate.DeckTerms;
import org.meterline.billing.rate.Rate;
import org.meterline.billing.rate.RateDeck;
import org.meterline.billing.wallet.PostgresWallets;
import org.meterline.ejb.database.TestDatabase;
import org.meterline.ejb.database.Use;
import org.meterline.ejb.record.CallDetails;
import org.meterline.ejb.record.CallRecords;
import org.meterline.ejb.record.LiveCalls;
import org.meterline.ejb.record.NoPhones;
import org.meterline.ejb.record.RecordJournal;
import org.meterline.ejb.tenant.Caller;
import org.meterline.ejb.tenant.Role;
import org.meterline.ejb.tenant.Tenant;
import org.meterline.telephony.call.CallFact;
import org.meterline.telephony.call.CallLimits;
import org.meterline.telephony.call.CallState;
import org.meterline.telephony.call.NamedRefusal;
import org.meterline.telephony.trunk.Trunk;

/**
 * A phone calls, is refused, and the record of the call says why by name, and whether it helps to
 * call again. Phone and carrier are sipp's.
 */
class RefusedCallTest {
  private static final String BERLIN = "+4930123456";

  /** What is in the way. */
  enum No {
    UNKNOWN_DESTINATION("no-such-destination", 404, false),
    NO_CARRIER("no-route", 503, false),
    BLOCKED("blocked-destination", 403, false),
    NO_PRICE("no-price", 403, false),
    DECK_EXPIRED("deck-expired", 403, false),
    WALLET_TOO_LOW("wallet-too-low", 402, false),
    WALLET_BUSY("wallet-too-low", 402, true),
    ONE_OF_A_SPLIT("wallet-too-low", 402, false),
    WALLET_FROZEN("wallet-frozen", 402, false),
    OTHER_CURRENCY("currency-mismatch", 403, false),
    SPONSOR_OUT_OF_BUDGET("sponsor-out-of-budget", 402, false),
    OVERFLOW("amount-out-of-range", 500, false),
    FENCED("lease-lost", 503, true),
    LIMIT("hour-limit", 403, true),
    NO_DATABASE("authority-unavailable", 503, true);

    final String code;
    final int status;
    final boolean retry;

    No(String code, int status, boolean retry) {
      this.code = code;
      this.status = status;
      this.retry = retry;
    }

    String dialled() {
      return switch (this) {
        case UNKNOWN_DESTINATION -> "5999";
        case BLOCKED -> "+441632960123";
        case NO_PRICE -> "+33123456789";
        case DECK_EXPIRED -> "+81312345678";
        case OVERFLOW -> "+12125550123";
        default -> BERLIN;
      };
    }

    String money() {
      return switch (this) {
        case WALLET_TOO_LOW -> "0";
        case WALLET_BUSY -> "0.15"; // so much is held for the first 15 s
        default -> "99";
      };
    }
  }

  @TempDir Path folder = Path.of("");

  @ParameterizedTest
  @EnumSource(No.class)
  void theRecordSaysWhyAndWhetherARetryHelps(No no) throws Exception {
    try (var carrier = SippRun.called("uas.xml");
        var calling =
            new CallingTenant(folder, CallLimits.of(1_000), 64 << 20, no.money(), Set.of("all"))) {
      if (no != No.NO_CARRIER) {
        calling.trunks.add(new Trunk("carrier", "127.0.0.1", carrier.port, "udp", List.of("")));
      }
      SippRun talking = impose(no, calling);
      try (var caller = call(calling, "uac-refused.xml", no.dialled(), "-m", "1")) {
        String heard = caller.succeeds(1);
        assertTrue(heard.contains("SIP/2.0 " + no.status + " "), heard);
      }
      calling.database.away(false);
      var call = onRecord(no, calling);
      if (talking != null) {
        talking.close();
      }
      var seen = read(calling, call);
      NamedRefusal refusal =
          Objects.requireNonNull(seen.summary().refusal(), () -> seen.summary().toString());
      assertEquals(no.code, refusal.code());
      assertEquals(no.retry, refusal.retry());
      assertEquals(seen.summary().reason(), refusal.reason());
      assertEquals(
          List.of(refusal),
          seen.legs().stream().map(each -> each.leg().refusal()).toList(),
          "the caller's");
      if (no == No.ONE_OF_A_SPLIT) {
        var decision = seen.decisions().getFirst().decision();
        assertEquals(2, new JsonMapper().readTree(decision).at("/refusal/line").asInt());
      }
    }
  }

  /** Answers a call that goes on meanwhile; null: none does. */
  private static @Nullable SippRun impose(No no, CallingTenant calling) throws Exception {
    var tenant = calling.tenant;
    switch (no) {
      case BLOCKED -> deck(calling, Rate.to("44", "Britain").blocked());
      case DECK_EXPIRED ->
          deck(calling, Rate.to("81", "Japan").price("0.06").inForce(null, Instant.EPOCH));
      case OVERFLOW -> deck(calling, Rate.to("1", "America").price("999999999999"));
      case WALLET_FROZEN -> tenant.book.limit(tenant.id, tenant.walletId("101"), 0, true);
      case OTHER_CURRENCY -> tenant.phone("101", Money.parse("99", Currency.of("USD")));
      case SPONSOR_OUT_OF_BUDGET -> {
        tenant.sponsor("Bank", "0", Rate.to(Rate.OFFER, "Offer").price("0.60"));
        tenant.rule(Below.NOT_TAKEN, "sponsors then end");
      }
      case ONE_OF_A_SPLIT -> {
        tenant.ownWallet("0");
        tenant.rule(Below.NOT_TAKEN, "split caller 5000 tenant 5000 rest tenant then end");
      }
      case FENCED ->
          new PostgresWallets(TestDatabase.get().app())
              .take("calling-" + tenant.id, Duration.ofMinutes(5));
      case LIMIT -> noCalls(tenant);
      case NO_DATABASE -> calling.database.away(true);
      case WALLET_BUSY -> {
        var talking = call(calling, "uac.xml", BERLIN, "-m", "1", "-d", "50000");
        until(
            "they talk",
            () -> calling.engine.calls().stream().anyMatch(c -> c.state() == CallState.TALKING));
        return talking;
      }
      case UNKNOWN_DESTINATION, NO_CARRIER, NO_PRICE, WALLET_TOO_LOW -> {}
    }
    return null;
  }

  /** The own deck of who calls. */
  private static void deck(CallingTenant calling, Rate.Draft rate) {
    var terms = DeckTerms.plain(UUID.randomUUID(), Currency.EUR);
    calling.tenant.deckOf("101", RateDeck.compile(terms, List.of(rate.line(1).build())));
  }

  private static void noCalls(ChargedTenant tenant) {
    tenant.transaction.write(
        tenant.id,
        connection -> {
          try (var statement = connection.createStatement()) {
            return statement.execute(
                """
                insert into call_limit (tenant, id, ceiling, who, destination, calls, changed,
                                        changed_by)
                  values ('%s', gen_random_uuid(), false, '101', '', 0, '2026-01-01', 't')\
                """
                    .formatted(tenant.id));
          }
        });
  }

  private static SippRun call(CallingTenant calling, String scenario, String to, String... options)
      throws Exception {
    var all = new ArrayList<>(List.of("-au", "101", "-ap", CallingTenant.PASSWORD, "-s", "101"));
    all.addAll(List.of("-key", "domain", calling.tenant.domain.name(), "-key", "to", to));
    all.addAll(List.of(options));
    return SippRun.calls(scenario, calling.engine.port(), all.toArray(String[]::new));
  }

  /** The facts of the call that was refused. */
  private static List<CallFact> onRecord(No no, CallingTenant calling) throws InterruptedException {
    until("it is on record", () -> !refused(no, calling).isEmpty());
    return refused(no, calling).getFirst();
  }

  private static List<List<CallFact>> refused(No no, CallingTenant calling) {
    return calling.calls(no.dialled()).stream()
        .filter(call -> CallingTenant.last(call, CallFact.Ended.class).sipStatus() == no.status)
        .toList();
  }

  private static CallDetails read(CallingTenant calling, List<CallFact> facts) throws Exception {
    var charged = calling.tenant;
    var tenant = new Tenant(charged.id, "Charged", "charged", charged.domain, ZoneOffset.UTC, "DE");
    new RecordJournal(TestDatabase.get().app(), domain -> Optional.of(tenant), (of, call) -> {})
        .post(facts);
    var admin = new Caller(tenant, "s", "x@y.example", "X", Role.ADMIN, null);
    return Use.in(tenant, em -> records(em).details(admin, facts.getFirst().call().value()));
  }

  private static CallRecords records(EntityManager em) {
    var nobodys = new NoPhones();
    var live = new LiveCalls(domain -> Optional.empty(), nobodys, name -> Optional.empty());
    return new CallRecords(em, live, (call, reason) -> false, Clock.systemUTC());
  }
}
