package org.meterline.web.record;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.ejb.record.CallDetails;
import org.meterline.ejb.record.CallLeg;
import org.meterline.telephony.call.LadderEntry;
import org.meterline.telephony.media.Quality;
import org.meterline.web.control.CallRefusalView;

/** The parts of a call record as REST shows them. */
final class CallViews {
  private CallViews() {}

  /** A leg. */
  record LegView(
      UUID id,
      boolean incoming,
      String destination,
      @Nullable String trunk,
      @Nullable String payer,
      Instant began,
      @Nullable Instant answered,
      @Nullable Instant ended,
      long chargedMillis,
      @Nullable Integer sipStatus,
      @Nullable Integer cause,
      @Nullable String reason,
      @Nullable CallRefusalView refusal,
      boolean recovered,
      @Nullable QualityView quality) {
    static LegView of(CallDetails.Leg seen) {
      CallLeg leg = seen.leg();
      Quality quality = leg.quality();
      return new LegView(
          leg.id(),
          leg.incoming(),
          leg.destination(),
          leg.trunk(),
          seen.payer(),
          leg.began(),
          leg.answered(),
          leg.ended(),
          leg.chargedMillis(),
          leg.sipStatus(),
          leg.cause(),
          leg.reason(),
          CallRefusalView.of(leg.refusal()),
          leg.recovered(),
          quality == null ? null : QualityView.of(quality));
    }
  }

  /** How the audio was: what was received, and what the far end reported of what it was sent. */
  record QualityView(
      String codec,
      long packetsReceived,
      long packetsSent,
      long packetsLost,
      long packetsDropped,
      double jitterMillis,
      double mos,
      @Nullable ReportedView reported) {
    static QualityView of(Quality quality) {
      Quality.Reported reported = quality.reported();
      return new QualityView(
          quality.codec(),
          quality.packetsReceived(),
          quality.packetsSent(),
          quality.packetsLost(),
          quality.packetsDropped(),
          quality.jitterMicros() / 1000.0,
          quality.mosHundredths() / 100.0,
          reported == null ? null : ReportedView.of(reported));
    }
  }

  /** What the far end reported last; the way there and back is null if it is not known. */
  record ReportedView(
      long packetsLost, double jitterMillis, @Nullable Double roundTripMillis, double mos) {
    static ReportedView of(Quality.Reported reported) {
      long trip = reported.roundTripMicros();
      return new ReportedView(
          reported.packetsLost(),
          reported.jitterMicros() / 1000.0,
          trip == 0 ? null : trip / 1000.0,
          reported.mosHundredths() / 100.0);
    }
  }

  /** A step of the ladder. */
  record LadderView(
      Instant at, @Nullable UUID leg, String from, String to, String title, String detail) {
    static LadderView of(LadderEntry entry) {
      return new LadderView(
          entry.at(),
          entry.leg() == null ? null : entry.leg().value(),
          entry.from(),
          entry.to(),
          entry.title(),
          entry.detail());
    }
  }
}
