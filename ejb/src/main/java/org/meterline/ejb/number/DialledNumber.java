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
    phone = target.kind() == Target.Kind.PHONE ? target.id() : null;
    program = target.kind() == Target.Kind.PROGRAM ? target.id() : null;
    outside = target.kind() == Target.Kind.OUTSIDE ? target.number() : null;
    application =
        target.kind() == Target.Kind.APPLICATION ? (target.answers() ? ANSWER : RING) : null;
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
      return new Target(Target.Kind.PHONE, phone);
    }
    if (program != null) {
      return new Target(Target.Kind.PROGRAM, program);
    }
    if (outside != null) {
      return Target.outside(outside);
    }
    if (application != null) {
      return Target.application(application.equals(ANSWER));
    }
    throw new IllegalStateException("number " + id + " leads nowhere");
  }

  public Instant created() {
    return created;
  }

  /**
   * Where a number leads.
   *
   * @param id of a phone or program; else null
   * @param number outside, in E.164; null for what is inside
   * @param answers whether an application's callers are answered at once; else they ring
   */
  public record Target(Kind kind, @Nullable UUID id, @Nullable String number, boolean answers) {
    /** What it can lead to. */
    public enum Kind {
      PROGRAM,
      PHONE,
      /** A number outside: calls are forwarded there. */
      OUTSIDE,
      /** No program runs: an application says by verbs what comes. */
      APPLICATION
    }

    /** A phone or a program. */
    public Target(Kind kind, UUID id) {
      this(kind, id, null, false);
    }

    static Target outside(String number) {
      return new Target(Kind.OUTSIDE, null, number, false);
    }

    static Target application(boolean answers) {
      return new Target(Kind.APPLICATION, null, null, answers);
    }
  }
}
