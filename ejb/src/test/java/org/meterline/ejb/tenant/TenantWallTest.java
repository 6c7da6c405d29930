package org.meterline.ejb.tenant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.sql.SQLException;
import java.time.Clock;
import java.util.UUID;
import org.hibernate.Session;
import org.junit.jupiter.api.Test;
import org.meterline.ejb.database.TestDatabase;
import org.meterline.ejb.database.Use;
import org.meterline.ejb.page.Ask;
import org.meterline.ejb.phone.Phone;
import org.meterline.ejb.phone.Phones;
import org.meterline.ejb.refusal.Refused;

/** Two walls: Hibernate's tenant and PostgreSQL's policies. Each is tried with the other gone. */
class TenantWallTest {
  private static final Phones.Draft DRAFT = new Phones.Draft("Front desk", null, null);

  private final TestDatabase database = TestDatabase.get();

  private static Caller admin(Tenant tenant) {
    return new Caller(tenant, "s", "admin@" + tenant.domain(), "Admin", Role.ADMIN, null);
  }

  private static UUID open(Tenant tenant, String user) {
    return Use.in(
        tenant,
        em ->
            new Phones(em, Clock.systemUTC())
                .open(admin(tenant), user, DRAFT)
                .phone()
                .phone()
                .id());
  }

  @Test
  void aTenantSeesItsOwnAlone() throws SQLException {
    Tenant harbour = database.newTenant("harbour");
    Tenant meadow = database.newTenant("meadow");
    UUID phone = open(harbour, "101");
    open(meadow, "101");
    assertEquals(
        1,
        Use.in(harbour, em -> new Phones(em, Clock.systemUTC()).list(admin(harbour), Ask.first()))
            .items()
            .size());
    Refused refused =
        assertThrows(
            Refused.class,
            () ->
                Use.in(meadow, em -> new Phones(em, Clock.systemUTC()).get(admin(meadow), phone)));
    assertEquals(404, refused.status());
    assertThrows(
        Refused.class,
        () ->
            Use.in(
                meadow,
                em -> {
                  new Phones(em, Clock.systemUTC()).close(admin(meadow), phone);
                  return true;
                }));
  }

  @Test
  void withoutATenantThereIsNoSession() {
    assertThrows(IllegalStateException.class, () -> Use.factory().openSession());
  }

  @Test
  void workOfOneTenantCannotTurnToAnother() throws SQLException {
    Tenant harbour = database.newTenant("harbour");
    Tenant meadow = database.newTenant("meadow");
    assertThrows(
        IllegalStateException.class, () -> Use.in(harbour, em -> Use.in(meadow, other -> true)));
  }

  @Test
  void policiesHoldWhenHibernateIsToldTheWrongTenant() throws SQLException {
    Tenant harbour = database.newTenant("harbour");
    Tenant meadow = database.newTenant("meadow");
    UUID phone = open(harbour, "101");
    // Hibernate works for harbour, PostgreSQL has been told meadow: no row is seen or changed.
    CurrentTenant.with(
        harbour.id(),
        () -> {
          try (Session session = Use.factory().openSession()) {
            session.beginTransaction();
            session.doWork(c -> CurrentTenant.name(c, meadow.id()));
            assertNull(session.find(Phone.class, phone));
            assertEquals(
                0,
                session
                    .createMutationQuery("update Phone p set p.enabled = false")
                    .executeUpdate());
            assertEquals(
                0L,
                session
                    .createNativeQuery("select count(*) from phone where id = :id", Long.class)
                    .setParameter("id", phone)
                    .getSingleResult());
            session.getTransaction().rollback();
          }
          return true;
        });
    // The other way round: PostgreSQL would show harbour's row, Hibernate asks for meadow's.
    CurrentTenant.with(
        meadow.id(),
        () -> {
          try (Session session = Use.factory().openSession()) {
            session.beginTransaction();
            session.doWork(c -> CurrentTenant.name(c, harbour.id()));
            assertNull(session.find(Phone.class, phone));
            session.getTransaction().rollback();
          }
          return true;
        });
    assertNotNull(Use.in(harbour, em -> em.find(Phone.class, phone)));
  }

  @Test
  void rowsCannotBeMadeForAnotherTenant() throws SQLException {
    Tenant harbour = database.newTenant("harbour");
    Tenant meadow = database.newTenant("meadow");
    assertThrows(
        SQLException.class,
        () ->
            database.execute(
                meadow,
                "insert into member values ('"
                    + harbour.id()
                    + "', gen_random_uuid(), 'x@y.example', 'X', 'ADMIN')"));
  }

  @Test
  void membersAreKnownByTheirAddress() throws SQLException {
    Tenant harbour = database.newTenant("harbour");
    database.execute(
        harbour,
        "insert into member values ($tenant, gen_random_uuid(), 'ann@b.example', 'Ann', 'AGENT')");
    Caller ann =
        Use.in(harbour, em -> new SignIn(em).member(harbour, "subject", "Ann@B.example"))
            .orElseThrow();
    assertEquals(Role.AGENT, ann.role());
    assertThrows(Refused.class, () -> ann.mustBe(Role.ADMIN));
    assertEquals(
        true,
        Use.in(harbour, em -> new SignIn(em).member(harbour, "s", "bob@b.example")).isEmpty());
  }
}
