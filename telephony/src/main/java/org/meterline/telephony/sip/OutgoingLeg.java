package org.meterline.telephony.sip;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javax.sip.message.Request;
import javax.sip.message.Response;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.address.IpLiteral;
import org.meterline.telephony.call.Domain;
import org.meterline.telephony.call.Invitation;
import org.meterline.telephony.call.Q850;
import org.meterline.telephony.call.Signalling.Event;
import org.meterline.telephony.locate.Located;
import org.meterline.telephony.locate.Place;
import org.meterline.telephony.media.Sdp;
import org.meterline.telephony.trunk.Trunk;

/**
 * A leg that we set up: one INVITE to each target, all at once; the first to answer wins (RFC 3261,
 * section 16.7, as a forking proxy would).
 */
final class OutgoingLeg extends SipLeg {
  /**
   * What a branch came to.
   *
   * @param contacts whom it is for instead, of 3xx
   */
  private record Failure(Event.Failed what, List<String> contacts) {
    int status() {
      return what.status();
    }
  }

  private final Domain domain;
  private final List<Branch> branches = new ArrayList<>();
  private final List<Failure> failures = new ArrayList<>();
  private int open;
  private @Nullable Branch winner;
  private boolean agreedEarly;
  private final EarlyAudio early = new EarlyAudio();
  private boolean over;

  OutgoingLeg(Wire wire, Invitation invitation, Consumer<Event> events) {
    super(
        invitation.leg(),
        wire,
        true,
        invitation.trunk() == null ? null : invitation.trunk().access());
    this.domain = invitation.domain();
    listen(events);
    mailbox.post(() -> start(invitation));
  }

  @Override
  Domain domain() {
    return domain;
  }

  private void start(Invitation invitation) {
    if (over) {
      return;
    }
    if (invitation.maxForwards() <= 0) {
      fail(new Failure(new Event.Failed(483, "Too many hops"), List.of()));
      return;
    }
    Trunk trunk = invitation.trunk();
    if (trunk == null || !isLookedUp(trunk)) {
      start(invitation, invitation.targets());
      return;
    }
    Place place = Place.of(trunk);
    wire.threads.execute(
        () -> {
          Located where = wire.locator.locate(place);
          mailbox.post(() -> located(invitation, place, where));
        });
  }

  private static boolean isLookedUp(Trunk trunk) {
    return trunk.outside() || IpLiteral.read(trunk.host()).isEmpty();
  }

  /** One after the other is tried (RFC 3263, section 4.3). */
  private void located(Invitation invitation, Place place, Located where) {
    if (over) {
      return;
    }
    switch (where) {
      case Located.Not not -> fail(new Failure(new Event.Failed(503, not.reason()), List.of()));
      case Located.At(List<Located.Spot> spots) -> {
        List<Invitation.Target> targets = new ArrayList<>();
        for (Invitation.Target target : invitation.targets()) {
          List<Invitation.Target> ways =
              spots.stream().map(spot -> target.by(HopRouter.hop(spot, place))).toList();
          targets.add(ways.getFirst().otherwise(ways.subList(1, ways.size())));
        }
        start(invitation, targets);
      }
    }
  }

  private void start(Invitation invitation, List<Invitation.Target> targets) {
    for (Invitation.Target target : targets) {
      branches.add(new Branch(wire, this, new Way(wire, invitation.toOne(), target)));
    }
    open = branches.size();
    if (branches.isEmpty()) {
      fail(new Failure(new Event.Failed(480, "Nobody is registered"), List.of()));
    }
    List.copyOf(branches).forEach(Branch::start);
  }

  boolean over() {
    return over;
  }

  @Override
  public void letGo() {
    super.letGo();
    mailbox.post(() -> branches.forEach(Branch::letGo));
  }

  /** 18x came to the branch. */
  void progressed(Branch by, Event.Progress what) {
    if (!over && winner == null) {
      early.progressed(by, what).forEach(this::tell);
    }
  }

  /** The branch is asked once more: what it had begun is over (RFC 3261, section 12.3). */
  void beginsAnew(Branch branch) {
    early.silenced(branch).forEach(this::tell);
  }

  /** A provisional response that was confirmed answered our offer. */
  void agreedEarly() {
    agreedEarly = true;
  }

  /**
   * 2xx came and was acknowledged.
   *
   * @param before what its dialog was described as by provisional responses; null if it was not
   * @return whether the branch is the first; others are to be ended
   */
  boolean won(Branch branch, SipDialog dialog, Response answer, @Nullable Sdp before) {
    if (over || winner != null) {
      return false;
    }
    winner = branch;
    answered(dialog);
    cancelOthers(branch, End.ELSEWHERE);
    timer.agreed(answer);
    tell(new Event.Answered(early.description(answer, before)));
    offers.go();
    return true;
  }

  /** The branch leads nowhere. Whether another way to the same phone is tried. */
  boolean triesOtherwise(Way unreached) {
    Optional<Way> next = over || winner != null ? Optional.empty() : unreached.otherwise();
    next.ifPresent(
        way -> {
          Branch branch = new Branch(wire, this, way);
          branches.add(branch);
          branch.start();
        });
    return next.isPresent();
  }

  /** The branch came to nothing. */
  void lost(Branch branch, Event.Failed what, List<String> contacts) {
    Failure failure = new Failure(what, contacts);
    failures.add(failure);
    open--;
    if (over || winner != null) {
      return;
    }
    if (failure.status() >= 600) {
      int status = failure.status();
      int cause = Q850.named(what.cause(), status);
      cancelOthers(null, new End(status, cause, what.reason()));
      fail(failure);
    } else if (open == 0) {
      Failure best = failures.getFirst();
      for (Failure each : failures) {
        if (rank(each.status()) < rank(best.status())) {
          best = each;
        }
      }
      fail(best);
    } else {
      early.lost(branch).forEach(this::tell);
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

  private void fail(Failure why) {
    over = true;
    tell(
        why.contacts().isEmpty()
            ? why.what()
            : new Event.Redirected(why.status(), why.what().reason(), why.contacts()));
  }

  private void cancelOthers(@Nullable Branch but, End why) {
    for (Branch branch : branches) {
      if (branch != but) {
        branch.cancel(why);
      }
    }
  }

  @Override
  public void hangUp(int sipStatus, int cause, String reason) {
    mailbox.post(
        () -> {
          if (over) {
            return;
          }
          over = true;
          if (winner == null) {
            closeDialog();
            cancelOthers(null, new End(sipStatus, cause, reason));
          } else {
            winner.hangUp(new End(sipStatus, cause, reason));
          }
        });
  }

  @Override
  @Nullable SipDialog dialogOf(Request request) {
    if (over) {
      return null;
    }
    if (winner != null) {
      return winner.dialogOf(request);
    }
    for (Branch branch : branches) {
      SipDialog dialog = branch.dialogOf(request);
      if (dialog != null) {
        return dialog;
      }
    }
    return null;
  }

  @Override
  boolean setUp() {
    return winner == null;
  }

  @Override
  boolean unanswered() {
    return setUp() && !agreedEarly;
  }

  @Override
  boolean calling() {
    return setUp();
  }

  @Override
  @Nullable SipDialog established() {
    return over || winner == null ? null : winner.dialog();
  }

  @Override
  void ended(Request bye) {
    gone(Reasons.of(bye, "The callee hung up"), Reasons.causeOfEnd(bye));
  }

  /** The browser that answered has gone. */
  void cutOff() {
    closeDialog();
    gone(Wire.CUT_OFF, Q850.NONE);
  }

  private void gone(String why, int cause) {
    boolean known = over;
    over = true;
    if (winner != null) {
      winner.forgetSoon();
    } else if (!known) {
      cancelOthers(null, End.of(480, why)); // one that has not answered is gone, and all with it
    }
    if (!known) {
      tell(new Event.HungUp(false, why, cause));
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
  void broken(String reason) {
    if (!over && winner != null) {
      over = true;
      winner.hangUp(End.of(408, reason));
      tell(new Event.HungUp(false, reason));
    }
  }
}
