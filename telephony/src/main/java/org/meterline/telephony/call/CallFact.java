package org.meterline.telephony.call;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.identity.Verification;
import org.meterline.telephony.media.Quality;

/**
 * Something that happened in a call and must not be lost. Appended to the node's journal file, then
 * posted; idempotent by call and sequence. Durations come from a monotonic clock, instants from the
 * wall clock.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "fact")
@JsonSubTypes({
  @JsonSubTypes.Type(value = CallFact.Began.class, name = "began"),
  @JsonSubTypes.Type(value = CallFact.CallerChecked.class, name = "callerChecked"),
  @JsonSubTypes.Type(value = CallFact.LegAsked.class, name = "legAsked"),
  @JsonSubTypes.Type(value = CallFact.LegDecided.class, name = "legDecided"),
  @JsonSubTypes.Type(value = CallFact.LegBegan.class, name = "legBegan"),
  @JsonSubTypes.Type(value = CallFact.LegAnswered.class, name = "legAnswered"),
  @JsonSubTypes.Type(value = CallFact.LegExtended.class, name = "legExtended"),
  @JsonSubTypes.Type(value = CallFact.LegEnded.class, name = "legEnded"),
  @JsonSubTypes.Type(value = CallFact.ProgramBegan.class, name = "programBegan"),
  @JsonSubTypes.Type(value = CallFact.ProgramEnded.class, name = "programEnded"),
  @JsonSubTypes.Type(value = CallFact.ApplicationBegan.class, name = "applicationBegan"),
  @JsonSubTypes.Type(value = CallFact.RecordingBegan.class, name = "recordingBegan"),
  @JsonSubTypes.Type(value = CallFact.RecordingEnded.class, name = "recordingEnded"),
  @JsonSubTypes.Type(value = CallFact.RecordingRuled.class, name = "recordingRuled"),
  @JsonSubTypes.Type(value = CallFact.Ended.class, name = "ended")
})
public sealed interface CallFact {
  CallId call();

  /** 1, 2, 3 … within the call. */
  int sequence();

  Instant at();

  /** The call exists. {@code domain} is the tenant whose call it is. */
  record Began(
      CallId call,
      int sequence,
      Instant at,
      Domain domain,
      Origin from,
      String caller,
      String dialled,
      String node)
      implements CallFact {}

  /** It was looked into whether the caller is who they say. */
  record CallerChecked(CallId call, int sequence, Instant at, Verification verification)
      implements CallFact {}

  /**
   * The authority is about to be asked about this leg: durable before the question, so that a hold
   * made by an answer nobody lived to read is known and voided. A {@link LegEnded} follows always,
   * also when the leg was refused and nothing more of it exists.
   */
  record LegAsked(CallId call, int sequence, Instant at, LegId leg) implements CallFact {}

  /**
   * Who pays for the leg was decided, or that nobody does. Durable with what follows it: a leg that
   * is paid for is set up only after that.
   */
  record LegDecided(
      CallId call, int sequence, Instant at, LegId leg, CallAuthority.Decision decision)
      implements CallFact {}

  /**
   * A leg was admitted and is being set up; comes again, with a later sequence, when the next trunk
   * is tried for the same leg. The incoming leg has no {@code granted} when it costs nothing.
   *
   * @param destination what the leg goes to, for people: an extension, a number, a program's name
   * @param trunk the trunk it goes over or came from
   * @param granted the first grant, if the authority limited the leg
   */
  record LegBegan(
      CallId call,
      int sequence,
      Instant at,
      LegId leg,
      boolean incoming,
      String destination,
      @Nullable String trunk,
      @Nullable String payer,
      @Nullable Duration granted)
      implements CallFact {}

  /**
   * The leg was answered; the dialog's identity lets another process end it.
   *
   * @param at when it was answered, from which it is charged; the fact may be written later
   */
  record LegAnswered(CallId call, int sequence, Instant at, LegId leg, DialogIdentity dialog)
      implements CallFact {}

  /** The grant of a leg was extended to {@code until} in all. */
  record LegExtended(
      CallId call, int sequence, Instant at, LegId leg, int extension, Duration until)
      implements CallFact {}

  /**
   * The leg is over. Settles its hold: what {@code charged} costs is posted, the rest is voided. A
   * leg may have been ended before: the later fact then only voids what is still held.
   *
   * @param charged time between answer and end, never more than was granted, and no less than
   *     {@link #LEAST}; zero if not answered, or if the answered leg used no grant
   * @param cause of {@link Q850}; 0 if it is not known
   * @param recovered written at a restart for a leg that a dead process left open
   * @param trunk it went over at last, or came from
   * @param refusal what refused it, or ended it; null: nothing did, or it was not written down yet
   */
  record LegEnded(
      CallId call,
      int sequence,
      Instant at,
      LegId leg,
      boolean answered,
      Duration charged,
      int sipStatus,
      int cause,
      String reason,
      @Nullable Quality quality,
      boolean recovered,
      @Nullable String trunk,
      @Nullable NamedRefusal refusal)
      implements CallFact {
    /** Nothing refused it. */
    public LegEnded(
        CallId call,
        int sequence,
        Instant at,
        LegId leg,
        boolean answered,
        Duration charged,
        int sipStatus,
        int cause,
        String reason,
        @Nullable Quality quality,
        boolean recovered,
        @Nullable String trunk) {
      this(
          call, sequence, at, leg, answered, charged, sipStatus, cause, reason, quality, recovered,
          trunk, null);
    }

    /**
     * What a leg is charged for at least that used its grant: it is told by it from one that did
     * not.
     */
    public static final Duration LEAST = Duration.ofMillis(1);
  }

  /** A run of an external program began. */
  record ProgramBegan(
      CallId call, int sequence, Instant at, UUID run, UUID program, UUID version, String name)
      implements CallFact {}

  /**
   * The program is over.
   *
   * @param exitStatus its exit status, or 128 + the signal that ended it; -1 if it never started
   * @param ending one of {@code exited}, {@code signalled}, {@code not-started}, {@code lost}; or,
   *     when we ended it, {@code silent} (no command in time), {@code rubbish} (what came was
   *     none), {@code overstayed} (closed its output and did not end)
   * @param standardError the first 64 KiB of what it wrote there
   * @param sandbox the mode it ran in, for example {@code bubblewrap}
   */
  record ProgramEnded(
      CallId call,
      int sequence,
      Instant at,
      UUID run,
      int exitStatus,
      String ending,
      String standardError,
      String sandbox)
      implements CallFact {}

  /**
   * An application without a program got the caller.
   *
   * @param name for people
   */
  record ApplicationBegan(CallId call, int sequence, Instant at, String name) implements CallFact {}

  /**
   * A recording began.
   *
   * @param leg whose; {@code whole} if it is the call's
   * @param by who asked for it, for people
   * @param path of its file, below the folder of recordings
   * @param basis of one that a rule asks for; null of any other
   */
  record RecordingBegan(
      CallId call,
      int sequence,
      Instant at,
      UUID recording,
      LegId leg,
      boolean whole,
      String by,
      int channels,
      String path,
      @Nullable RecordingBasis basis)
      implements CallFact {}

  /** A recording is over; what it came to is as {@code Recorded} has it. */
  record RecordingEnded(
      CallId call,
      int sequence,
      Instant at,
      UUID recording,
      String reason,
      Duration length,
      long bytes,
      String sha256,
      Duration masked,
      Duration lost)
      implements CallFact {}

  /**
   * A rule of the tenant's asked for a recording; comes again when another is to agree.
   *
   * @param recording the one that runs; null: it is not recorded
   * @param hindrance why it cannot be though all agree, for example {@code disk-full}
   */
  record RecordingRuled(
      CallId call,
      int sequence,
      Instant at,
      RecordingBasis basis,
      @Nullable UUID recording,
      @Nullable String hindrance)
      implements CallFact {}

  /**
   * The call is over: its last fact, but for a {@link LegEnded} of a grant that came even later.
   *
   * @param sipStatus what the caller was told at last: 200 for a call that was answered
   * @param packed the SIP messages and state changes, in order
   * @param refusal what refused it, or ended it; null: nothing did, or it was not written down yet
   */
  record Ended(
      CallId call,
      int sequence,
      Instant at,
      Duration talked,
      int sipStatus,
      String reason,
      @JsonProperty("ladder") PackedLadder packed,
      boolean recovered,
      @Nullable NamedRefusal refusal)
      implements CallFact {
    /** Nothing refused it. */
    public Ended(
        CallId call,
        int sequence,
        Instant at,
        Duration talked,
        int sipStatus,
        String reason,
        PackedLadder packed,
        boolean recovered) {
      this(call, sequence, at, talked, sipStatus, reason, packed, recovered, null);
    }

    /** The steps of {@link #packed}. */
    public List<LadderEntry> ladder() {
      return packed.entries();
    }
  }
}
