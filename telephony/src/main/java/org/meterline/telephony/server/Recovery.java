package org.meterline.telephony.server;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.call.CallFact;
import org.meterline.telephony.call.CallId;
import org.meterline.telephony.call.DialogIdentity;
import org.meterline.telephony.call.Directory;
import org.meterline.telephony.call.LadderEntry;
import org.meterline.telephony.call.LegId;
import org.meterline.telephony.call.Origin;
import org.meterline.telephony.call.PackedLadder;
import org.meterline.telephony.call.Q850;
import org.meterline.telephony.recording.Recorded;
import org.meterline.telephony.recording.RecordingSettings;
import org.meterline.telephony.recording.RecordingWriter;
import org.meterline.telephony.trunk.Trunk;

/**
 * What a dead process left open, told from its journal: which dialogs need a BYE, and the facts
 * that end its calls. A leg is charged for the time that the journal proves, never more than was
 * granted.
 */
final class Recovery {
  static final String REASON = "The server stopped; ended at its restart";

  private static final class OpenLeg {
    final boolean incoming;
    boolean paid;
    @Nullable Duration granted;
    @Nullable Long answeredUp;
    @Nullable DialogIdentity dialog;
    @Nullable String trunk;

    OpenLeg(boolean incoming) {
      this.incoming = incoming;
    }
  }

  private static final class OpenCall {
    final String boot;
    final long segment;

    /** Nobody called: the caller's leg is the first to be answered. */
    final boolean asked;

    int sequence;
    boolean answered;
    long answeredUp;
    final Map<LegId, OpenLeg> legs = new LinkedHashMap<>();
    @Nullable UUID run;

    /** The paths of recordings without an end. */
    final Map<UUID, String> recordings = new LinkedHashMap<>();

    OpenCall(String boot, long segment, boolean asked) {
      this.boot = boot;
      this.segment = segment;
      this.asked = asked;
    }
  }

  private record Alive(long up, Instant at) {}

  private final Map<CallId, OpenCall> calls = new LinkedHashMap<>();
  private final Map<String, Alive> alive = new HashMap<>();

  /** Takes all records of a journal. */
  void readAll(Segments segments) throws IOException {
    for (long number : segments.numbers()) {
      segments.scan(number, (entry, _) -> read(entry, number));
    }
  }

  private void read(JournalEntry entry, long segment) {
    alive.put(entry.boot(), new Alive(entry.up(), entry.at()));
    CallFact fact = entry.fact();
    if (fact == null) {
      return;
    }
    if (fact instanceof CallFact.Ended) {
      calls.remove(fact.call());
      return;
    }
    OpenCall call =
        fact instanceof CallFact.Began began
            ? calls.computeIfAbsent(
                fact.call(),
                id -> new OpenCall(entry.boot(), segment, began.from() instanceof Origin.Desk))
            : calls.get(fact.call());
    if (call == null) {
      return; // a grant voided after the call's last fact
    }
    call.sequence = fact.sequence();
    switch (fact) {
      case CallFact.LegAsked asked -> call.legs.putIfAbsent(asked.leg(), new OpenLeg(false));
      case CallFact.LegDecided decided -> {}
      case CallFact.LegBegan began -> {
        OpenLeg leg = new OpenLeg(began.incoming());
        leg.paid = began.payer() != null;
        leg.granted = began.granted();
        leg.trunk = began.trunk();
        call.legs.put(began.leg(), leg);
      }
      case CallFact.LegAnswered answered -> {
        OpenLeg leg = call.legs.get(answered.leg());
        if (leg != null) {
          leg.answeredUp = entry.up();
          leg.dialog = answered.dialog();
          if (leg.incoming || (call.asked && !call.answered)) {
            call.answered = true;
            call.answeredUp = entry.up();
          }
        }
      }
      case CallFact.LegExtended extended -> {
        OpenLeg leg = call.legs.get(extended.leg());
        if (leg != null) {
          leg.granted = extended.until();
        }
      }
      case CallFact.LegEnded ended -> call.legs.remove(ended.leg());
      case CallFact.ProgramBegan began -> call.run = began.run();
      case CallFact.ProgramEnded ended -> call.run = null;
      case CallFact.ApplicationBegan began -> {}
      case CallFact.RecordingBegan began -> call.recordings.put(began.recording(), began.path());
      case CallFact.RecordingRuled ruled -> {}
      case CallFact.RecordingEnded ended -> call.recordings.remove(ended.recording());
      case CallFact.Began began -> {}
      case CallFact.CallerChecked checked -> {}
      case CallFact.Ended ended -> {}
    }
  }

  /** The calls without an end, and the first file that each has a fact in. */
  Map<CallId, Long> segments() {
    Map<CallId, Long> segments = new HashMap<>();
    calls.forEach((id, call) -> segments.put(id, call.segment));
    return segments;
  }

  int open() {
    return calls.size();
  }

  /**
   * A dialog that was left up.
   *
   * @param trunk that it goes over
   */
  record Left(DialogIdentity dialog, @Nullable String trunk) {
    /** What it may be asked for. */
    Trunk.@Nullable Access account(Directory directory) {
      return directory.allTrunks().stream()
          .filter(known -> known.name().equals(trunk))
          .flatMap(known -> Stream.ofNullable(known.access()))
          .findFirst()
          .orElse(null);
    }
  }

  /** The dialogs that were left up. */
  List<Left> dialogs() {
    List<Left> dialogs = new ArrayList<>();
    for (OpenCall call : calls.values()) {
      for (OpenLeg leg : legs(call)) {
        if (leg.dialog != null) {
          dialogs.add(new Left(leg.dialog, leg.trunk));
        }
      }
    }
    return dialogs;
  }

  private static Collection<OpenLeg> legs(OpenCall call) {
    return call.legs.values();
  }

  /**
   * The facts that end what was left open; recordings are repaired.
   *
   * @param kept where recordings are; null if none are
   */
  List<CallFact> facts(@Nullable RecordingSettings kept) {
    List<CallFact> facts = new ArrayList<>();
    calls.forEach((id, call) -> end(id, call, kept, facts));
    return facts;
  }

  private void end(
      CallId id, OpenCall call, @Nullable RecordingSettings kept, List<CallFact> facts) {
    Alive proof = alive.get(call.boot);
    long up = proof == null ? 0 : proof.up;
    Instant at = proof == null ? Instant.EPOCH : proof.at;
    int sequence = call.sequence;
    for (Map.Entry<LegId, OpenLeg> each : call.legs.entrySet()) {
      OpenLeg leg = each.getValue();
      facts.add(
          new CallFact.LegEnded(
              id,
              ++sequence,
              at,
              each.getKey(),
              leg.answeredUp != null,
              charged(leg, up),
              leg.answeredUp != null ? 200 : 503,
              Q850.TEMPORARY_FAILURE,
              REASON,
              null,
              true,
              leg.trunk));
    }
    if (call.run != null) {
      facts.add(new CallFact.ProgramEnded(id, ++sequence, at, call.run, -1, "lost", "", "unknown"));
    }
    for (Map.Entry<UUID, String> each : call.recordings.entrySet()) {
      Recorded ended = RecordingWriter.recover(kept, each.getKey(), each.getValue());
      facts.add(
          new CallFact.RecordingEnded(
              id,
              ++sequence,
              at,
              ended.id(),
              ended.reason(),
              ended.length(),
              ended.bytes(),
              ended.sha256(),
              ended.masked(),
              ended.lost()));
    }
    Duration talked =
        call.answered ? Duration.ofNanos(Math.max(0, up - call.answeredUp)) : Duration.ZERO;
    facts.add(
        new CallFact.Ended(
            id,
            ++sequence,
            at,
            talked,
            call.answered ? 200 : 503,
            REASON,
            PackedLadder.of(
                List.of(new LadderEntry(at, null, "meterline", "meterline", "recovered", REASON))),
            true));
  }

  private static Duration charged(OpenLeg leg, long up) {
    if (leg.answeredUp == null || !leg.paid) {
      return Duration.ZERO;
    }
    Duration proven = Duration.ofNanos(up - leg.answeredUp);
    if (proven.compareTo(CallFact.LegEnded.LEAST) < 0) {
      return CallFact.LegEnded.LEAST;
    }
    return leg.granted != null && proven.compareTo(leg.granted) > 0 ? leg.granted : proven;
  }
}
