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

  /** What calls say to each other of a talk that they share, or are to share. */
  sealed interface OfTalk extends Message {}

  /**
   * A place in a call's talk.
   *
   * @param end the end that is to leave
   * @param user whose leg it must be; null: anybody's of the tenant
   * @param trunk over which it must be; null: any, or none
   * @param earlyOnly not if the leg is answered
   * @param taker whose phone takes it by itself, in a call that no rule has judged; null: nobody's
   */
  record Place(
      Verb.End end,
      @Nullable String user,
      @Nullable String trunk,
      boolean earlyOnly,
      @Nullable String taker) {
    /** Of somebody who talks already in the call that asks for it. */
    Place(Verb.End end, @Nullable String user, @Nullable String trunk, boolean earlyOnly) {
      this(end, user, trunk, earlyOnly, null);
    }
  }

  /**
   * Another call asks to have that place. It is answered by {@link Joined} or {@link NotJoined},
   * perhaps of the call that this one shares its talk with.
   */
  record Join(Joint with, Place place) implements OfTalk {}

  /** The talk is shared with that call from now on. */
  record Joined(Joint with) implements OfTalk {}

  /** The call that was asked does not share a talk. */
  record NotJoined(int status, String reason) implements OfTalk {}

  /** That call does not share the talk any more. */
  record Parted(CallId from, String reason) implements OfTalk {}

  /** Another one talks at that call's end from now on; without audio, somebody is called there. */
  record Changed(Joint with) implements OfTalk {}

  /** A call asks the other one to ask for that place by itself, as its own end is to leave. */
  record HandOn(CallId from, Place place) implements OfTalk {}

  /** A call asks the other one to take who asked for its place, as its own end is to leave. */
  record PassedOn(CallId from, Join wish) implements OfTalk {}

  /**
   * The talk goes on between that call and a third one, and this one is not needed for it.
   *
   * @param status of 300 and more: it does not, for that reason
   */
  record HandedOn(CallId from, int status, String reason) implements OfTalk {}

  /** Somebody outside the call ends it. */
  record End(String reason) implements Message {}
}
