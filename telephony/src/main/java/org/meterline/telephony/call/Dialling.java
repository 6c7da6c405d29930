package org.meterline.telephony.call;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.call.CallAuthority.Granted;
import org.meterline.telephony.media.MediaPlane;
import org.meterline.telephony.media.Sdp;
import org.meterline.telephony.trunk.Trunk;
import org.meterline.telephony.trunk.TrunkChoice;

/**
 * The outgoing leg of a call, from the question who pays for it to its end. Tries the trunks in
 * order while they are silent (RFC 3261, section 16.7 calls it 408), cannot, speak none of the
 * codecs, or send the call elsewhere; for an emergency while they answer anything but busy.
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

    /** The far end, which has answered, pressed a key, told by signalling. */
    void pressed(Dialling who, char digit);

    void answered(Dialling who);

    /**
     * Its phone says that the call is for others.
     *
     * @return whether they are called instead: nothing more is told of this one
     */
    boolean sentOn(Dialling who, List<String> to);

    /** Not answered, or answered and now over; told once. */
    void over(Dialling who, Verb.Dialled result);
  }

  /**
   * @param ringTime how long it may ring
   * @param earlyAudio whether the caller hears what the far end plays before it answers
   * @param longest how long they may talk
   * @param trunks the names of those that may carry it; null: any
   */
  record Manner(
      Duration ringTime,
      boolean earlyAudio,
      Optional<Duration> longest,
      @Nullable Set<String> trunks) {
    Manner(Duration ringTime, boolean earlyAudio, Optional<Duration> longest) {
      this(ringTime, earlyAudio, longest, null);
    }

    private boolean mayGoOver(Trunk trunk) {
      return trunks == null || trunks.contains(trunk.name());
    }
  }

  private final Call call;
  final Callee callee;
  private final Destination.Found to;
  final Manner manner;
  final Outgoing outgoing;
  private final Listener listener;
  final CallLeg leg;
  private final Hunt hunt;

  /** By trunk; of an emergency only. */
  private final Map<String, EmergencyWay> ways = new LinkedHashMap<>();

  private @Nullable Trunk trunk;
  private @Nullable Granted granted;
  private long startedAt;
  private long ringing;
  private long silence;
  private long delay;
  private long limit;

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
    this.hunt = new Hunt(call.ports, call.record, to instanceof Destination.Emergency);
  }

  void start() {
    if (leg.over()) {
      return; // given up before its turn came
    }
    startedAt = call.ports.time().nanos().getAsLong();
    if (!outgoing.mayGoOn()) {
      over("CONGESTION", 483, "Too many hops: the call runs in a loop");
      return;
    }
    boolean putThrough = leg != call.first && !call.supervision.is(leg);
    Refusal unrecorded = putThrough ? call.byRule.hindrance(to, outgoing) : null;
    if (unrecorded != null) {
      call.record.refused(unrecorded);
      over("CONGESTION", unrecorded.sipStatus(), Q850.NO_RESOURCE, unrecorded.reason());
      return;
    }
    switch (to) {
      case Destination.Phone phone -> {
        if (call.ports.contacts().of(phone.domain(), phone.user()).isEmpty()) {
          over("CHANUNAVAIL", 480, Q850.ABSENT, "No phone is registered for " + phone.user());
        } else {
          admit(List.of());
        }
      }
      case Destination.Outside outside -> {
        TrunkChoice.Able able = able(outside);
        if (able.trunks().isEmpty()) {
          over("CHANUNAVAIL", 503, Q850.NO_ROUTE, "No carrier reaches this number");
        } else {
          admit(able.trunks());
        }
      }
      case Destination.Emergency emergency -> {
        call.told.help(leg, emergency);
        call.record.note("emergency call", where(emergency.place()));
        for (EmergencyWay way : call.ports.directory().emergencyWays(emergency)) {
          ways.putIfAbsent(way.trunk().name(), way);
        }
        hunt.among(call.ports.trunks().emergency(ways(true), ways(false)));
        next(Q850.NO_ROUTE, "No carrier takes emergency calls");
      }
      case Destination.Program program ->
          over("CHANUNAVAIL", 403, "A program cannot be called by another program");
      case Destination.Application application ->
          over("CHANUNAVAIL", 403, "An application gets callers, it is not called by others");
    }
  }

  private List<Trunk> ways(boolean meant) {
    return ways.values().stream()
        .filter(way -> way.meant() == meant)
        .map(EmergencyWay::trunk)
        .toList();
  }

  private static String where(Place place) {
    String known = place.label() + " " + place.address() + " " + place.country();
    return known.isBlank() ? "from a place that nobody knows" : "from " + known.strip();
  }

  private TrunkChoice.Able able(Destination.Outside outside) {
    TrunkChoice.Able able =
        call.ports
            .trunks()
            .able(
                call.ports.directory().trunks(outside.domain()).stream()
                    .filter(manner::mayGoOver)
                    .toList(),
                outside.number().digits());
    able.not().forEach((name, why) -> call.record.note("trunk passed over", name + ": " + why));
    return able;
  }

  private void admit(List<Trunk> able) {
    listener.asking(this);
    Admission.of(
        call, leg, to, able.stream().map(Trunk::name).toList(), answer -> admitted(answer, able));
  }

  private void admitted(CallAuthority.Answer answer, List<Trunk> able) {
    switch (answer) {
      case CallAuthority.Refused(Refusal why, _) -> {
        call.record.refused(why);
        over("CONGESTION", why.sipStatus(), why.reason());
      }
      case Granted grant -> {
        granted = grant;
        leg.payer = grant.payer();
        leg.meter = new Meter(call, leg, grant);
        call.record.granted(grant);
        if (to instanceof Destination.Outside outside) {
          hunt.among(call.ports.trunks().order(able, grant.trunks(), outside.number().digits()));
          next(Q850.NO_ROUTE, "No carrier may be used for this number");
        } else {
          begin();
        }
      }
    }
  }

  /** Tries the next trunk, or gives up with this cause and reason. */
  private void next(int otherwiseCause, String otherwise) {
    trunk = hunt.next(leg);
    if (trunk == null) {
      over("CONGESTION", 503, otherwiseCause, otherwise);
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
      over("CONGESTION", 503, Q850.NO_RESOURCE, Refusals.JOURNAL_FULL.reason());
      return;
    }
    MediaPlane.MediaLeg media = leg.media;
    if (media == null) {
      try {
        media = call.openMedia(leg, to);
      } catch (MediaPlane.NoPorts e) {
        over("CONGESTION", 503, Q850.NO_RESOURCE, "This server has no room for more audio");
        return;
      }
    }
    listener.calling(this);
    leg.enter(LegState.INVITED, trunk == null ? "a phone" : "over " + trunk.name());
    Attempt attempt = leg.newAttempt();
    if (ringing == 0) {
      ringing = call.elsewhere.after(manner.ringTime(), this::nobodyAnswers);
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
            .invite(outgoing.invitation(callee, leg.id, trunk, way(), media), call.sipOf(attempt));
  }

  private @Nullable EmergencyWay way() {
    return trunk == null ? null : ways.get(trunk.name());
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
      case Signalling.Event.Progress progress -> progress(progress.answer());
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

  private void progress(@Nullable Sdp early) {
    forgetTrunkTimes();
    if (leg.answered()) {
      return;
    }
    leg.enter(LegState.RINGING, "so it says");
    listener.rings(this, early != null && accept(early) && manner.earlyAudio());
  }

  private void answered(@Nullable Sdp answer) {
    if (leg.answered()) {
      if (answer != null) {
        accept(answer);
      }
      return;
    }
    forgetTrunkTimes();
    call.elsewhere.forget(ringing);
    if (answer == null ? !agreed() : !accept(answer)) {
      // Somebody has picked up: over another trunk they would be rung a second time. The trunk that
      // has put them through so is thought unwell all the same.
      if (trunk != null) {
        call.ports.trunks().failed(trunk, "a call: it was answered with unusable audio", null);
      }
      over("CONGESTION", 488, "The callee's audio cannot be used");
      return;
    }
    if (trunk != null) {
      call.ports.trunks().worked(trunk);
    }
    call.answered(leg);
    manner
        .longest()
        .ifPresent(longest -> limit = call.elsewhere.after(longest, this::talkedForLongEnough));
    listener.answered(this);
  }

  /** Whether an answer that describes nothing is one to what was agreed before. */
  private boolean agreed() {
    Attempt answered = leg.attempt;
    if (answered != null && answered.agreed) {
      return true;
    }
    call.record.note("audio refused", "the answer describes no session");
    return false;
  }

  private boolean accept(Sdp answer) {
    MediaPlane.MediaLeg media = leg.media;
    Attempt by = leg.attempt;
    if (media == null || by == null) {
      return false;
    }
    try {
      media.accept(answer);
      by.agreed = true;
      return true;
    } catch (MediaPlane.Unacceptable e) {
      call.record.note("audio refused", String.valueOf(e.getMessage()));
      return false;
    }
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
        another(trunk, cause, "trunk refused", "said: " + status + " " + reason);
      } else {
        over(CalleeStatus.dialStatus(status), CalleeStatus.told(status), cause, reason);
      }
    }
  }

  /** A carrier does not say whom the tenant calls: of it this is a failure. */
  private void sentOn(Signalling.Event.Redirected event) {
    if (trunk != null || leg.answered() || !listener.sentOn(this, event.to())) {
      failed(new Signalling.Event.Failed(event.status(), event.reason()));
    }
  }

  private void trunkFailed(Trunk failed, int cause, String what, @Nullable Duration rest) {
    call.ports.trunks().failed(failed, "a call: " + what, rest);
    another(failed, cause, "trunk failed", what);
  }

  /** What the trunk given up may still say is not for the next one. */
  private void another(Trunk before, int cause, String title, String what) {
    call.record.note(title, before.name() + " " + what);
    leg.attempt = null;
    next(cause, "No carrier took the call; the last one " + what);
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

  private void nobodyAnswers() {
    over("NOANSWER", 480, Q850.NO_ANSWER, "Nobody answered in time");
  }

  private void talkedForLongEnough() {
    over("ANSWER", 200, "The time for this talk is over");
  }

  /** Ends the leg from this side. */
  void stop(int status, String reason) {
    stop(status, Q850.ofStatus(status), reason);
  }

  /** The same with the cause of {@link Q850}. */
  void stop(int status, int cause, String reason) {
    call.elsewhere.forget(ringing);
    forgetTrunkTimes();
    call.elsewhere.forget(limit);
    call.ending.close(leg, status, cause, reason);
  }

  private void over(String status, int sipStatus, String reason) {
    over(status, sipStatus, Q850.ofStatus(sipStatus), reason);
  }

  private void over(String status, int sipStatus, int cause, String reason) {
    if (leg.over()) {
      return;
    }
    Optional<Verb.Talk> talk = talk();
    stop(sipStatus, cause, reason);
    listener.over(this, new Verb.Dialled(status, sipStatus, cause, reason, talk));
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
