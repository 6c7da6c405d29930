package org.meterline.telephony.call;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.identity.Verification;
import org.meterline.telephony.recording.Recorded;

/**
 * Writes down what a call does: its facts, in order, and the ladder that the last of them holds.
 */
final class CallRecord {
  private static final System.Logger LOG = System.getLogger(CallRecord.class.getName());
  private static final int ENTRIES_MOST = 600;
  private static final int TITLE_MOST = 256;
  private static final int DETAIL_MOST = 8_192;

  /** Characters that the ladder may have in all, and what programs say of it. */
  private static final int LADDER_MOST = 256 << 10;

  private static final int PROGRAM_MOST = 64 << 10;

  /** Counted for an entry besides its texts. */
  private static final int ENTRY = 128;

  private final CallId call;
  private final FactStore store;
  private final CallTime time;
  private final List<LadderEntry> ladder = new ArrayList<>();
  private final Set<LegId> known = new HashSet<>();
  private int sequence;
  private int ladderLeft = LADDER_MOST;
  private int programLeft = PROGRAM_MOST;

  CallRecord(CallId call, FactStore store, CallTime time) {
    this.call = call;
    this.store = store;
    this.time = time;
  }

  void step(@Nullable CallLeg leg, String from, String to, String title, String detail) {
    String shortTitle = cut(title, TITLE_MOST);
    String shortDetail = cut(detail, DETAIL_MOST);
    int size = shortTitle.length() + shortDetail.length() + ENTRY;
    boolean program = from.equals("program") || to.equals("program");
    if (program && programLeft < size) {
      if (programLeft > 0) {
        add(entry(null, from, to, "the rest that the program did was left out", ""), ENTRY);
      }
      programLeft = 0;
      return;
    }
    if (program) {
      programLeft -= size;
    }
    add(entry(leg, from, to, shortTitle, shortDetail), size);
  }

  private void add(LadderEntry entry, int size) {
    if (ladderLeft >= size && ladder.size() < ENTRIES_MOST) {
      ladderLeft -= size;
      ladder.add(entry);
    } else if (ladderLeft > 0) {
      ladderLeft = 0;
      ladder.add(entry(null, "meterline", "meterline", "the rest was left out", ""));
    }
  }

  private static String cut(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most);
  }

  /**
   * A SIP message.
   *
   * @param peer who is at the other end: {@code caller} or {@code callee}
   */
  void message(@Nullable CallLeg leg, String peer, Signalling.Event.Message message) {
    step(
        leg,
        message.sent() ? "meterline" : peer,
        message.sent() ? peer : "meterline",
        message.title(),
        message.text());
  }

  /** A line about the call itself. */
  void note(String title, String detail) {
    step(null, "meterline", "meterline", title, detail);
  }

  void granted(CallAuthority.Granted grant) {
    note(
        "granted",
        (grant.unlimited()
                ? "without limit"
                : grant.until().toMillis() + " ms" + (grant.last() ? ", last" : ""))
            + ", paid by "
            + grant.payer());
  }

  void refused(Refusal why) {
    note("refused: " + why.code(), why.reason());
  }

  private LadderEntry entry(
      @Nullable CallLeg leg, String from, String to, String title, String detail) {
    return new LadderEntry(time.instant(), leg == null ? null : leg.id, from, to, title, detail);
  }

  void began(Domain domain, Origin from, String caller, String dialled, String node) {
    append(
        new CallFact.Began(call, ++sequence, time.instant(), domain, from, caller, dialled, node));
  }

  void callerChecked(Verification found) {
    note("caller", found.words());
    append(new CallFact.CallerChecked(call, ++sequence, time.instant(), found));
  }

  void legAsked(CallLeg leg, Consumer<Boolean> durable) {
    known.add(leg.id);
    append(new CallFact.LegAsked(call, ++sequence, time.instant(), leg.id), durable);
  }

  void legDecided(CallLeg leg, CallAuthority.@Nullable Decision decision) {
    if (decision != null) {
      append(new CallFact.LegDecided(call, ++sequence, time.instant(), leg.id, decision));
    }
  }

  /** {@code grant} is null when nobody was asked who pays. */
  void legBegan(CallLeg leg, CallAuthority.@Nullable Granted grant, Consumer<Boolean> durable) {
    known.add(leg.id);
    append(
        new CallFact.LegBegan(
            call,
            ++sequence,
            time.instant(),
            leg.id,
            leg.incoming,
            leg.destination,
            leg.trunk,
            leg.payer,
            grant == null || grant.unlimited() ? null : grant.until()),
        durable);
  }

  void legBegan(CallLeg leg) {
    legBegan(leg, null, ok -> {});
  }

  /**
   * @param answeredAt by the monotonic clock; what is charged counts from it, however much later
   *     this is written
   */
  void legAnswered(CallLeg leg, DialogIdentity dialog, long answeredAt) {
    append(new CallFact.LegAnswered(call, ++sequence, time.at(answeredAt), leg.id, dialog));
  }

  void legExtended(CallLeg leg, int extension, Duration until, Consumer<Boolean> durable) {
    append(
        new CallFact.LegExtended(call, ++sequence, time.instant(), leg.id, extension, until),
        durable);
  }

  /** Whether the journal knows of the leg: then a fact that ends it must follow. */
  boolean knows(CallLeg leg) {
    return known.contains(leg.id);
  }

  void legEnded(CallLeg leg, Duration charged) {
    append(
        new CallFact.LegEnded(
            call,
            ++sequence,
            time.instant(),
            leg.id,
            leg.answered(),
            charged,
            leg.endStatus,
            leg.endCause,
            leg.endReason,
            leg.quality,
            false,
            leg.trunk,
            NamedRefusal.of(leg.refusal)));
  }

  void programBegan(UUID run, Destination.Program program) {
    append(
        new CallFact.ProgramBegan(
            call,
            ++sequence,
            time.instant(),
            run,
            program.program(),
            program.version(),
            program.name()));
  }

  void programEnded(UUID run, Programs.Event.Ended ended) {
    append(
        new CallFact.ProgramEnded(
            call,
            ++sequence,
            time.instant(),
            run,
            ended.exitStatus(),
            ended.ending(),
            ended.standardError(),
            ended.sandbox()));
  }

  void applicationBegan(Destination.Application application) {
    append(new CallFact.ApplicationBegan(call, ++sequence, time.instant(), application.name()));
  }

  void recordingRuled(RecordingBasis basis, @Nullable UUID recording, @Nullable String hindrance) {
    note(
        recording == null ? "not recorded by rule" : "recorded by rule",
        basis.because() + ": " + basis.consent() + (hindrance == null ? "" : ", but " + hindrance));
    append(
        new CallFact.RecordingRuled(call, ++sequence, time.instant(), basis, recording, hindrance));
  }

  void recordingBegan(
      UUID recording, CallLeg leg, Verb.Take take, @Nullable RecordingBasis basis, String path) {
    note("recording started", take.by() + ": " + recording);
    append(
        new CallFact.RecordingBegan(
            call,
            ++sequence,
            time.instant(),
            recording,
            leg.id,
            take.end() == null,
            take.by(),
            take.stereo() ? 2 : 1,
            path,
            basis));
  }

  void recordingEnded(Recorded ended) {
    note("recording ended", ended.reason() + ": " + ended.id());
    append(
        new CallFact.RecordingEnded(
            call,
            ++sequence,
            time.instant(),
            ended.id(),
            ended.reason(),
            ended.length(),
            ended.bytes(),
            ended.sha256(),
            ended.masked(),
            ended.lost()));
  }

  void ended(Duration talked, int sipStatus, String reason, @Nullable Refusal refusal) {
    append(
        new CallFact.Ended(
            call,
            ++sequence,
            time.instant(),
            talked,
            sipStatus,
            reason,
            PackedLadder.of(ladder),
            false,
            NamedRefusal.of(refusal)));
  }

  private void append(CallFact fact) {
    append(fact, ok -> {});
  }

  private void append(CallFact fact, Consumer<Boolean> durable) {
    try {
      store.append(fact, durable);
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "call " + call + ": a fact was not taken", e);
      durable.accept(false);
    }
  }
}
