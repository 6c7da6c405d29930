package org.meterline.ejb.charge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.ejb.Patience.until;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.meterline.telephony.call.CallFact;
import org.meterline.telephony.call.CallLimits;
import org.meterline.telephony.call.CallState;
import org.meterline.telephony.trunk.Rewriting;
import org.meterline.telephony.trunk.Trunk;

/**
 * Help is called past all that stops a call, one after the other, and costs nothing; the same
 * phone's other call is refused, told why, and on record. Phone and carrier are sipp's.
 */
class EmergencyCallTest {
  private static final CallLimits ANY = CallLimits.of(1_000);
  private static final String BERLIN = "+4930123456";
  private static final String TOO_MUCH = "Too much to do at the moment";
  private static final String RATE = "Too many new calls within a second";

  /** By country. */
  private static final Map<String, List<String>> HELP =
      Map.of("DE", List.of("110", "112"), "US", List.of("911"), "GB", List.of("999"));

  private static final int AT_ONCE = 3;
  private static final int MANY = 30;

  /** What stops a call, and how its caller is told. */
  enum Stop {
    WALLET_EMPTY(402, "wallet-too-low", null),
    WALLET_FROZEN(402, "wallet-frozen", null),
    TENANT_SUSPENDED(403, "tenant-suspended", "The operator has stopped the calls of this tenant."),
    USERS_LIMIT(403, "hour-limit", "The limit of 0 calls an hour for 101 is reached."),
    TENANTS_LIMIT(403, "hour-limit", "The limit of 0 calls an hour is reached."),
    NOT_APPROVED(403, "destination-not-approved", "Calls to Latvia are not approved."),
    TRUNK_FULL(503, null, null),
    TRUNKS_RATE(503, null, null),
    TENANT_FULL(503, null, "Too many calls of this tenant at once"),
    NODE_FULL(503, null, "Too many calls at once"),
    TENANTS_RATE(503, null, RATE),
    NODES_RATE(503, null, RATE),
    LOAD(503, null, TOO_MUCH),
    NO_DATABASE(503, "authority-unavailable", null),
    JOURNAL_FULL(503, "journal-unwritable", "Calls cannot be recorded now");

    final int status;
    final @Nullable String code;
    final @Nullable String why;

    Stop(int status, @Nullable String code, @Nullable String why) {
      this.status = status;
      this.code = code;
      this.why = why;
    }

    CallLimits limits() {
      return switch (this) {
        case TENANT_FULL -> new CallLimits(1_000, 1_000, 1, 1_000);
        case NODE_FULL -> new CallLimits(1, 1_000, 1_000, 1_000);
        case TENANTS_RATE -> new CallLimits(1_000, 1_000, 1_000, 1);
        case NODES_RATE -> new CallLimits(1_000, 1, 1_000, 1_000);
        default -> ANY;
      };
    }

    Trunk.Limits ofTrunk() {
      return switch (this) {
        case TRUNK_FULL -> new Trunk.Limits(1, 0);
        case TRUNKS_RATE -> new Trunk.Limits(0, 1);
        default -> Trunk.Limits.NONE;
      };
    }

    /** Whether one call is up, and takes all the room. */
    boolean room() {
      return this == TRUNK_FULL || this == TENANT_FULL || this == NODE_FULL;
    }

    /** Whether some of many calls pass. */
    boolean rate() {
      return this == TRUNKS_RATE || this == TENANTS_RATE || this == NODES_RATE || this == LOAD;
    }

    /** As the record has it. */
    String named() {
      return code != null
          ? code
          : this == TRUNK_FULL || this == TRUNKS_RATE ? "trunk-full" : "no-room";
    }

    String dialled() {
      return this == NOT_APPROVED ? "+37167123456" : BERLIN;
    }
  }

  @TempDir Path folder = Path.of("");

  @ParameterizedTest
  @EnumSource(Stop.class)
  void helpIsCalledAndNothingElse(Stop stop) throws Exception {
    try (var carrier = SippRun.called("uas.xml");
        var calling =
            new CallingTenant(
                folder,
                stop.limits(),
                stop == Stop.JOURNAL_FULL ? 48 << 10 : 64 << 20,
                stop == Stop.WALLET_EMPTY ? "0" : "99")) {
      calling.trunks.add(
          new Trunk(
              "carrier",
              "127.0.0.1",
              carrier.port,
              "udp",
              List.of(""),
              true,
              0,
              0,
              stop.ofTrunk(),
              Rewriting.NONE,
              List.of(),
              null,
              false));
      var standing = new ArrayList<SippRun>();
      if (stop.room()) {
        standing.add(call(calling, "uac.xml", BERLIN, "-m", "1", "-d", "50000"));
        until(
            "they talk",
            () -> calling.engine.calls().stream().anyMatch(c -> c.state() == CallState.TALKING));
      }
      impose(stop, calling);
      for (var help : HELP.entrySet()) {
        calling.country = help.getKey();
        for (String number : help.getValue()) {
          try (var caller = call(calling, "uac.xml", number, "-m", "" + AT_ONCE, "-r", "100")) {
            caller.succeeds(AT_ONCE);
          }
        }
      }
      calling.country = "DE";
      String heard = stop.rate() ? someRefused(stop, calling) : refused(stop, calling);
      for (SippRun run : standing) {
        run.close();
      }
      assertTold(stop, heard, calling);
      for (List<String> numbers : HELP.values()) {
        for (String number : numbers) {
          assertFree(calling, number);
        }
      }
    }
  }

  private static SippRun call(CallingTenant calling, String scenario, String to, String... options)
      throws Exception {
    var all = new ArrayList<>(List.of("-au", "101", "-ap", CallingTenant.PASSWORD, "-s", "101"));
    all.addAll(List.of("-key", "domain", calling.tenant.domain.name(), "-key", "to", to));
    all.addAll(List.of(options));
    if (!all.contains("-d")) {
      all.addAll(List.of("-d", "50"));
    }
    return SippRun.calls(scenario, calling.engine.port(), all.toArray(String[]::new));
  }

  private static String refused(Stop stop, CallingTenant calling) throws Exception {
    try (var caller = call(calling, "uac-refused.xml", stop.dialled(), "-m", "1")) {
      return caller.succeeds(1);
    }
  }

  private static String someRefused(Stop stop, CallingTenant calling) throws Exception {
    try (var caller =
        call(calling, "uac-perhaps.xml", stop.dialled(), "-m", "" + MANY, "-r", "200")) {
      return caller.succeeds(MANY);
    }
  }

  private static void impose(Stop stop, CallingTenant calling) throws Exception {
    var tenant = calling.tenant;
    switch (stop) {
      case WALLET_FROZEN -> tenant.book.limit(tenant.id, tenant.walletId("101"), 0, true);
      case TENANT_SUSPENDED -> tenant.suspended = true;
      case USERS_LIMIT -> noCalls(calling, "101");
      case TENANTS_LIMIT -> noCalls(calling, "");
      case NO_DATABASE -> calling.database.away(true);
      case JOURNAL_FULL -> {
        calling.booksAway.set(true);
        until(
            "the journal is full",
            () -> {
              try (var caller = call(calling, "uac.xml", "112", "-m", "1")) {
                caller.succeeds(1);
              } catch (Exception e) {
                throw new AssertionError(e);
              }
              return !calling.engine.counters().journalWritable();
            });
      }
      case LOAD -> {
        calling.standstill = new CountDownLatch(1);
        try (var waiting = call(calling, "uac-perhaps.xml", "112", "-m", "1")) {
          until("it is felt", () -> calling.engine.guard().load().limited());
          calling.standstill.countDown();
          waiting.succeeds(1);
        }
      }
      default -> {}
    }
  }

  private static void noCalls(CallingTenant calling, String who) throws Exception {
    // Limits of a tenant are read once it has called.
    try (var caller = call(calling, "uac.xml", BERLIN, "-m", "1")) {
      caller.succeeds(1);
    }
    calling.tenant.transaction.write(
        calling.tenant.id,
        connection -> {
          try (var statement = connection.createStatement()) {
            return statement.execute(
                """
                insert into call_limit (tenant, id, ceiling, who, destination, calls, changed,
                                        changed_by)
                  values ('%s', gen_random_uuid(), false, '%s', '', 0, '2026-01-01', 't')\
                """
                    .formatted(calling.tenant.id, who));
          }
        });
    calling.charging.limits().flush();
  }

  /** The phone heard it, and the record says the same. */
  private static void assertTold(Stop stop, String heard, CallingTenant calling)
      throws InterruptedException {
    calling.database.away(false);
    calling.booksAway.set(false);
    assertTrue(heard.contains("SIP/2.0 " + stop.status + " "), heard);
    Matcher reason =
        Pattern.compile("Reason: *SIP;cause=" + stop.status + ";text=\"([^\"]+)\"").matcher(heard);
    assertTrue(reason.find(), heard);
    String why = reason.group(1);
    if (stop.why != null) {
      assertEquals(stop.why, why);
    }
    if (stop.status == 503 && stop.code == null && stop.why != null) {
      assertTrue(heard.contains("Retry-After: "), heard);
    }
    until("it is on record: " + why, () -> !ended(stop, why, calling).isEmpty());
    List<CallFact> call = ended(stop, why, calling).getFirst();
    CallFact.Ended ended = CallingTenant.last(call, CallFact.Ended.class);
    var refusal = Objects.requireNonNull(ended.refusal(), ended::toString);
    assertEquals(stop.named(), refusal.code());
    boolean passes = stop.status == 503 || refusal.code().endsWith("-limit");
    assertEquals(passes, refusal.retry(), "whether calling again may help");
    if (stop.code != null) {
      assertTrue(
          ended.ladder().stream().anyMatch(entry -> entry.title().endsWith(": " + stop.code)),
          ended::toString);
    }
    assertCostsNothing(calling, call);
  }

  private static List<List<CallFact>> ended(Stop stop, String why, CallingTenant calling) {
    return calling.calls(stop.dialled()).stream()
        .filter(
            call -> {
              var ended = CallingTenant.last(call, CallFact.Ended.class);
              return ended.sipStatus() == stop.status && ended.reason().equals(why);
            })
        .toList();
  }

  private static void assertFree(CallingTenant calling, String number) throws InterruptedException {
    until(
        number + " is on record",
        () ->
            calling.calls(number).stream()
                    .filter(
                        call -> CallingTenant.last(call, CallFact.Ended.class).sipStatus() == 200)
                    .count()
                >= AT_ONCE);
    for (List<CallFact> call : calling.calls(number)) {
      assertFalse(call.stream().anyMatch(CallFact.LegAsked.class::isInstance), call::toString);
      for (CallFact fact : call) {
        if (fact instanceof CallFact.LegBegan leg) {
          assertTrue(leg.payer() == null || Objects.equals(leg.payer(), ""), leg::toString);
          assertNull(leg.granted(), leg::toString);
        }
      }
      assertEquals(List.of(), calling.tenant.charges(call.getFirst().call()));
    }
  }

  /** What was set aside, if anything was, is given back. */
  private static void assertCostsNothing(CallingTenant calling, List<CallFact> call) {
    assertTrue(
        calling.tenant.charges(call.getFirst().call()).stream()
            .allMatch(charge -> charge.amount().isZero()),
        call::toString);
  }
}
