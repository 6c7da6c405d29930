package org.meterline.telephony.call;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.media.MediaPlane;
import org.meterline.telephony.media.Sdp;
import org.meterline.telephony.trunk.Trunk;

/** The calling side of a call that came in: an INVITE that waits for its answer. */
final class Invited extends CallerSide {
  private final CallLeg leg;
  private final Signalling.IncomingLeg sip;
  private final Destination to;
  private final Signalling.@Nullable Replaced place;
  private final @Nullable String redirectedFrom;
  private @Nullable Sdp offer;
  private @Nullable Sdp answer;

  Invited(Call call, Beginning.Invite how) {
    super(call);
    this.leg = new CallLeg(call, how.leg().id(), true, how.introduction().dialled());
    this.sip = how.leg();
    this.to = how.to();
    this.place = how.place();
    this.redirectedFrom = how.introduction().redirectedFrom();
    leg.newAttempt().sip = sip;
    leg.user = how.from() instanceof Origin.Phone phone ? phone.user() : null;
    leg.trunk = how.from() instanceof Origin.Carrier carrier ? carrier.trunk() : null;
  }

  @Override
  CallLeg leg() {
    return leg;
  }

  @Override
  void begin(Message.Begin arrived) {
    call.begin();
    arrived.ladder().forEach(message -> call.record.message(leg, "caller", message));
    call.record.note(call.state().name(), call.dialled);
    call.tell();
    if (hasChannel()) {
      new CallerCheck(call).before(() -> takeUp(arrived));
    } else {
      call.record.legBegan(leg);
      call.refuse(Refusals.TRUNK_FULL, Q850.NO_CIRCUIT);
    }
  }

  /**
   * Takes a channel of the trunk that it came over, if it came over one: carriers count both ways.
   */
  private boolean hasChannel() {
    Optional<Trunk> over = Optional.ofNullable(leg.trunk).flatMap(call.ports.directory()::trunk);
    if (over.isEmpty()) {
      return true;
    }
    Trunk trunk = over.get();
    boolean help = to instanceof Destination.Emergency;
    Optional<Runnable> room = call.ports.trunks().capacity.takeIncoming(trunk, help);
    room.ifPresent(taken -> leg.enterTrunk(trunk.name(), taken));
    return room.isPresent();
  }

  private void takeUp(Message.Begin arrived) {
    if (place != null) {
      call.record.legBegan(leg);
      if (open(arrived.offer()) && leg.media != null) {
        call.enter(CallState.RINGING, "asks for a place in another talk");
        Verb.End.Of of = new Verb.End.Of(place.of());
        var wanted = new Message.Place(of, null, null, place.earlyOnly(), leg.user);
        call.junction.ask(wanted, leg, new Taker());
      }
      return;
    }
    switch (to) {
      case Destination.Unknown unknown -> {
        call.record.legBegan(leg);
        call.refuse(Refusals.unknown(unknown));
      }
      case Destination.Program program ->
          steered(arrived, program.name(), () -> call.steering(program).admit());
      case Destination.Application application ->
          steered(
              arrived,
              application.name(),
              () -> new ByVerbs(call, application.name()).admit(application));
      case Destination.Outside outside when comesBack(outside) -> {
        call.record.legBegan(leg);
        call.refuse(Refusals.LOOP);
      }
      case Destination.Found found -> {
        Direct direct = new Direct(call, new Callee(call.dialled, found));
        call.told.goesTo(direct.name());
        call.record.legBegan(leg);
        if (open(arrived.offer())) {
          direct.start();
        }
      }
    }
  }

  /** A program, or an application, gets the caller. */
  private void steered(Message.Begin arrived, String name, Runnable then) {
    call.told.goesTo(name);
    leg.destination = name;
    Refusal why = call.byRule.hindrance(null, null);
    if (why != null) {
      call.record.legBegan(leg);
      call.refuse(why, Q850.NO_RESOURCE);
    } else if (open(arrived.offer())) {
      then.run();
    }
  }

  /**
   * Whether a number that is forwarded is called from where it is forwarded to, or by the call that
   * it forwards: there each would call the other for ever (RFC 5806, section 8).
   */
  private boolean comesBack(Destination.Outside to) {
    String through = to.through();
    return through != null
        && Stream.of(Optional.of(call.caller), Optional.ofNullable(redirectedFrom))
            .flatMap(Optional::stream)
            .map(Outgoing::ofTheWorld)
            .anyMatch(number -> number.equals(to.number().number()) || number.equals(through));
  }

  /** Who is in a talk by now, in place of another leg. */
  private final class Taker implements Junction.Listener {
    @Override
    public boolean stands() {
      return !leg.over();
    }

    @Override
    public void joined() {
      answer();
      call.enter(CallState.TALKING, "has the place in another talk");
    }

    @Override
    public void refused(int status, String why) {
      call.refuse(Refusals.noPlace(status, why));
    }
  }

  /** Takes the offer, or makes one; when neither can be the call ends, and this is false. */
  private boolean open(@Nullable Sdp offer) {
    this.offer = offer;
    try {
      MediaPlane.MediaLeg audio = call.legs.openMedia(leg, to);
      if (leg.trunk != null) {
        audio.speak(call.ports.directory().trunk(leg.trunk).map(Trunk::codecs).orElse(List.of()));
      }
      answer = leg.described(offer);
      return true;
    } catch (MediaPlane.NoPorts e) {
      call.refuse(Refusals.NO_AUDIO_ROOM, Q850.NO_RESOURCE);
    } catch (MediaPlane.Unacceptable e) {
      unusable(e.status(), "The offered audio cannot be used: " + e.getMessage());
    }
    return false;
  }

  @Override
  void suits(CallLeg other) {
    Sdp offered = offer;
    if (offered == null || leg.media == null || other.media == null || leg.over()) {
      return;
    }
    leg.media.suit(other.media);
    try {
      answer = leg.media.answer(offered);
    } catch (MediaPlane.Unacceptable e) {
      call.record.note("audio refused", String.valueOf(e.getMessage())); // as it was before, then
    }
  }

  private void tell(Consumer<Sdp> how) {
    Sdp told = answer;
    if (told != null && leg.media != null) {
      offer = null; // nothing is chosen any more
      leg.media.told();
      how.accept(told);
    }
  }

  @Override
  void on(Signalling.Event event) {
    switch (event) {
      case Signalling.Event.Answered answered -> acknowledged(answered.answer());
      case Signalling.Event.HungUp(boolean cancelled, String why, int cause) ->
          call.end(487, Q850.named(cause, 487), cancelled ? "Cancelled by the caller" : why);
      case Signalling.Event.Failed failed ->
          call.end(failed.status(), Q850.named(failed.cause(), failed.status()), failed.reason());
      case Signalling.Event.Redirected redirected -> {}
      case Signalling.Event.Offered offered -> leg.offered(offered.offer());
      case Signalling.Event.OfferRefused(int status, String why) ->
          call.record.note("offer refused", status + " " + why);
      case Signalling.Event.Digit(char digit) -> call.pressed(leg, digit);
      case Signalling.Event.Progress progress -> {}
      case Signalling.Event.Referred referred -> {}
      case Signalling.Event.ReferTold told -> {}
      case Signalling.Event.Message message -> {}
    }
  }

  @Override
  void answer() {
    if (leg.answered()) {
      return;
    }
    if (leg.over()) {
      placeAnswered();
      return;
    }
    tell(sip::answer);
    nowAnswered();
    call.answered(leg);
    call.tell();
  }

  @Override
  void ring() {
    if (leg.over()) {
      return; // who has its place hears it by itself
    }
    if (silent) {
      soundRinging(); // it listens to audio by now, and may not heed 180
    } else if (leg.state() != LegState.RINGING && !leg.answered()) {
      leg.enter(LegState.RINGING, "told so");
      sip.ring();
    }
  }

  /** The caller is to try there, a SIP URI. */
  void redirect(String contact) {
    sip.redirect(contact);
  }

  @Override
  void earlyAudio(@Nullable CallLeg other) {
    if (leg.over()) {
      return;
    }
    if (other != null) {
      suits(other);
    }
    if (!leg.answered()) {
      tell(sip::progress);
    }
    if (other != null) {
      call.bridging.joinEarly(other);
    }
  }

  /** The caller was told so, unless they were answered, or who came in their place was. */
  @Override
  int ended(int status) {
    return leg.answered() || isPlaceAnswered() ? 200 : status;
  }

  /** ACK; with a description when ours was the offer. */
  private void acknowledged(@Nullable Sdp late) {
    if (leg.media == null) {
      return;
    }
    if (late == null) {
      if (!leg.agreed()) {
        unusable(488, "The caller did not answer the offered audio");
      }
      return;
    }
    try {
      leg.accept(late);
    } catch (MediaPlane.Unacceptable e) {
      unusable(488, "The answered audio cannot be used: " + e.getMessage());
    }
  }

  private void unusable(int status, String why) {
    call.refuse(Refusals.unusableAudio(status, why));
  }
}
