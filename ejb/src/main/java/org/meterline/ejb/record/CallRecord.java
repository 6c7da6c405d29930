package org.meterline.ejb.record;

import jakarta.persistence.Basic;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hibernate.annotations.Immutable;
import org.hibernate.annotations.TenantId;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.call.NamedRefusal;
import org.meterline.telephony.identity.Attestation;
import org.meterline.telephony.identity.Verification;

/** A call as its facts told it. Read here; written by {@link RecordJournal} alone. */
@Entity
@Immutable
@Table(name = "call_record")
public class CallRecord {
  @TenantId UUID tenant;
  @Id private UUID id;

  @Enumerated(EnumType.STRING)
  private Direction direction;

  private String caller;

  @Column(name = "caller_wallet")
  private @Nullable UUID callerWallet;

  private String dialled;
  private @Nullable String callee;

  @Column(name = "callee_wallet")
  private @Nullable UUID calleeWallet;

  private Instant began;
  private @Nullable Instant answered;
  private @Nullable Instant ended;

  @Column(name = "talked_millis")
  private long talkedMillis;

  @Column(name = "sip_status")
  private @Nullable Integer sipStatus;

  @Basic private @Nullable String reason;
  private boolean recovered;

  @Column(name = "asked_by")
  private @Nullable String askedBy;

  @Enumerated(EnumType.STRING)
  private Verification.@Nullable Status verification;

  @Enumerated(EnumType.STRING)
  private @Nullable Attestation attestation;

  @Enumerated(EnumType.STRING)
  private Verification.@Nullable Problem unverified;

  @Column(name = "unverified_detail")
  private @Nullable String unverifiedDetail;

  @Column(name = "recording_rule")
  private @Nullable UUID recordingRule;

  @Column(name = "recording_because")
  private @Nullable String recordingBecause;

  @Column(name = "recording_consent")
  private @Nullable String recordingConsent;

  @Column(name = "recording_ruled")
  private @Nullable UUID recordingRuled;

  @Column(name = "recording_hindrance")
  private @Nullable String recordingHindrance;

  @Column(name = "refusal")
  private @Nullable String refusalCode;

  @Column(name = "refusal_reason")
  private @Nullable String refusalReason;

  @Column(name = "refusal_retry")
  private @Nullable Boolean refusalRetry;

  @SuppressWarnings("NullAway.Init")
  protected CallRecord() {}

  public UUID id() {
    return id;
  }

  public Direction direction() {
    return direction;
  }

  public String caller() {
    return caller;
  }

  public String dialled() {
    return dialled;
  }

  public @Nullable String callee() {
    return callee;
  }

  public Instant began() {
    return began;
  }

  public @Nullable Instant answered() {
    return answered;
  }

  public @Nullable Instant ended() {
    return ended;
  }

  public long talkedMillis() {
    return talkedMillis;
  }

  public @Nullable Integer sipStatus() {
    return sipStatus;
  }

  public @Nullable String reason() {
    return reason;
  }

  /** What refused or ended it, by name; null if nothing did, or before that was written down. */
  public @Nullable NamedRefusal refusal() {
    return refusalCode == null || refusalReason == null || refusalRetry == null
        ? null
        : new NamedRefusal(refusalCode, refusalReason, refusalRetry);
  }

  /** Closed at a restart, after its process had died. */
  public boolean recovered() {
    return recovered;
  }

  /** Who had it called; null if somebody called. */
  public @Nullable String askedBy() {
    return askedBy;
  }

  /** Whether the caller is who they say; null: nobody looked into that. */
  public @Nullable Verification verification() {
    return verification == null
        ? null
        : new Verification(
            verification,
            attestation,
            unverified,
            unverifiedDetail == null ? "" : unverifiedDetail);
  }

  /** What came of the last rule that asked for a recording; null if none did. */
  @Nullable RuledRecording ruled() {
    return recordingRule == null || recordingBecause == null || recordingConsent == null
        ? null
        : new RuledRecording(
            recordingRule, recordingBecause, recordingConsent, recordingRuled, recordingHindrance);
  }

  /** Of those who take part. */
  Set<UUID> wallets() {
    return Stream.of(callerWallet, calleeWallet)
        .filter(Objects::nonNull)
        .collect(Collectors.toSet());
  }
}
