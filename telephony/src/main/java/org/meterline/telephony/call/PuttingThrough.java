package org.meterline.telephony.call;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.media.MediaEvent;

/** Somebody is called in place of one who talks: what is the same whoever stays. */
abstract class PuttingThrough extends RunningVerb implements Dialling.Listener {
  /** Who wants to know while it goes on, in the mailbox. */
  interface Watcher {
    /** Nobody. */
    Watcher NONE =
        new Watcher() {
          @Override
          public void rings() {}

          @Override
          public void answered() {}
        };

    void rings();

    /** Told before who talked is hung up. */
    void answered();
  }

  final Call call;
  final Watcher watcher;
  private final SentOn sentOn;
  private @Nullable LoopedPlay ringing;

  /** Who is called; null before, and when nobody could be. */
  @Nullable Dialling next;

  PuttingThrough(
      Call call, Watcher watcher, Consumer<Outcome<?>> reply, Consumer<RunningVerb> over) {
    super(reply, over);
    this.call = call;
    this.watcher = watcher;
    this.sentOn = new SentOn(call);
  }

  /**
   * Prepares the leg to who is to be called.
   *
   * @param sends who puts the talk through, if a far end asked for it
   * @return null when they cannot be called: the verb is refused
   */
  final @Nullable Dialling prepare(Verb.To to, @Nullable CallLeg sends) {
    switch (call.ports.directory().find(call.domain, to.dialled())) {
      case Destination.Unknown(String why) -> refuse(Refusals.noDestination(to.dialled(), why));
      case Destination.Emergency emergency -> refuse(Refusals.EMERGENCY);
      case Destination.Steered steered -> refuse(Refusals.PROGRAM_IS_RUN);
      case Destination.Found found -> {
        Outgoing outgoing = call.outgoing.showing(to.callerId()).orElse(null);
        if (outgoing == null) {
          refuse(Refusals.NOT_YOURS);
        } else {
          next = prepare(to, found, outgoing);
          if (sends != null && !watcher.equals(Watcher.NONE)) {
            sentBy(next.leg, sends);
          }
          call.legs.add(next.leg);
        }
      }
    }
    return next;
  }

  /**
   * Whom the new leg counts for. What a carrier wants is the tenant's to pay, and never who calls';
   * but it is within the limits of the user who stays, and so gets round none.
   */
  private void sentBy(CallLeg leg, CallLeg sends) {
    if (sends.trunk == null) {
      leg.sentOnBy = sends.user;
      return;
    }
    leg.wishedBy = new Origin.Carrier(sends.trunk);
    CallLeg stays = call.legs.opposite(sends);
    if (call.junction.joined()) {
      leg.sentOnBy = call.junction.farUser();
    } else {
      leg.sentOnBy = stays == null ? null : stays.user;
    }
  }

  private Dialling prepare(Verb.To to, Destination.Found found, Outgoing outgoing) {
    Callee callee = new Callee(to.dialled(), found);
    sentOn.calls(callee);
    return new Dialling(
        call, callee, new Manner(to.ringTime(), false, Optional.empty()), outgoing, this);
  }

  /** Who is left alone hears it ring at the new one, unless they hear music. */
  final void ring(CallLeg leg) {
    if (leg.state() == LegState.UP) {
      ringing = new LoopedPlay(call, leg, Tones.RINGING);
      ringing.start();
    }
  }

  final void hush() {
    if (ringing != null) {
      ringing.stop();
    }
  }

  @Override
  final void played(MediaEvent.Played played) {
    if (ringing != null) {
      ringing.again(played);
    }
  }

  /** Whether the leg is the new one; if so it has heard what SIP says of it. */
  final boolean on(CallLeg leg, Signalling.Event event) {
    if (next == null || next.leg != leg) {
      return false;
    }
    next.on(event);
    return true;
  }

  @Override
  public void asking(Dialling who) {
    call.record.note("transfer", "who pays for " + who.leg.destination);
  }

  @Override
  public void calling(Dialling who) {
    call.record.note("transfer", "calling " + who.leg.destination);
  }

  @Override
  public void rings(Dialling who, boolean audible) {
    watcher.rings();
  }

  /** A phone that is to take over may have its calls sent on, as when it is called by itself. */
  @Override
  public boolean sentOn(Dialling who, List<String> to) {
    return !isOver() && sentOn.instead(who, to, this, dialling -> next = dialling);
  }
}
