package org.meterline.telephony.call;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.media.MediaEvent;

/**
 * The called side of a call: the outgoing legs, which ring together or in turn. The first to answer
 * gets the call, the others are given up.
 */
final class CalledSide {
  /** Whom it tells, in the mailbox. */
  interface Listener {
    void answered(Dialling who);

    /** Somebody of another call talks to the caller in place of who was called. */
    default void taken() {}

    /** Nobody answered, or who did has hung up; told once. */
    void over(Verb.Dialled result);
  }

  /**
   * Who is to be called.
   *
   * @param outgoing what they are shown
   */
  record Wanted(Callee callee, Manner manner, Outgoing outgoing) {}

  /**
   * How they are called.
   *
   * @param inTurn one after another; else together
   * @param screening what who answers hears first
   */
  record Plan(boolean inTurn, Optional<Verb.Screening> screening) {
    /** Together, and connected at once. */
    static final Plan USUAL = new Plan(false, Optional.empty());
  }

  private final Call call;
  private @Nullable Round round;
  private Round.@Nullable Taken gone;

  CalledSide(Call call) {
    this.call = call;
  }

  /**
   * Sets up a leg to each of these.
   *
   * @param unreachable what became of those that have no leg
   */
  void dial(List<Wanted> wanted, List<Verb.Dialled> unreachable, Plan plan, Listener listener) {
    Round next = new Round(call, wanted, unreachable, plan, listener);
    round = next;
    next.start();
  }

  /** Sets up a leg to this one. */
  void dial(Callee callee, Manner manner, Listener listener) {
    dial(List.of(new Wanted(callee, manner, call.outgoing)), List.of(), Plan.USUAL, listener);
  }

  /** Whether the leg is of this side; if so it has heard what SIP says of it. */
  boolean on(CallLeg leg, Signalling.Event event) {
    return round != null && round.on(leg, event);
  }

  /** What the audio of a leg tells. */
  void audio(CallLeg leg, MediaEvent event) {
    if (round != null) {
      round.audio(leg, event);
    }
  }

  /** The legs of which one talks to the caller; null while none does. */
  @Nullable Round talking() {
    return round != null && round.talks() ? round : null;
  }

  /** Who talks to the caller; null while nobody does. */
  @Nullable CallLeg talker() {
    Round talking = talking();
    return talking == null ? null : talking.talker();
  }

  /** A digit that came from the caller by signalling. */
  void sendDigit(char digit) {
    if (round != null) {
      round.sendDigit(digit);
    }
  }

  /** Gives up whatever rings or talks. */
  void stop(int status, String why) {
    if (round != null) {
      round.stop(status, why);
      round = null;
    }
    if (gone != null) {
      gone.forget();
      gone = null;
      call.byRule.takenNoMore();
    }
  }

  /** Another call has its place in the talk. */
  void taken(String why) {
    Round left = round;
    if (left != null) {
      gone = left.taken(why);
      round = null;
    }
  }

  /** Ends the talk from this side, also one that another call has a place in. */
  void endTalk(String why) {
    if (gone == null) {
      if (round != null) {
        round.endTalk(why);
      }
    } else {
      call.junction.end(why);
      var _ = partedFrom(why);
    }
  }

  /** The talk with another call is over. False if that took nobody's place here. */
  boolean partedFrom(String why) {
    Round.Taken before = gone;
    gone = null;
    if (before == null) {
      return false;
    }
    call.byRule.takenNoMore();
    before.over(why);
    return true;
  }

  /** It is over. */
  void forget() {
    round = null;
  }
}
