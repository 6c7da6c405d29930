package org.meterline.ejb.record;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.hibernate.annotations.TenantId;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.call.NamedRefusal;
import org.meterline.telephony.media.Quality;

/** One leg of a call. Read here; written by {@link RecordJournal} alone. */
@Entity
@Immutable
@Table(name = "call_leg")
public class CallLeg {
  @TenantId UUID tenant;
  @Id private UUID id;
  private UUID call;
  private boolean incoming;
  private String destination;
  private @Nullable String trunk;
  private @Nullable String payer;
  private Instant began;
  private @Nullable Instant answered;
  private @Nullable Instant ended;

  @Column(name = "charged_millis")
  private long chargedMillis;

  @Column(name = "sip_status")
  private @Nullable Integer sipStatus;

  private @Nullable Integer cause;
  private @Nullable String reason;
  private boolean recovered;
  private @Nullable String codec;

  @Column(name = "packets_received")
  private @Nullable Long packetsReceived;

  @Column(name = "packets_sent")
  private @Nullable Long packetsSent;

  @Column(name = "packets_lost")
  private @Nullable Long packetsLost;

  @Column(name = "packets_dropped")
  private @Nullable Long packetsDropped;

  @Column(name = "jitter_micros")
  private @Nullable Long jitterMicros;

  @Column(name = "mos_hundredths")
  private @Nullable Integer mosHundredths;

  @Column(name = "reported_lost")
  private @Nullable Long reportedLost;

  @Column(name = "reported_jitter_micros")
  private @Nullable Long reportedJitterMicros;

  @Column(name = "round_trip_micros")
  private @Nullable Long roundTripMicros;

  @Column(name = "reported_mos_hundredths")
  private @Nullable Integer reportedMosHundredths;

  @Column(name = "refusal")
  private @Nullable String refusalCode;

  @Column(name = "refusal_reason")
  private @Nullable String refusalReason;

  @Column(name = "refusal_retry")
  private @Nullable Boolean refusalRetry;

  @SuppressWarnings("NullAway.Init")
  protected CallLeg() {}

  public UUID id() {
    return id;
  }

  public UUID call() {
    return call;
  }

  /** From the caller to us. */
  public boolean incoming() {
    return incoming;
  }

  public String destination() {
    return destination;
  }

  public @Nullable String trunk() {
    return trunk;
  }

  public @Nullable String payer() {
    return payer;
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

  public long chargedMillis() {
    return chargedMillis;
  }

  public @Nullable Integer sipStatus() {
    return sipStatus;
  }

  /** By ITU-T Q.850. */
  public @Nullable Integer cause() {
    return cause;
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

  public boolean recovered() {
    return recovered;
  }

  /** Null when there was no audio. */
  public @Nullable Quality quality() {
    if (codec == null
        || packetsReceived == null
        || packetsSent == null
        || packetsLost == null
        || packetsDropped == null
        || jitterMicros == null
        || mosHundredths == null) {
      return null;
    }
    return new Quality(
        packetsReceived,
        packetsSent,
        packetsLost,
        packetsDropped,
        jitterMicros,
        mosHundredths,
        codec,
        reported());
  }

  private Quality.@Nullable Reported reported() {
    return reportedLost == null
            || reportedJitterMicros == null
            || roundTripMicros == null
            || reportedMosHundredths == null
        ? null
        : new Quality.Reported(
            reportedLost, reportedJitterMicros, roundTripMicros, reportedMosHundredths);
  }
}
