package org.meterline.ejb.number;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.TenantId;
import org.jspecify.annotations.Nullable;

/** A name that can be dialled and what it leads to: a phone or a program. */
@Entity
@Table(name = "number")
public class DialledNumber {
  @TenantId UUID tenant;
  @Id private UUID id;
  @Version int version;
  private String dialled;
  private String description;
  private @Nullable UUID phone;
  private @Nullable UUID program;
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
    throw new IllegalStateException("number " + id + " leads nowhere");
  }

  public Instant created() {
    return created;
  }

  /** Where a number leads. */
  public record Target(Kind kind, UUID id) {
    /** What it can lead to. */
    public enum Kind {
      PROGRAM,
      PHONE
    }
  }
}
