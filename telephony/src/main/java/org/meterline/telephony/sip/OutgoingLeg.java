package org.meterline.telephony.sip;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import javax.sip.message.Request;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.call.Signalling;
import org.meterline.telephony.call.Signalling.Event;
import org.meterline.telephony.media.Sdp;

/**
 * A leg that we set up: one INVITE to each target, all at once; the first to answer wins (RFC 3261,
 * section 16.7, as a forking proxy would).
 */
final class OutgoingLeg extends SipLeg {
  private final List<Branch> branches = new ArrayList<>();
  private final List<Event.Failed> failures = new ArrayList<>();
  private int open;
  private @Nullable Branch winner;
  private @Nullable SipDialog early;
  private boolean over;

  OutgoingLeg(Wire wire, Signalling.Invitation invitation, Consumer<Event> events) {
    super(invitation.leg(), wire);
    listen(events);
    mailbox.post(() -> start(invitation));
  }

  private void start(Signalling.Invitation invitation) {
    if (over) {
      return;
    }
    if (invitation.maxForwards() <= 0) {
      fail(new Event.Failed(483, "Too many hops"));
      return;
    }
    for (Signalling.Target target : invitation.targets()) {
      branches.add(new Branch(wire, this, invitation, target));
    }
    open = branches.size();
    if (branches.isEmpty()) {
      fail(new Event.Failed(480, "Nobody is registered"));
    }
    List.copyOf(branches).forEach(Branch::start);
  }

  boolean over() {
    return over;
  }

  /** 18x came. */
  void progressed(int status, @Nullable Sdp sdp, @Nullable SipDialog dialog) {
    if (!over && winner == null) {
      if (branches.size() == 1) {
        early = dialog;
      }
      tell(new Event.Progress(status, sdp));
    }
  }

  /** 2xx came and was acknowledged. Whether the branch is the first; others are to be ended. */
  boolean won(Branch branch, SipDialog dialog, @Nullable Sdp sdp) {
    if (over || winner != null) {
      return false;
    }
    winner = branch;
    early = null;
    answered(dialog);
    cancelOthers(branch, 200, "Call completed elsewhere");
    tell(new Event.Answered(sdp));
    return true;
  }

  /** The branch came to nothing. */
  void lost(Event.Failed failure) {
    failures.add(failure);
    open--;
    if (over || winner != null) {
      return;
    }
    if (failure.status() >= 600) {
      cancelOthers(null, failure.status(), failure.reason());
      fail(failure);
    } else if (open == 0) {
      Event.Failed best = failures.getFirst();
      for (Event.Failed each : failures) {
        if (rank(each.status()) < rank(best.status())) {
          best = each;
        }
      }
      fail(best);
    }
  }

  /** What tells most comes first: busy says more than not there (RFC 3261, section 16.7). */
  private static int rank(int status) {
    return switch (status) {
      case 486 -> 0;
      case 408 -> 8;
      case 503 -> 9;
      default -> status / 100;
    };
  }

  private void fail(Event.Failed why) {
    over = true;
    tell(why);
  }

  private void cancelOthers(@Nullable Branch but, int status, String reason) {
    for (Branch branch : branches) {
      if (branch != but) {
        branch.cancel(status, reason);
      }
    }
  }

  @Override
  public void hangUp(int sipStatus, String reason) {
    mailbox.post(
        () -> {
          if (over) {
            return;
          }
          over = true;
          if (winner == null) {
            dropOffer();
            cancelOthers(null, sipStatus, reason);
          } else {
            winner.hangUp(sipStatus, reason);
          }
        });
  }

  @Override
  @Nullable SipDialog dialogOf(Request request) {
    SipDialog dialog = winner == null ? early : winner.dialog();
    return !over
            && dialog != null
            && dialog.identity().callId().equals(Fields.callId(request))
            && dialog.remoteTag().equals(Fields.fromTag(request))
        ? dialog
        : null;
  }

  @Override
  boolean setUp() {
    return winner == null;
  }

  @Override
  void ended(Request bye) {
    gone(Reasons.of(bye, "The callee hung up"));
  }

  /** The browser that answered has gone. */
  void cutOff() {
    dropOffer();
    gone(Wire.CUT_OFF);
  }

  private void gone(String why) {
    boolean known = over;
    over = true;
    if (winner != null) {
      winner.forgetSoon();
    }
    if (!known) {
      tell(new Event.HungUp(false, why));
    }
  }

  @Override
  void confirmed(Request ack) {
    Sdp sdp = Fields.sdp(ack);
    if (sdp != null) {
      tell(new Event.Answered(sdp));
    }
  }

  @Override
  void unconfirmed() {
    if (!over && winner != null) {
      over = true;
      winner.hangUp(408, "The answer was not confirmed in time");
      tell(new Event.HungUp(false, "The answer was not confirmed in time"));
    }
  }

  @Override
  public void ring() {
    throw new UnsupportedOperationException("only an incoming leg rings");
  }

  @Override
  public void progress(Sdp answer) {
    throw new UnsupportedOperationException("only an incoming leg progresses");
  }

  @Override
  public void answer(Sdp answer) {
    throw new UnsupportedOperationException("only an incoming leg is answered here");
  }

  @Override
  public void reject(int status, String reason) {
    throw new UnsupportedOperationException("only an incoming leg is rejected");
  }
}
