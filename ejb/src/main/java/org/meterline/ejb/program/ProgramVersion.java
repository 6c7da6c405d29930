package org.meterline.ejb.program;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.hibernate.annotations.TenantId;

/** One upload of a program. Never changed. */
@Entity
@Immutable
@Table(name = "program_version")
public class ProgramVersion {
  @TenantId UUID tenant;
  @Id private UUID id;
  private UUID program;

  @Column(name = "ordinal")
  private int number;

  @Column(name = "file_name")
  private String fileName;

  @Column(name = "size_bytes")
  private long sizeBytes;

  private String sha256;
  private Instant uploaded;

  @Column(name = "uploaded_by")
  private String uploadedBy;

  @SuppressWarnings("NullAway.Init")
  protected ProgramVersion() {}

  @SuppressWarnings("NullAway.Init") // Hibernate sets the tenant
  ProgramVersion(
      UUID id, UUID program, int number, ProgramFiles.Stored file, Instant uploaded, String by) {
    this.id = id;
    this.program = program;
    this.number = number;
    this.fileName = file.name();
    this.sizeBytes = file.sizeBytes();
    this.sha256 = file.sha256();
    this.uploaded = uploaded;
    this.uploadedBy = by;
  }

  public UUID id() {
    return id;
  }

  public UUID program() {
    return program;
  }

  /** 1, 2, 3 … within the program. */
  public int number() {
    return number;
  }

  public String fileName() {
    return fileName;
  }

  public long sizeBytes() {
    return sizeBytes;
  }

  public String sha256() {
    return sha256;
  }

  public Instant uploaded() {
    return uploaded;
  }

  public String uploadedBy() {
    return uploadedBy;
  }
}
