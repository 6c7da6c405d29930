package org.meterline.telephony.call;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.call.CallAuthority.Granted;
import org.meterline.telephony.media.MediaPlane;
import org.meterline.telephony.media.Sdp;
import org.meterline.telephony.trunk.Trunk;

/**
 * The outgoing leg of a call, from its {@link Clearance} to its end. Tries the trunks in order
 * while they are silent (RFC 3261, section 16.7 calls it 408), cannot, speak none of the codecs, or
 * send the call elsewhere; for an emergency while they answer anything but busy.
 */
final class Dialling {
  /** Whom it tells, in the mailbox. */
  interface Listener {
    /** It is asked who pays for it. */
    void asking(Dialling who);

    /** The INVITE is about to go out, to this trunk or another one before. */
    void calling(Dialling who);

    /**
     * It rings.
     *
     * @param audible what the far end plays can be heard, and is to be
     */
    void rings(Dialling who, boolean audible);

    /** What could be heard before the answer is over, and nothing comes in its place. */
    default void silenced(Dialling who) {}

    /** The far end, which has answered, pressed a key, told by signalling. */
    void pressed(Dialling who, char digit);

    void answered(Dialling who);

    /**
     * Its phone, or a carrier that is followed, says that the call is for others.
     *
     * @return whether they are called instead: nothing more is told of this one
     */
    boolean sentOn(Dialling who, List<String> to);

    /** Not answered, or answered and now over; told once. */
    void over(Dialling who, Verb.Dialled result);
  }

  /** Help may take its time, but nobody waits for it in vain for ever. */
  private static final Duration HELP_RINGS = Duration.ofHours(1);

  private final Call call;
  final Callee callee;
  private final Destination.Found to;
  final Manner manner;
  final Outgoing outgoing;
  private final Listener listener;
  final CallLeg leg;
  private final Hunt hunt;

  private @Nullable Trunk trunk;
  private @Nullable Granted granted;

  /** What the last of the trunks that did not like the audio said of it; null: none did. */
  private @Nullable String audioRefused;

  private long startedAt;
  private long ringing;
  private long silence;
  private long delay;

  Dialling(Call call, Callee callee, Manner manner, Outgoing outgoing, Listener listener) {
    this.call = call;
    this.callee = callee;
    this.to = callee.to();
    this.manner = manner;
    this.outgoing = outgoing;
    this.listener = listener;
    this.leg = new CallLeg(call, LegId.mint(), false, callee.name());
    leg.user = to instanceof Destination.Phone phone ? phone.user() : null;
    leg.to = to;
    leg.shows = outgoing;
    leg.dialling = this;
    this.hunt = new Hunt(call.ports, call.record, to instanceof Destination.Emergency);
  }

  void start() {
    if (leg.over()) {
      return; // given up before its turn came
    }
    startedAt = call.ports.time().nanos().getAsLong();
    new Clearance(call, leg, callee, manner, outgoing, hunt, new Cleared()).start();
  }

  /** Whether it may be called, and who pays for it. */
  private final class Cleared implements Clearance.Listener {
    @Override
    public void asking() {
      listener.asking(Dialling.this);
    }

    @Override
    public void cleared(@Nullable Granted by) {
      granted = by;
      switch (to) {
        case Destination.Emergency emergency ->
            next(Q850.NO_ROUTE, Refusals.noRoute("No carrier takes emergency calls"));
        case Destination.Outside outside ->
            next(Q850.NO_ROUTE, Refusals.noRoute("No carrier may be used for this number"));
        default -> begin();
      }
    }

    @Override
    public void refused(String status, int cause, Refusal why) {
      refuse(status, cause, why);
    }
  }

  /**
   * Tries the next trunk, or gives up with this cause and reason. What one of them said of the
   * caller's audio tells more than that others cannot (RFC 3261, section 16.7, step 6).
   */
  private void next(int otherwiseCause, Refusal otherwise) {
    trunk = hunt.next(leg);
    if (trunk == null && audioRefused != null) {
      over("CONGESTION", 488, Q850.ofStatus(488), audioRefused);
    } else if (trunk == null) {
      boolean full = hunt.full() && otherwise.code().equals(Refusals.NO_ROUTE.code());
      Refusal why = full ? Refusals.trunksFull(otherwise.reason()) : otherwise;
      refuse("CONGESTION", otherwiseCause, why);
    } else {
      begin();
    }
  }

  /** The journal first, then the INVITE. */
  private void begin() {
    if (granted == null) {
      call.record.legBegan(leg);
      invite(true);
      return;
    }
    call.record.legBegan(leg, granted, call.elsewhere.whenDurable(this::invite));
  }

  private void invite(boolean durable) {
    if (leg.over()) {
      return;
    }
    if (!durable) {
      refuse("CONGESTION", Q850.NO_RESOURCE, Refusals.JOURNAL_FULL);
      return;
    }
    MediaPlane.MediaLeg media = leg.media;
    if (media == null) {
      try {
        media = call.legs.openMedia(leg, to);
      } catch (MediaPlane.NoPorts e) {
        refuse("CONGESTION", Q850.NO_RESOURCE, Refusals.NO_AUDIO_ROOM);
        return;
      }
    }
    listener.calling(this);
    leg.enter(LegState.INVITED, trunk == null ? "a phone" : "over " + trunk.name());
    Attempt attempt = leg.newAttempt();
    if (ringing == 0) {
      Duration most = to instanceof Destination.Emergency ? HELP_RINGS : manner.ringTime();
      ringing = call.elsewhere.after(most, this::nobodyAnswers);
    }
    if (trunk != null) {
      silence = call.elsewhere.after(hunt.patience(), this::trunkIsSilent);
      delay = call.elsewhere.after(call.ports.timings().postDialDelay(), this::nothingOfTheCallee);
      media.speak(trunk.codecs());
    }
    if (call.first.media != null && call.first != leg) {
      media.suit(call.first.media);
    }
    attempt.sip =
        call.ports
            .signalling()
            .invite(
                outgoing.invitation(callee, leg.id, trunk, hunt.way(), media), call.sipOf(attempt));
  }

  void on(Signalling.Event event) {
    if (leg.over()) {
      return;
    }
    switch (event) {
      case Signalling.Event.Message message -> {
        if (!message.sent() && !isChallenge(message)) {
          call.elsewhere.forget(silence); // of the callee 100 tells nothing
        }
      }
      case Signalling.Event.Progress told when told.isSilence() -> silenced();
      case Signalling.Event.Progress(int status, Sdp early) -> progress(status, early);
      case Signalling.Event.Answered answered -> answered(answered.answer());
      case Signalling.Event.Failed failed -> failed(failed);
      case Signalling.Event.Redirected sentOn -> sentOn(sentOn);
      case Signalling.Event.HungUp hungUp -> hungUp(hungUp);
      case Signalling.Event.Offered offered -> leg.offered(offered.offer());
      case Signalling.Event.OfferRefused(int status, String why) ->
          call.record.note("offer refused", status + " " + why);
      case Signalling.Event.Referred referred -> {}
      case Signalling.Event.ReferTold told -> {}
      case Signalling.Event.Digit(char digit) -> {
        if (leg.answered()) {
          listener.pressed(this, digit);
        }
      }
    }
  }

  /** Whoever asks who we are has not yet done anything about the call. */
  private static boolean isChallenge(Signalling.Event.Message message) {
    return message.title().startsWith("401 ") || message.title().startsWith("407 ");
  }

  /** The trunk has told of the callee, or is given up. */
  private void forgetTrunkTimes() {
    call.elsewhere.forget(silence);
    call.elsewhere.forget(delay);
  }

  private void progress(int status, @Nullable Sdp early) {
    forgetTrunkTimes();
    if (leg.answered()) {
      return;
    }
    leg.enter(LegState.RINGING, "so it says");
    // Nothing but 180 says that it is to ring in place of what is played already.
    if (early != null || status == 180 || !leg.agreed()) {
      listener.rings(this, early != null && accept(early) && manner.earlyAudio());
    }
  }

  private void silenced() {
    if (!leg.answered() && leg.attempt != null) {
      leg.attempt.agreed = false; // whoever answers has to say anew what with
      listener.silenced(this);
    }
  }

  private void answered(@Nullable Sdp answer) {
    if (leg.answered()) {
      if (answer != null) {
        var _ = accept(answer);
      }
      return;
    }
    forgetTrunkTimes();
    if (answer == null ? !agreed() : !accept(answer)) {
      unusable();
      return;
    }
    call.elsewhere.forget(ringing);
    if (trunk != null) {
      call.ports.trunks().worked(trunk);
    }
    call.answered(leg);
    listener.answered(this);
  }

  /** Whether an answer that describes nothing is one to what was agreed before. */
  private boolean agreed() {
    if (!leg.agreed()) {
      call.record.note("audio refused", "the answer describes no session");
    }
    return leg.agreed();
  }

  private boolean accept(Sdp answer) {
    try {
      leg.accept(answer);
      return leg.agreed();
    } catch (MediaPlane.Unacceptable e) {
      call.record.note("audio refused", String.valueOf(e.getMessage()));
      return false;
    }
  }

  /**
   * Somebody has picked up, and nobody would be heard. Over another trunk, if one is left, they
   * would be rung a second time, which is done for help alone; but the trunk is not well.
   */
  private void unusable() {
    String what = "answered with unusable audio";
    String reason = "The callee's audio cannot be used";
    boolean again = to instanceof Destination.Emergency && hunt.hasAnother();
    if (trunk != null && leg.attempt != null && again) {
      leg.attempt.hangUp(488, reason);
      audioRefused = reason;
      trunkFailed(trunk, Q850.ofStatus(488), what, null);
      return;
    }
    if (trunk != null) {
      call.ports.trunks().failed(trunk, "a call: it was " + what, null);
    }
    refuse("CONGESTION", Q850.ofStatus(488), Refusals.unusableAudio(488, reason));
  }

  private void failed(Signalling.Event.Failed failed) {
    int status = failed.status();
    int cause = Q850.named(failed.cause(), status);
    String reason = failed.reason();
    if (leg.answered()) {
      over("ANSWER", status, cause, reason);
      return;
    }
    forgetTrunkTimes();
    if (trunk == null) {
      over(CalleeStatus.dialStatus(status), CalleeStatus.told(status), cause, reason);
    } else if (Hunt.cannot(failed)) {
      trunkFailed(trunk, cause, "said: " + status + " " + reason, failed.retryAfter());
    } else {
      call.ports.trunks().worked(trunk);
      boolean help = to instanceof Destination.Emergency && status != 486 && status != 600;
      // Who has rung would ring a second time.
      boolean fresh = leg.state() != LegState.RINGING && hunt.hasAnother();
      if (help || (fresh && Hunt.another(failed))) {
        audioRefused = status == 488 ? reason : audioRefused;
        another(trunk, cause, "trunk refused", "said: " + status + " " + reason);
      } else {
        over(CalleeStatus.dialStatus(status), CalleeStatus.told(status), cause, reason);
      }
    }
  }

  /** A carrier says whom the tenant calls only if it is to be followed: else this is a failure. */
  private void sentOn(Signalling.Event.Redirected event) {
    silenced(); // before who is called instead rings
    Trunk by = trunk;
    List<String> names = by == null ? event.to() : Hunt.moved(by, to, event);
    if (leg.answered() || names.isEmpty() || !listener.sentOn(this, names)) {
      failed(new Signalling.Event.Failed(event.status(), event.reason()));
    } else if (by != null) {
      call.ports.trunks().worked(by);
    }
  }

  private void trunkFailed(Trunk failed, int cause, String what, @Nullable Duration rest) {
    call.ports.trunks().failed(failed, "a call: " + what, rest);
    another(failed, cause, "trunk failed", what);
  }

  /** What the trunk given up may still say is not for the next one. */
  private void another(Trunk before, int cause, String title, String what) {
    call.record.note(title, before.name() + " " + what);
    silenced();
    leg.attempt = null;
    next(cause, Refusals.carriersFailed("No carrier took the call; the last one " + what));
  }

  private void hungUp(Signalling.Event.HungUp event) {
    if (leg.answered()) {
      over("ANSWER", 200, Q850.named(event.cause(), 200), event.reason());
    } else {
      over("NOANSWER", 480, Q850.named(event.cause(), 480), event.reason());
    }
  }

  private void trunkIsSilent() {
    giveUp("did not answer in time");
  }

  /** It takes its time: where no other one is left it may, for as long as the callee may ring. */
  private void nothingOfTheCallee() {
    if (hunt.hasAnother()) {
      giveUp("told nothing of the callee in time");
    }
  }

  private void giveUp(String what) {
    forgetTrunkTimes();
    Attempt given = leg.attempt;
    if (given != null) {
      given.hangUp(408, "The carrier " + what);
    }
    if (trunk != null) {
      trunkFailed(trunk, Q850.NETWORK_OUT_OF_ORDER, what, null);
    }
  }

  /** It has not answered, and would not be heard if it did. */
  void unheard(String why) {
    over("CONGESTION", 488, why);
  }

  private void nobodyAnswers() {
    over("NOANSWER", 480, Q850.NO_ANSWER, "Nobody answered in time");
  }

  /** Ends a talk from this side, as one that is over. */
  void endTalk(String why) {
    over("ANSWER", 200, why);
  }

  /** Ends the leg from this side. */
  void stop(int status, String reason) {
    stop(status, Q850.ofStatus(status), reason);
  }

  /** The same with the cause of {@link Q850}. */
  void stop(int status, int cause, String reason) {
    stop(status, cause, reason, null);
  }

  /** Ends the leg for that; what was granted for it is used up. */
  void cut(int status, Refusal why) {
    stop(status, Q850.ofStatus(status), why.reason(), why);
  }

  private void stop(int status, int cause, String reason, @Nullable Refusal refusal) {
    call.elsewhere.forget(ringing);
    forgetTrunkTimes();
    call.ending.close(leg, status, cause, reason, refusal);
  }

  private void over(String status, int sipStatus, String reason) {
    over(status, sipStatus, Q850.ofStatus(sipStatus), reason);
  }

  private void over(String status, int sipStatus, int cause, String reason) {
    over(status, sipStatus, cause, reason, null);
  }

  private void refuse(String status, int cause, Refusal why) {
    if (!leg.over()) {
      call.record.refused(why);
      over(status, why.sipStatus(), cause, why.reason(), why);
    }
  }

  private void over(
      String status, int sipStatus, int cause, String reason, @Nullable Refusal refusal) {
    if (leg.over()) {
      return;
    }
    Optional<Verb.Talk> talk = talk();
    stop(sipStatus, cause, reason, refusal);
    listener.over(this, new Verb.Dialled(status, sipStatus, cause, reason, talk, refusal));
  }

  /** What was talked up to now; empty when nobody answered. */
  Optional<Verb.Talk> talk() {
    if (!leg.answered()) {
      return Optional.empty();
    }
    return Optional.of(talk(leg.answeredAt()));
  }

  /** What was talked since then, in nanoseconds. */
  Verb.Talk talk(long since) {
    CallTime time = call.ports.time();
    String who = leg.trunk == null ? leg.destination : leg.trunk;
    return new Verb.Talk(
        callee.dialled(), ChannelName.of(who, leg.id), time.since(startedAt), time.since(since));
  }
}
