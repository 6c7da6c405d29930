package org.meterline.telephony.call;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Where phones that are called, and trunks that are followed, send a call on (RFC 3261, section
 * 21.3): not too often, and to nobody twice. Trunks send it to numbers outside only.
 */
final class SentOn {
  /** How often a call may be sent on by those who are called. */
  private static final int MOST = 5;

  private final Call call;
  private final Set<String> called = new HashSet<>();
  private int times;

  SentOn(Call call) {
    this.call = call;
  }

  /** This one is called: nobody sends the call on to them. */
  void calls(Callee callee) {
    called.add(callee.name());
  }

  /**
   * Calls the first of them that can be, by a leg of its own, which the authority is asked for, in
   * place of the phone or trunk that names them.
   *
   * @param to what would be dialled
   * @param takes hears of the new leg before it is dialled
   * @return whether there was one; if not, nothing is done
   */
  boolean instead(
      Dialling who, List<String> to, Dialling.Listener listener, Consumer<Dialling> takes) {
    if (times == MOST) {
      return false;
    }
    for (String name : to) {
      if (call.ports.directory().find(call.domain, name) instanceof Destination.Found found
          && !(found instanceof Destination.Emergency)
          && !(found instanceof Destination.Steered)
          && (who.leg.trunk == null || isOutside(found))
          && !called.contains(new Callee(name, found).name())) {
        times++;
        Callee next = new Callee(name, found, who.callee);
        call.record.note("sent on", who.callee.name() + " says: " + next.name());
        who.stop(302, "Sent on to " + next.name());
        Dialling dialling = new Dialling(call, next, who.manner, who.outgoing, listener);
        // A trunk sends nobody on by itself: whose phone sent the call there answers for it.
        dialling.leg.sentOnBy = who.leg.trunk == null ? who.leg.user : who.leg.sentOnBy;
        dialling.leg.wishedBy = who.leg.wishedBy;
        calls(next);
        call.legs.add(dialling.leg);
        takes.accept(dialling);
        dialling.start();
        return true;
      }
    }
    return false;
  }

  /** Whether it is no number of the tenant, not one that is forwarded outside, either. */
  private static boolean isOutside(Destination.Found found) {
    return found instanceof Destination.Outside outside && outside.through() == null;
  }
}
