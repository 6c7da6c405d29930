package org.meterline.ejb.program;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.hibernate.annotations.TenantId;
import org.jspecify.annotations.Nullable;

/** A run of a program for a call, as the journal told it. */
@Entity
@Immutable
@Table(name = "program_run")
public class ProgramRun {
  @TenantId UUID tenant;
  @Id private UUID id;
  private UUID call;
  private UUID program;
  private UUID version;
  private String name;
  private Instant began;
  private @Nullable Instant ended;

  @Column(name = "exit_status")
  private @Nullable Integer exitStatus;

  private @Nullable String ending;
  private @Nullable String sandbox;

  @Column(name = "standard_error")
  private @Nullable String standardError;

  @SuppressWarnings("NullAway.Init")
  protected ProgramRun() {}

  public UUID id() {
    return id;
  }

  public UUID call() {
    return call;
  }

  public UUID program() {
    return program;
  }

  public UUID version() {
    return version;
  }

  public String name() {
    return name;
  }

  public Instant began() {
    return began;
  }

  public @Nullable Instant ended() {
    return ended;
  }

  /** 128 + signal when one ended it, -1 when it never started; null while it runs. */
  public @Nullable Integer exitStatus() {
    return exitStatus;
  }

  public @Nullable String ending() {
    return ending;
  }

  public @Nullable String sandbox() {
    return sandbox;
  }

  /** The first 64 KiB. */
  public @Nullable String standardError() {
    return standardError;
  }
}
