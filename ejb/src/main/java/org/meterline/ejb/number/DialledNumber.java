package org.meterline.ejb.number;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.TenantId;
import org.jspecify.annotations.Nullable;

/**
 * A name that can be dialled and what it leads to: a phone, a program, an application without one,
 * or a number outside.
 */
@Entity
@Table(name = "number")
public class DialledNumber {
  /** What an application's callers get first, as it is stored. */
  public static final String ANSWER = "ANSWER";

  private static final String RING = "RING";

  @TenantId UUID tenant;
  @Id private UUID id;
  @Version int version;
  private String dialled;
  private String description;
  private @Nullable UUID phone;
  private @Nullable UUID program;
  private @Nullable String outside;
  private @Nullable String application;
  private Instant created;

  @SuppressWarnings("NullAway.Init")
  protected DialledNumber() {}

  @SuppressWarnings("NullAway.Init") // Hibernate sets the tenant
  DialledNumber(UUID id, String dialled, Instant created) {
    this.id = id;
    this.dialled = dialled;
    this.description = "";
    this.created = created;
  }

  /** From now on it is dialled so. */
  void dial(String name) {
    dialled = name;
  }

  void describe(String text) {
    description = text;
  }

  void leadTo(Target target) {
    phone = target instanceof Target.Phone(UUID led) ? led : null;
    program = target instanceof Target.Program(UUID led) ? led : null;
    outside = target instanceof Target.Outside(String led) ? led : null;
    application =
        target instanceof Target.Application(boolean answers) ? (answers ? ANSWER : RING) : null;
  }

  public UUID id() {
    return id;
  }

  /** Internal, such as {@code 500}, or E.164 with a plus. */
  public String dialled() {
    return dialled;
  }

  public String description() {
    return description;
  }

  public Target target() {
    if (phone != null) {
      return new Target.Phone(phone);
    }
    if (program != null) {
      return new Target.Program(program);
    }
    if (outside != null) {
      return new Target.Outside(outside);
    }
    if (application != null) {
      return new Target.Application(application.equals(ANSWER));
    }
    throw new IllegalStateException("number " + id + " leads nowhere");
  }

  /** Another one after each change. */
  public int version() {
    return version;
  }

  public Instant created() {
    return created;
  }

  /** Where a number leads. */
  public sealed interface Target {
    /** One of the tenant's phones, by its id. */
    record Phone(UUID id) implements Target {}

    /** One of the tenant's programs, by its id. */
    record Program(UUID id) implements Target {}

    /** A number outside, in E.164: calls are forwarded there. */
    record Outside(String number) implements Target {}

    /**
     * No program runs: an application says by verbs what comes.
     *
     * @param answers whether its callers are answered at once; else they ring
     */
    record Application(boolean answers) implements Target {}
  }
}
