package org.meterline.ejb.trunk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.meterline.ejb.database.TestDatabase;
import org.meterline.ejb.database.Use;
import org.meterline.ejb.page.Ask;
import org.meterline.ejb.refusal.Refused;
import org.meterline.ejb.tenant.Caller;
import org.meterline.ejb.tenant.Role;
import org.meterline.ejb.tenant.Tenant;
import org.meterline.telephony.locate.Place;
import org.meterline.telephony.trunk.Health;
import org.meterline.telephony.trunk.Rewriting;
import org.meterline.telephony.trunk.Rewriting.Form;
import org.meterline.telephony.trunk.Rewriting.Rule;
import org.meterline.telephony.trunk.Trunk;

/** Trunks of the operator and of tenants: who sees, changes and uses which. */
class TrunksTest {
  private static final TrunkSecrets SECRETS = new TrunkSecrets("a secret of the settings");
  private static final TrunkWatch WATCH = new Watch();

  private static class Watch implements TrunkWatch {
    @Override
    public Health.Seen health(String trunk) {
      return new Health.Seen(Health.State.SUSPECT, "it does not answer");
    }

    @Override
    public Trial attempt(Tenant tenant, String number) {
      return new Trial(tenant.alias() + " " + number, List.of());
    }
  }

  /** A node that knows one place where tenants' trunks may not be. */
  private static final TrunkWatch ELSEWHERE =
      new Watch() {
        @Override
        public Optional<String> refuses(Place place) {
          return place.host().equals("10.1.2.3")
              ? Optional.of("10.1.2.3 is inside")
              : Optional.empty();
        }
      };

  private final TestDatabase database = TestDatabase.get();
  private final String name = "t" + UUID.randomUUID();
  private final Tenant operator;
  private final Tenant harbour;
  private final Tenant meadow;

  TrunksTest() throws SQLException {
    operator = database.operator();
    harbour = database.newTenant("harbour");
    meadow = database.newTenant("meadow");
  }

  private static Caller admin(Tenant tenant) {
    return new Caller(tenant, "s", "admin@x.example", "Admin", Role.ADMIN, null);
  }

  private static <R> R in(Tenant tenant, Function<Trunks, R> work) {
    return in(tenant, WATCH, work);
  }

  private static <R> R in(Tenant tenant, TrunkWatch watch, Function<Trunks, R> work) {
    return Use.in(tenant, em -> work.apply(new Trunks(em, watch, SECRETS)));
  }

  private Trunks.Seen create(Tenant tenant, TrunkDraft draft) {
    return in(tenant, trunks -> trunks.create(admin(tenant), name, draft));
  }

  private Trunks.Seen change(Tenant tenant, UUID id, TrunkDraft draft) {
    return change(tenant, id, draft, null);
  }

  private Trunks.Seen change(Tenant tenant, UUID id, TrunkDraft draft, @Nullable Integer version) {
    return in(tenant, trunks -> trunks.change(admin(tenant), id, draft, version));
  }

  private Optional<Trunks.Seen> seen(Tenant tenant) {
    return in(tenant, trunks -> trunks.list(admin(tenant), new Ask(null, 200))).items().stream()
        .filter(each -> each.stored().trunk().name().equals(name))
        .findFirst();
  }

  private static TrunkDraft draft(String host) {
    return draft(host, "user-1", "pass word", true, false);
  }

  private static TrunkDraft draft(
      String host,
      @Nullable String user,
      @Nullable String password,
      boolean enabled,
      boolean everybody) {
    return draft(host, "tls", List.of("pcmu"), user, password, enabled, everybody);
  }

  private static TrunkDraft speaking(String transport, @Nullable List<String> codecs) {
    return draft("sip.carrier.example", transport, codecs, null, null, true, false);
  }

  private static TrunkDraft draft(
      String host,
      String transport,
      @Nullable List<String> codecs,
      @Nullable String user,
      @Nullable String password,
      boolean enabled,
      boolean everybody) {
    return new TrunkDraft(
        host,
        5061,
        transport,
        List.of("49", "4930"),
        enabled,
        7,
        3,
        new Trunk.Limits(20, 5),
        new Rewriting(
            new Rule(Form.DIGITS, "49", "0"), Rule.NONE, Rule.NONE, new Rule(Form.PLUS, "", "")),
        codecs,
        user,
        password,
        "carrier.example",
        user != null,
        false,
        true,
        everybody,
        false,
        null,
        List.of(new EmergencyRoute("DE", 10, Map.of("112", "+4930112"))),
        Trunk.Signing.PASSED_ON,
        Trunk.Unverified.REFUSED,
        true,
        true,
        true);
  }

  private static Refused refused(Runnable use) {
    return assertThrows(Refused.class, use::run);
  }

  @Test
  void aTrunkIsChangedAsItWasRead() {
    Trunks.Seen read = create(harbour, draft("sip.carrier.example"));
    Integer version = read.stored().version();
    Trunks.Seen saved = change(harbour, read.stored().id(), draft("one.example"), version);
    Refused late =
        refused(() -> change(harbour, read.stored().id(), draft("two.example"), version));
    assertEquals("changed-meanwhile", late.code());
    assertEquals(409, late.status());
    assertEquals(saved, seen(harbour).orElseThrow());
    change(harbour, read.stored().id(), draft("two.example"), saved.stored().version());
    Trunks.Seen last = change(harbour, read.stored().id(), draft("three.example"), null);
    assertEquals("three.example", last.stored().trunk().host());
  }

  @Test
  void allThatIsSaidIsKeptAndThePasswordIsSealed() throws SQLException {
    Trunks.Seen made = create(harbour, draft("sip.carrier.example"));
    assertEquals(made, seen(harbour).orElseThrow());
    assertTrue(made.own());
    Trunk trunk = made.stored().trunk();
    assertEquals(new Trunk.Limits(20, 5), trunk.limits());
    assertEquals(Trunk.Signing.PASSED_ON, trunk.signing());
    assertEquals(Trunk.Unverified.REFUSED, trunk.unverified());
    assertTrue(trunk.follows());
    assertTrue(trunk.transfers());
    assertEquals("030555", trunk.rewriting().called().of("+4930555"));
    assertEquals(List.of("49", "4930"), trunk.prefixes());
    assertEquals(new Trunk.Access("user-1", "pass word", "carrier.example", true), trunk.access());
    assertFalse(String.valueOf(trunk).contains("pass word"));
    try (Connection superuser = database.superuser().getConnection();
        Statement statement = superuser.createStatement();
        var row =
            statement.executeQuery(
                "select password from meterline.trunk where name = '" + name + "'")) {
      assertTrue(row.next());
      String sealed = row.getString(1);
      assertFalse(sealed.contains("pass"));
      UUID id = made.stored().id();
      assertEquals(Optional.of("pass word"), SECRETS.open(id, sealed));
      assertEquals(Optional.empty(), SECRETS.open(UUID.randomUUID(), sealed));
      assertEquals(Optional.empty(), new TrunkSecrets("another").open(id, sealed));
      assertNotEquals(sealed, SECRETS.seal(id, "pass word"));
    }
    assertEquals("it does not answer", made.health().reason());
  }

  @Test
  void aPasswordStaysUntilAnotherIsSaid() {
    UUID id = create(harbour, draft("192.0.2.1")).stored().id();
    change(harbour, id, draft("192.0.2.2", "user-2", null, false, false));
    Trunk trunk = seen(harbour).orElseThrow().stored().trunk();
    assertFalse(trunk.enabled());
    assertEquals(new Trunk.Access("user-2", "pass word", "carrier.example", true), trunk.access());
    change(harbour, id, draft("192.0.2.2", null, null, true, false));
    assertNull(seen(harbour).orElseThrow().stored().trunk().access());
    assertEquals(
        "password",
        refused(() -> change(harbour, id, draft("192.0.2.2", "user-2", null, true, false)))
            .violations()
            .getFirst()
            .field());
  }

  @Test
  void aTenantsOwnIsNobodyElses() {
    UUID id = create(harbour, draft("192.0.2.1")).stored().id();
    assertTrue(seen(meadow).isEmpty());
    assertTrue(seen(operator).isEmpty());
    for (Tenant other : List.of(meadow, operator)) {
      assertEquals(404, refused(() -> change(other, id, draft("192.0.2.9"))).status());
      assertEquals(404, refused(() -> delete(other, id)).status());
    }
    assertEquals("trunk-exists", refused(() -> create(meadow, draft("192.0.2.1"))).code());
    delete(harbour, id);
    assertTrue(seen(harbour).isEmpty());
  }

  private static void delete(Tenant tenant, UUID id) {
    in(
        tenant,
        trunks -> {
          trunks.delete(admin(tenant), id);
          return true;
        });
  }

  @Test
  void theOperatorsIsUsedByThoseItIsGivenTo() throws SQLException {
    UUID id = create(operator, draft("127.0.0.1")).stored().id();
    assertTrue(seen(harbour).isEmpty());
    database.execute(
        harbour,
        "insert into trunk_use values ($tenant, gen_random_uuid(), '" + id + "', 1, true)");
    Trunks.Seen used = seen(harbour).orElseThrow();
    assertFalse(used.own());
    assertTrue(used.stored().emergency());
    assertTrue(seen(meadow).isEmpty());
    assertEquals(404, refused(() -> change(harbour, id, draft("192.0.2.9"))).status());
    assertEquals("trunk-in-use", refused(() -> delete(operator, id)).code());
    change(operator, id, draft("127.0.0.1", null, null, true, true));
    assertNotNull(seen(meadow).orElseThrow());
    change(operator, id, draft("127.0.0.1", null, null, false, false));
    assertTrue(seen(meadow).isEmpty());
  }

  @Test
  void whatOnlyTheOperatorMaySayIsRefused() {
    assertEquals("host", field(draft("127.0.0.1")));
    assertEquals("host", field(draft("localhost")));
    assertEquals("host", field(draft("[::1]")));
    assertEquals("host", field(draft("::1")));
    assertEquals("everybody", field(draft("192.0.2.1", null, null, true, true)));
    Caller agent = new Caller(harbour, "s", "a@x.example", "A", Role.AGENT, null);
    assertEquals(
        403,
        refused(() -> in(harbour, trunks -> trunks.create(agent, name, draft("192.0.2.1"))))
            .status());
  }

  @Test
  void aTenantsTrunkIsNotSavedWhereItMayNotBe() {
    TrunkDraft inside = draft("10.1.2.3");
    Refused no = refused(() -> in(harbour, ELSEWHERE, t -> t.create(admin(harbour), name, inside)));
    assertEquals("host", no.violations().getFirst().field());
    assertTrue(no.violations().getFirst().message().endsWith("10.1.2.3 is inside"), no::toString);
    assertTrue(seen(harbour).isEmpty());
    UUID id = create(harbour, draft("sip.carrier.example")).stored().id();
    refused(() -> in(harbour, ELSEWHERE, t -> t.change(admin(harbour), id, inside, null)));
    assertEquals("sip.carrier.example", seen(harbour).orElseThrow().stored().trunk().host());
    Trunks.Seen operators =
        in(operator, ELSEWHERE, t -> t.create(admin(operator), name + "-o", inside));
    assertEquals("10.1.2.3", operators.stored().trunk().host());
  }

  private String field(TrunkDraft draft) {
    return refused(() -> create(harbour, draft)).violations().getFirst().field();
  }

  @Test
  void codecsAreKeptInTheirOrder() {
    List<String> order = List.of("opus", "g722", "pcma", "pcmu");
    TrunkDraft all = speaking("udp", List.of("Opus", "G722", "pcma", "opus", "PCMU"));
    UUID id = create(harbour, all).stored().id();
    assertEquals(order, seen(harbour).orElseThrow().stored().trunk().codecs());
    change(harbour, id, speaking("udp", null));
    assertEquals(List.of(), seen(harbour).orElseThrow().stored().trunk().codecs());
  }

  @Test
  void codecsThatCannotBeAreRefusedByName() {
    Map.of(
            speaking("udp", List.of()),
            "must name one, or be left out",
            speaking("udp", List.of("pcma", "G729")),
            "must be among opus, g722, pcma and pcmu, not g729")
        .forEach(
            (draft, why) -> {
              var violation = refused(() -> create(harbour, draft)).violations().getFirst();
              assertEquals("codecs", violation.field());
              assertEquals(why, violation.message());
            });
    var modem = speaking(Trunk.MODEM, List.of("g722"));
    assertEquals(
        "must have pcma or pcmu of a modem",
        refused(() -> create(operator, modem)).violations().getFirst().message());
  }

  @Test
  void aNumberIsTried() {
    assertEquals(
        harbour.alias() + " 030",
        in(harbour, trunks -> trunks.attempt(admin(harbour), "030")).means());
  }
}
