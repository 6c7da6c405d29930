package org.meterline.telephony.call;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.media.MediaEvent;

/** The legs to those who are called for one caller, from the dialling to the end of the talk. */
final class Round implements Dialling.Listener {
  /** When nobody answered: whose failure is told, as Asterisk's Dial judges it. */
  private static final List<String> WORST_LAST =
      List.of("NOANSWER", "BUSY", "CONGESTION", "CHANUNAVAIL");

  private final Call call;
  private final CalledSide.Plan plan;
  private final List<Dialling> legs = new ArrayList<>();
  private final List<Screens> screened = new ArrayList<>();
  private final List<Verb.Dialled> failures;
  private final int all;
  private final CalledSide.Listener listener;
  private final SentOn sentOn;
  private int begun;
  private @Nullable Dialling winner;
  private @Nullable Transfers transfer;

  /** The end of the time for the talk, whoever has it then; 0: it may last. */
  private long limit;

  Round(
      Call call,
      List<CalledSide.Wanted> wanted,
      List<Verb.Dialled> unreachable,
      CalledSide.Plan plan,
      CalledSide.Listener listener) {
    this.call = call;
    this.plan = plan;
    this.sentOn = new SentOn(call);
    this.failures = new ArrayList<>(unreachable);
    this.all = wanted.size() + unreachable.size();
    this.listener = listener;
    wanted.forEach(each -> legs.add(leg(each.callee(), each.manner(), each.outgoing())));
  }

  private Dialling leg(Callee callee, Manner manner, Outgoing outgoing) {
    sentOn.calls(callee);
    Dialling dialling = new Dialling(call, callee, manner, outgoing, this);
    call.legs.add(dialling.leg);
    return dialling;
  }

  void start() {
    if (plan.inTurn()) {
      legs.get(begun++).start();
    } else {
      legs.forEach(Dialling::start);
    }
  }

  boolean on(CallLeg leg, Signalling.Event event) {
    if (transfer != null && transfer.on(leg, event)) {
      return true;
    }
    for (Dialling each : legs) {
      if (each.leg == leg) {
        each.on(event);
        return true;
      }
    }
    return false;
  }

  void audio(CallLeg leg, MediaEvent event) {
    for (Screens each : List.copyOf(screened)) {
      if (each.who().leg == leg) {
        each.on(event);
      }
    }
  }

  void sendDigit(char digit) {
    legs.forEach(each -> each.leg.sendDigit(digit));
  }

  void stop(int status, String why) {
    call.elsewhere.forget(limit);
    close(status, why);
  }

  private void close(int status, String why) {
    if (transfer != null) {
      transfer.giveUp(status, why);
    }
    legs.forEach(each -> each.stop(status, why));
  }

  // --- What becomes of them

  @Override
  public void asking(Dialling who) {
    if (call.state() != CallState.RINGING) { // another leg may ring already
      call.enter(CallState.ASKING, "who pays for " + who.leg.destination);
    }
  }

  @Override
  public void calling(Dialling who) {
    call.enter(CallState.RINGING, "calling " + who.leg.destination);
  }

  @Override
  public void rings(Dialling who, boolean audible) {
    if (audible) {
      call.callerSide.earlyAudio(who.leg);
    } else {
      call.callerSide.ring();
    }
  }

  @Override
  public void silenced(Dialling who) {
    call.callerSide.silenced();
  }

  @Override
  public boolean sentOn(Dialling who, List<String> to) {
    return winner == null
        && sentOn.instead(who, to, this, next -> legs.set(legs.indexOf(who), next));
  }

  @Override
  public void pressed(Dialling who, char digit) {
    if (call.byRule.digit(who.leg, digit)) {
      return;
    }
    if (who == winner) {
      call.first.sendDigit(digit);
      call.bridging.pressed(digit);
    } else {
      audio(who.leg, new MediaEvent.Digit(digit));
    }
  }

  @Override
  public void answered(Dialling who) {
    Optional<Verb.Screening> screening = plan.screening();
    if (screening.isPresent()) {
      Screens screens = new Screens(call, this, who, screening.get());
      screened.add(screens);
      screens.start();
    } else {
      take(who);
    }
  }

  /** This one gets the call. */
  void take(Dialling who) {
    winner = who;
    screened.forEach(Screens::stop);
    screened.clear();
    for (Dialling each : legs) {
      if (each != who) {
        each.stop(200, Q850.NOT_SELECTED, "Call completed elsewhere");
      }
    }
    limit(who.manner);
    listener.answered(who);
  }

  /** This one answered, and did not want the call. */
  void refused(Dialling who, String why) {
    who.stop(200, why);
    over(who, Verb.Dialled.unanswered("NOANSWER", 480, why));
  }

  @Override
  public void over(Dialling who, Verb.Dialled result) {
    if (who == winner) {
      if (transfer == null) {
        end(result);
      } else {
        transfer.alone(result);
      }
      return;
    }
    boolean wasScreened = screened.removeIf(each -> each.stops(who));
    failures.add(wasScreened ? Verb.Dialled.unanswered("NOANSWER", 480, result.reason()) : result);
    if (failures.size() == all) {
      listener.over(
          failures.stream()
              .min(Comparator.comparingInt(each -> WORST_LAST.indexOf(each.status())))
              .orElse(result));
    } else if (plan.inTurn() && begun < legs.size()) {
      legs.get(begun++).start();
    }
  }

  // --- The talk

  /** It counts for the talk, not for a leg of it: another may have come in the place of each. */
  private void limit(Manner manner) {
    manner.longest().ifPresent(this::limit);
  }

  private void limit(Duration longest) {
    limit = call.elsewhere.after(longest, () -> timeIsOver(longest));
  }

  /** One for help goes on; who talks when that is done has the time once more. */
  private void timeIsOver(Duration longest) {
    if (call.legs.callForHelp()) {
      limit(longest);
    } else {
      call.calledSide.endTalk("The time for this talk is over");
    }
  }

  /** Ends the talk from this side, whoever has it by now. */
  void endTalk(String why) {
    if (transfer != null) {
      transfer.talkEnds(why);
    }
    if (winner != null && winner.leg.over() && call.referrals.pending()) {
      call.end(200, why); // who talked has left to somebody who rings still
    } else if (winner != null) {
      winner.endTalk(why);
    }
  }

  private void end(Verb.Dialled result) {
    call.elsewhere.forget(limit);
    listener.over(result);
  }

  /** Whether one of them talks to the caller. */
  boolean talks() {
    return winner != null && winner.leg.up();
  }

  /** Who talks to the caller, or did last. */
  @Nullable CallLeg talker() {
    return winner == null ? null : winner.leg;
  }

  /** Somebody is called in place of who talks; null: nobody any more. */
  void transfer(@Nullable Transfers next) {
    transfer = next;
  }

  /** Another one has the talk from now on. */
  void handOver(Dialling next) {
    Dialling before = winner;
    transfer = null;
    legs.add(next);
    winner = next;
    if (before != null) {
      before.stop(200, "Transferred to " + next.leg.destination);
    }
    call.bridging.replace(next.leg);
    call.byRule.talks(next.leg);
  }

  /** What is left of it when another call has its place. */
  final class Taken {
    private final Dialling who;

    /** When who left began to talk, or would have, in nanoseconds. */
    private final long began;

    private Taken() {
      Dialling talked = winner;
      who = talked == null ? legs.getFirst() : talked;
      began = talked == null ? call.ports.time().nanos().getAsLong() : talked.leg.answeredAt();
    }

    void over(String why) {
      end(new Verb.Dialled("ANSWER", 200, why, Optional.of(who.talk(began))));
    }

    /** Nobody waits for the end of the talk any more. */
    void forget() {
      call.elsewhere.forget(limit);
    }
  }

  /** Another call has its place in the talk, which begins now unless it has. */
  Taken taken(String why) {
    close(200, why);
    Taken left = new Taken();
    if (winner == null) {
      limit(left.who.manner);
    }
    listener.taken();
    return left;
  }

  /** The talk is over, and nobody came in place of who left. */
  void alone(Verb.Dialled result) {
    end(result);
  }
}
