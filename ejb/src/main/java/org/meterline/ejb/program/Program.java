package org.meterline.ejb.program;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.hibernate.annotations.TenantId;
import org.jspecify.annotations.Nullable;

/** A tenant's external program: its newest version runs for each call that comes to it. */
@Entity
@Table(name = "program")
public class Program {
  @TenantId UUID tenant;
  @Id private UUID id;
  @Version int version;
  private String name;
  private String description;

  @Convert(converter = VariablesColumn.class)
  private Map<String, String> variables;

  @Column(name = "time_limit_seconds")
  private int timeLimitSeconds;

  private boolean demo;
  private @Nullable UUID live;
  private Instant created;

  @SuppressWarnings("NullAway.Init")
  protected Program() {}

  /** A new program without a version. */
  @SuppressWarnings("NullAway.Init") // Hibernate sets the tenant
  Program(UUID id, Duration timeLimit, Instant created) {
    this.id = id;
    this.name = "";
    this.description = "";
    this.variables = Map.of();
    this.timeLimitSeconds = Math.toIntExact(timeLimit.toSeconds());
    this.created = created;
  }

  /** What people call it, and what it finds set at its start. */
  void present(String called, String says, Map<String, String> finds) {
    name = called;
    description = says;
    variables = Map.copyOf(finds);
  }

  /** New calls get this version; running ones keep theirs. */
  void golive(ProgramVersion next) {
    live = next.id();
    demo = false; // what a tenant uploaded is no longer ours
  }

  public UUID id() {
    return id;
  }

  /** Another one after each change. */
  public int version() {
    return version;
  }

  public String name() {
    return name;
  }

  public String description() {
    return description;
  }

  public Map<String, String> variables() {
    return variables;
  }

  public Duration timeLimit() {
    return Duration.ofSeconds(timeLimitSeconds);
  }

  /** Whether it was shipped with Meterline. */
  public boolean demo() {
    return demo;
  }

  /** The version that new calls get; null before the first upload. */
  public @Nullable UUID live() {
    return live;
  }

  public Instant created() {
    return created;
  }
}
