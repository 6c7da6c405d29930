package org.meterline.ejb.record;

import jakarta.persistence.EntityManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.meterline.ejb.database.TestDatabase;
import org.meterline.ejb.database.Use;
import org.meterline.ejb.tenant.Caller;
import org.meterline.ejb.tenant.Role;
import org.meterline.ejb.tenant.Tenant;
import org.meterline.telephony.call.CallId;
import org.meterline.telephony.call.Domain;

/** Two tenants whose calls are put on record, and read by their people. */
abstract class RecordScene {
  static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  private static final Tenant NOBODY =
      new Tenant(
          UUID.randomUUID(), "Nobody", "nobody", new Domain("n.example"), ZoneOffset.UTC, "DE");

  final TestDatabase database = TestDatabase.get();
  final List<UUID> recorded = new ArrayList<>();
  final UUID wallet = UUID.randomUUID();
  final UUID calledWallet = UUID.randomUUID();
  Tenant harbour = NOBODY;
  Tenant meadow = NOBODY;

  @BeforeEach
  void tenants() throws SQLException {
    harbour = database.newTenant("harbour");
    meadow = database.newTenant("meadow");
    database.newPhone(harbour, "101", wallet);
    database.newPhone(harbour, "102", calledWallet);
  }

  /** A journal as a process has it that was just started. */
  RecordJournal journal() {
    return new RecordJournal(
        database.app(),
        domain ->
            List.of(harbour, meadow).stream().filter(t -> t.domain().equals(domain)).findFirst(),
        (tenant, call) -> recorded.add(call));
  }

  static Caller caller(Tenant tenant, Role role, @Nullable UUID wallet) {
    return new Caller(tenant, "s", "x@y.example", "X", role, wallet);
  }

  CallDetails read(Tenant tenant, CallId call) {
    return read(caller(tenant, Role.ADMIN, null), call);
  }

  CallDetails read(Caller caller, CallId call) {
    return Use.in(caller.tenant(), em -> records(em).details(caller, call.value()));
  }

  static CallRecords records(EntityManager em) {
    return new CallRecords(em, quiet(), (call, reason) -> false, Clock.fixed(NOON, ZoneOffset.UTC));
  }

  /** As long as nobody calls. */
  static LiveCalls quiet() {
    return new LiveCalls(domain -> Optional.empty(), new NoPhones(), name -> Optional.empty());
  }
}
