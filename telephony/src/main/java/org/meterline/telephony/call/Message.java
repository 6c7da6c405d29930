package org.meterline.telephony.call;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.media.MediaEvent;
import org.meterline.telephony.media.Sdp;
import org.meterline.telephony.recording.Recorded;

/** What a call's mailbox takes: all that a call ever hears. */
sealed interface Message {
  /**
   * The first of all.
   *
   * @param offer what the INVITE brought; null if it brought none, or there is none
   * @param ladder the INVITE and what it was answered so far
   */
  record Begin(@Nullable Sdp offer, List<Signalling.Event.Message> ladder) implements Message {
    /** Without an INVITE. */
    static final Begin ASKED = new Begin(null, List.of());
  }

  /** SIP of one attempt at a leg. */
  record Sip(Attempt attempt, Signalling.Event event) implements Message {}

  /** Audio of a leg. */
  record Media(CallLeg leg, MediaEvent event) implements Message {}

  /** The run of the program that steers the call. */
  record Program(Programs.Event event) implements Message {}

  /** The answer to the step of that number: of a port, a timer, the journal. */
  record Done(long step, @Nullable Object answer) implements Message {}

  /** Somebody steers. {@code reply} is called exactly once. */
  record Run(Verb<?> verb, Duration deadline, Consumer<Outcome<?>> reply) implements Message {}

  /** A recording is over. */
  record RecordingOver(Recorded recorded) implements Message {}

  /** Tells that all messages before it were taken. */
  record Reached(Runnable then) implements Message {}

  /**
   * Another call asks to have an end's place in its talk. It is answered by {@link Joined} or
   * {@link Parted}.
   *
   * @param replaced the end that is to leave
   * @param user whose leg it must be; null: anybody's of the tenant
   * @param trunk over which it must be; null: any, or none
   * @param earlyOnly not if the leg is answered
   */
  record Join(
      Joint with,
      Verb.End replaced,
      @Nullable String user,
      @Nullable String trunk,
      boolean earlyOnly)
      implements Message {}

  /** The talk is shared with that call from now on. */
  record Joined(Joint with) implements Message {}

  /** The other call does not share a talk, or not any more. */
  record Parted(int status, String reason) implements Message {}

  /** Somebody outside the call ends it. */
  record End(String reason) implements Message {}
}
