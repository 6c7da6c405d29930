package org.meterline.ejb.database;

import jakarta.persistence.EntityManager;
import java.util.function.Function;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;
import org.meterline.ejb.number.DialledNumber;
import org.meterline.ejb.phone.Phone;
import org.meterline.ejb.program.Program;
import org.meterline.ejb.program.ProgramRun;
import org.meterline.ejb.program.ProgramVersion;
import org.meterline.ejb.record.CallLeg;
import org.meterline.ejb.record.CallRecord;
import org.meterline.ejb.tenant.CurrentTenant;
import org.meterline.ejb.tenant.Member;
import org.meterline.ejb.tenant.Tenant;
import org.meterline.ejb.tenant.TenantOfSession;

/** Runs use cases as the container does: in a transaction that has named its tenant. */
public final class Use {
  private static final SessionFactory SESSIONS = sessions();

  private Use() {}

  private static SessionFactory sessions() {
    Configuration configuration = new Configuration();
    configuration.getProperties().put("hibernate.connection.datasource", TestDatabase.get().app());
    return configuration
        .setProperty("hibernate.jpa.compliance.query", "true") // as in WildFly
        .setProperty("hibernate.hbm2ddl.auto", "validate")
        .setProperty("hibernate.default_schema", "meterline")
        .setProperty("hibernate.tenant_identifier_resolver", TenantOfSession.class.getName())
        .setProperty("hibernate.jdbc.time_zone", "UTC")
        .setProperty("hibernate.type.preferred_uuid_jdbc_type", "UUID")
        .addAnnotatedClass(Member.class)
        .addAnnotatedClass(Phone.class)
        .addAnnotatedClass(DialledNumber.class)
        .addAnnotatedClass(Program.class)
        .addAnnotatedClass(ProgramVersion.class)
        .addAnnotatedClass(ProgramRun.class)
        .addAnnotatedClass(CallRecord.class)
        .addAnnotatedClass(CallLeg.class)
        .buildSessionFactory();
  }

  /** A session without any wall of ours in between: for attacks. */
  public static SessionFactory factory() {
    return SESSIONS;
  }

  /** The work's result, committed; rolled back when it throws. */
  public static <R> R in(Tenant tenant, Function<EntityManager, R> work) {
    return CurrentTenant.with(
        tenant.id(),
        () -> {
          try (Session session = SESSIONS.openSession()) {
            session.beginTransaction();
            session.doWork(c -> CurrentTenant.name(c, tenant.id()));
            try {
              R result = work.apply(session);
              session.getTransaction().commit();
              return result;
            } catch (RuntimeException e) {
              session.getTransaction().rollback();
              throw e;
            }
          }
        });
  }
}
