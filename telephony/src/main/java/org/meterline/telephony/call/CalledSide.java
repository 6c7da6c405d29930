package org.meterline.telephony.call;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The called side of a call: the outgoing legs, which ring together. The first to answer gets the
 * call, the others are given up.
 */
final class CalledSide {
  /** When nobody answered: whose failure is told, as Asterisk's Dial judges it. */
  private static final List<String> WORST_LAST =
      List.of("NOANSWER", "BUSY", "CONGESTION", "CHANUNAVAIL");

  /** How often a call may be sent on by those who are called. */
  private static final int MOST_SENT_ON = 5;

  /** Whom it tells, in the mailbox. */
  interface Listener {
    void answered(Dialling who);

    /** Nobody answered, or who did has hung up; told once. */
    void over(Verb.Dialled result);
  }

  private final Call call;
  private @Nullable Round round;

  CalledSide(Call call) {
    this.call = call;
  }

  /**
   * Sets up a leg to each of these.
   *
   * @param unreachable what became of those that have no leg
   */
  void dial(
      List<Callee> callees,
      List<Verb.Dialled> unreachable,
      Dialling.Manner manner,
      Listener listener) {
    Round next = new Round(callees, unreachable, manner, listener);
    round = next;
    next.start();
  }

  /** Whether the leg is of this side; if so it has heard what SIP says of it. */
  boolean on(CallLeg leg, Signalling.Event event) {
    return round != null && round.on(leg, event);
  }

  /** A digit that came from the caller by signalling. */
  void sendDigit(char digit) {
    if (round != null) {
      round.legs.forEach(each -> each.leg.sendDigit(digit));
    }
  }

  /** Gives up whatever rings or talks. */
  void stop(int status, String why) {
    if (round != null) {
      round.legs.forEach(each -> each.stop(status, why));
      round = null;
    }
  }

  /** It is over. */
  void forget() {
    round = null;
  }

  /** The legs that ring together. */
  private final class Round implements Dialling.Listener {
    private final List<Dialling> legs = new ArrayList<>();
    private final List<Verb.Dialled> failures;
    private final int all;
    private final Listener listener;
    private final Dialling.Manner manner;
    private final Set<String> called = new HashSet<>();
    private int sentOn;
    private @Nullable Dialling winner;

    Round(
        List<Callee> callees,
        List<Verb.Dialled> unreachable,
        Dialling.Manner manner,
        Listener listener) {
      this.failures = new ArrayList<>(unreachable);
      this.all = callees.size() + unreachable.size();
      this.listener = listener;
      this.manner = manner;
      callees.forEach(this::add);
    }

    private Dialling add(Callee callee) {
      called.add(callee.name());
      Dialling dialling = new Dialling(call, callee, manner, call.outgoing, this);
      call.add(dialling.leg);
      legs.add(dialling);
      return dialling;
    }

    void start() {
      legs.forEach(Dialling::start);
    }

    boolean on(CallLeg leg, Signalling.Event event) {
      for (Dialling each : legs) {
        if (each.leg == leg) {
          each.on(event);
          return true;
        }
      }
      return false;
    }

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
    public void pressed(char digit) {
      call.first.sendDigit(digit);
    }

    /**
     * Calls the first of them that can be, as a leg of its own, which the authority is asked for.
     */
    @Override
    public boolean sentOn(Dialling who, List<String> to) {
      if (winner != null || sentOn == MOST_SENT_ON) {
        return false;
      }
      for (String name : to) {
        if (call.ports.directory().find(call.domain, name) instanceof Destination.Found found
            && !(found instanceof Destination.Emergency)
            && !called.contains(new Callee(name, found).name())) {
          sentOn++;
          Callee next = new Callee(name, found, who.callee);
          call.record.note("sent on", who.callee.name() + " says: " + next.name());
          who.stop(302, "Sent on to " + next.name());
          legs.remove(who);
          add(next).start();
          return true;
        }
      }
      return false;
    }

    @Override
    public void answered(Dialling who) {
      winner = who;
      for (Dialling each : legs) {
        if (each != who) {
          each.stop(200, "Call completed elsewhere");
        }
      }
      listener.answered(who);
    }

    @Override
    public void over(Dialling who, Verb.Dialled result) {
      if (who == winner) {
        listener.over(result);
        return;
      }
      failures.add(result);
      if (failures.size() == all) {
        listener.over(
            failures.stream()
                .min(Comparator.comparingInt(each -> WORST_LAST.indexOf(each.status())))
                .orElse(result));
      }
    }
  }
}
