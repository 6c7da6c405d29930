package org.meterline.telephony.call;

import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.call.Signalling.Referral;

/**
 * What far ends ask for by REFER: that the one they talk to talks to somebody else. Without a leg
 * to be replaced it is a transfer like any other (RFC 5589, section 6), or a program or an
 * application takes the caller over; with one, both far ends of the phone are joined (section 7),
 * also when one of them rings still, or talks in another call than the phone does. Carriers ask for
 * the same as far as {@link CarrierReferrals} go.
 */
final class Referrals {
  /** Longer than a phone may ring. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final Call call;
  private final Verbs verbs;
  private final CarrierReferrals carriers;
  private @Nullable Succession callers;

  /** The one whose new leg has the caller's place; null while the caller is there. */
  private @Nullable Succession place;

  Referrals(Call call, Verbs verbs) {
    this.call = call;
    this.verbs = verbs;
    this.carriers = new CarrierReferrals(call);
  }

  void heard(CallLeg leg, Referral referral) {
    boolean caller = leg == call.first;
    LegId replaced = referral.replaces();
    boolean carrier = leg.trunk != null;
    CarrierReferrals.No no = carrier ? carriers.hindrance(leg, referral) : null;
    if (no != null) {
      referral.refuse(no.status(), no.reason());
      return;
    }
    boolean joined = call.junction.joined();
    CallLeg stays = joined ? null : talksTo(leg);
    if ((joined ? leg != call.legs.talking() : stays == null)
        || pending()
        || call.junction.asks()
        || (caller && call.steered())) {
      referral.refuse(603, "This talk cannot be transferred");
      return;
    }
    boolean calls = carrier && replaced == null;
    String to = calls ? carriers.number(leg, referral.to()) : referral.to();
    note(leg, to, referral.by());
    referral.accept();
    if (replaced != null) {
      attended(leg, stays, new Verb.End.Of(replaced), referral);
    } else if (!caller && !joined && isSteered(to)) {
      verbs.run(new Verb.RunProgram(to), PATIENCE, told(referral));
    } else {
      String shown = null;
      if (carrier) {
        carriers.follows();
        shown = carriers.shown(leg);
      }
      Verb.To who = new Verb.To(to, call.ports.timings().ring(), shown);
      blind(referral, who, caller ? Verb.End.Side.CALLEE : Verb.End.Side.CALLER);
    }
  }

  private void note(CallLeg leg, String to, @Nullable String by) {
    String over = leg.trunk == null ? "" : " over " + leg.trunk;
    String whose = by == null ? "" : ", for " + by;
    String whom = to.isEmpty() ? "" : " to " + to;
    call.record.note("referred", leg.destination + over + whom + whose);
  }

  /** Who talks to that leg in this call; null if nobody does. */
  private @Nullable CallLeg talksTo(CallLeg leg) {
    boolean talks = leg == call.first || leg == call.calledSide.talker();
    CallLeg stays = talks ? call.legs.opposite(leg) : null;
    return stays != null && stays.up() ? stays : null;
  }

  /**
   * Both far ends are joined.
   *
   * @param stays null: who is in another call
   */
  private void attended(
      CallLeg leg, @Nullable CallLeg stays, Verb.End replaced, Referral referral) {
    var place = new Message.Place(replaced, leg.user, leg.trunk, referral.earlyOnly());
    if ((leg.user == null && leg.trunk == null) || (stays != null && stays.media == null)) {
      referral.over(603, "Nobody is there to be joined");
    } else if (stays == null) {
      call.junction.askBeyond(place, new Attended(leg, referral));
    } else {
      call.junction.ask(place, stays, new Attended(leg, referral));
    }
  }

  /** Somebody is called in the caller's place, or in that of our leg in a talk across two calls. */
  void began(Succession transfer) {
    callers = transfer;
  }

  /** Who was called has the caller's place, and may hand it on in turn. */
  void came(Succession transfer) {
    place = transfer;
  }

  /** Whether somebody is called in such a place. */
  boolean pending() {
    return callers != null && callers.pending();
  }

  /** Who waits for that leg, which is called in the caller's place; null if nobody does. */
  @Nullable CallLeg waitsFor(CallLeg leg) {
    return callers == null ? null : callers.waitsFor(leg);
  }

  /** Whether that leg is called in such a place. */
  boolean calls(CallLeg leg) {
    return callers != null && callers.calls(leg);
  }

  /** Another call answers for that leg. False if it is not called in the caller's place. */
  boolean taken(CallLeg leg, String why) {
    if (callers == null || callers.waitsFor(leg) == null) {
      return false;
    }
    callers.taken(why);
    return true;
  }

  /** Another call has the place for which somebody was called, if anybody was. */
  void taken(String why) {
    if (pending() && callers != null) {
      callers.taken(why);
    }
  }

  /** Nobody is called in such a place any more. */
  void giveUp(String why) {
    if (callers != null) {
      callers.giveUp(why);
    }
  }

  /** Whether it is for a transfer into such a place; if so that has heard it. */
  boolean on(CallLeg leg, Signalling.Event event) {
    Succession transfer = callers;
    if (transfer != null
        && transfer.pending()
        && leg == transfer.leaves()
        && event instanceof Signalling.Event.HungUp(boolean cancelled, String why, int cause)) {
      transfer.alone(why);
      return true;
    }
    return (transfer != null && transfer.on(leg, event)) || (place != null && place.on(leg, event));
  }

  private boolean isSteered(String to) {
    return call.ports.directory().find(call.domain, to) instanceof Destination.Steered;
  }

  private void blind(Referral referral, Verb.To to, Verb.End.Side stays) {
    verbs.transfer(
        new Verb.Transfer(to, stays),
        new PuttingThrough.Watcher() {
          @Override
          public void rings() {
            referral.rings();
          }

          @Override
          public void answered() {
            referral.over(200, "OK");
          }
        },
        PATIENCE,
        told(referral));
  }

  private static Consumer<Outcome<?>> told(Referral referral) {
    return outcome -> {
      switch (outcome) {
        case Outcome.Done<?>(Verb.Nothing nothing) -> referral.over(200, "OK");
        case Outcome.Done<?>(Verb.Dialled result) when result.status().equals("ANSWER") -> {}
        case Outcome.Done<?>(Verb.Dialled result) ->
            referral.over(result.sipStatus(), result.reason());
        case Outcome.Refused<?>(Refusal why) -> referral.over(why.sipStatus(), why.reason());
        default -> referral.over(487, "Given up");
      }
    };
  }

  /** The phone that asks leaves both talks. */
  private final class Attended implements Junction.Listener {
    private final CallLeg leaves;
    private final Referral referral;

    Attended(CallLeg leaves, Referral referral) {
      this.leaves = leaves;
      this.referral = referral;
    }

    @Override
    public boolean stands() {
      return !leaves.over();
    }

    @Override
    public void joined() {
      referral.over(200, "OK");
      call.junction.leave(leaves, "Transferred");
      call.talksOn("talks to another call's"); // who was called meanwhile is not, any more
    }

    @Override
    public void refused(int status, String reason) {
      referral.over(status, reason);
    }
  }
}
