package org.meterline.telephony.call;

import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.media.MediaEvent;
import org.meterline.telephony.media.MediaPlane;

/**
 * A talk across two calls: each keeps the leg that it has, and pays for it as before; only audio
 * goes from one to the other. When one call ends the other does. Either may have somebody else in
 * the place of its leg; and when its leg is to give its place to a third call's talk, the other
 * call joins that one, and it is not needed any more.
 */
final class Junction {
  /** Whom it tells what came of asking another call, in the mailbox. */
  interface Listener {
    /** Whether it is wanted still: nobody of the talk has hung up while the other was asked. */
    boolean stands();

    /** The other agrees: legs that are not needed any more are to be ended now. */
    void joined();

    void refused(int status, String reason);
  }

  private static final String OVER = "The other call is over";

  private final Call call;
  private final Places places;
  private final FarRinging ringing;
  private final Attention attention = new Attention();
  private @Nullable Listener asking;
  private @Nullable Joint other;

  /** Who asked for our place was passed on to the other call, which has not answered. */
  private boolean passes;

  /** Our leg was told that a rule records it as we asked, and the other call was not told of it. */
  private boolean hidden;

  /** Who asked for a place here and has no answer yet; null between two messages. */
  private @Nullable Joint asks;

  Junction(Call call) {
    this.call = call;
    this.places = new Places(call);
    this.ringing = new FarRinging(call);
  }

  /** Whether the talk is shared, or is about to be. */
  boolean shared() {
    return joined() || asks();
  }

  /** Whether the talk is shared. */
  boolean joined() {
    return other != null;
  }

  /** Whether another call was asked, and has not answered. */
  boolean asks() {
    return asking != null || passes;
  }

  /** The audio of who talks at the other call's end; null if nobody does. */
  MediaPlane.@Nullable MediaLeg far() {
    return other == null ? null : other.audio();
  }

  /** The account of who talks at the other call's end; null: nobody's. */
  @Nullable String farUser() {
    return other == null ? null : other.user();
  }

  /** Whether the other call has help at its end. */
  boolean farHelps() {
    return other != null && other.help();
  }

  void on(Message.OfTalk message) {
    switch (message) {
      case Message.Join wish -> {
        asks = wish.with(); // a fault of ours on the way ends the call, and is an answer, too
        asked(wish);
        asks = null;
      }
      case Message.PassedOn(CallId from, Message.Join wish) -> {
        asks = wish.with();
        passedOn(from, wish);
        asks = null;
      }
      case Message.Joined(Joint with) -> agreed(with);
      case Message.NotJoined(int status, String reason) -> refused(status, reason);
      case Message.HandOn(CallId from, Message.Place place) -> handOn(from, place);
      case Message.HandedOn(CallId from, int status, String reason) ->
          handedOn(from, status, reason);
      case Message.Changed(Joint with) -> changed(with);
      case Message.Parted(CallId from, String reason) -> {
        if (isWith(from)) {
          parted(reason);
        }
      }
    }
  }

  /** Whether it is that call that the talk is shared with. */
  boolean isWith(CallId call) {
    return other != null && other.call().equals(call);
  }

  // --- We ask

  /**
   * Asks the call of a leg for its place.
   *
   * @param place of a leg by its id
   * @param ours our leg that is to be heard there; it has audio
   */
  void ask(Message.Place place, CallLeg ours, Listener listener) {
    ask(
        place.end() instanceof Verb.End.Of(LegId leg) ? call.ports.belonging().of(leg) : null,
        place,
        ours,
        listener);
  }

  /** Asks another call for a place there. */
  void ask(CallId of, Message.Place place, CallLeg ours, Listener listener) {
    ask(call.ports.belonging().of(of), place, ours, listener);
  }

  private void ask(
      @Nullable Predicate<Message> box, Message.Place place, CallLeg ours, Listener listener) {
    Objects.requireNonNull(ours.media, "a leg without audio");
    asking = listener;
    Joint us = us(ours, new TalkAudio(call.ports.media()));
    hidden = us.audio() == null;
    if (box == null || !box.test(new Message.Join(us, place))) {
      refused(481, "There is no such talk");
    }
  }

  private Joint us(@Nullable CallLeg ours, TalkAudio talk) {
    return new Joint(
        call.id,
        call.domain,
        call::offer,
        ours == null || call.byRule.busy() ? null : ours.media, // who is told joins afterwards
        ours == null ? null : ours.user,
        ours != null && ours.trunk != null,
        ours == null ? call.legs.helps() : ours.to instanceof Destination.Emergency,
        talk);
  }

  /**
   * Has the other call ask for that place, for our leg is to leave the talk that is shared. When
   * that is joined this call ends.
   */
  void askBeyond(Message.Place place, Listener listener) {
    asking = listener;
    if (other == null || !other.box().test(new Message.HandOn(call.id, place))) {
      refused(481, OVER);
    }
  }

  private void refused(int status, String reason) {
    Listener listener = asking;
    asking = null;
    if (listener != null) {
      listener.refused(status, reason);
    }
  }

  private void agreed(Joint with) {
    Listener listener = asking;
    asking = null;
    if (listener == null || !call.state().live()) {
      tell(with, new Message.Parted(call.id, OVER));
      return;
    }
    if (!listener.stands()) {
      tell(with, new Message.Parted(call.id, "The other talk is over"));
      listener.refused(603, "The talk ended before it was joined");
      return;
    }
    other = with;
    call.byRule.takes(null, false); // who had a place before has not any more
    listener.joined();
    shares(with);
    if (hidden && !call.byRule.busy() && isWith(with.call())) {
      tell(with, new Message.Changed(us(call.legs.talking(), with.talk())));
    }
  }

  private void shares(Joint with) {
    call.bridging.beyond(with, call.byRule.partsFromWhoComes());
    call.byRule.comesIn(with.audio());
    noted(with);
  }

  private void noted(Joint with) {
    call.record.note("joined", "talks to another call's: " + with.call());
  }

  static void tell(Joint whom, Message.OfTalk what) {
    var _ = whom.box().test(what);
  }

  // --- We are asked

  private void asked(Message.Join wish) {
    Message.NotJoined why = places.hindrance(wish);
    CallLeg left = why == null ? places.leg(wish.place()) : null;
    Joint beyond = other;
    if (left != null && beyond != null) {
      // Who talks to that leg is the other call's: who asks is to talk to them.
      passes = beyond.box().test(new Message.PassedOn(call.id, wish));
      if (!passes) {
        tell(wish.with(), new Message.NotJoined(603, OVER));
      }
      return;
    }
    boolean waits = left != null && places.waits(left);
    CallLeg stays = left == null || waits ? null : places.opposite(left);
    if (left == null || (!waits && (stays == null || stays.media == null))) {
      tell(wish.with(), why == null ? new Message.NotJoined(603, "Nobody talks there") : why);
      return;
    }
    Refusal unrecorded = call.byRule.hindrance(wish.place().taker(), left == call.first);
    if (unrecorded != null) {
      tell(wish.with(), notRecorded(unrecorded));
      return;
    }
    String title = "Talks to another call's: " + wish.with().call();
    if (!waits) {
      call.callerSide.answer();
    }
    call.callerSide.hears(true);
    leave(left, title);
    if (!waits && call.state() != CallState.TALKING) {
      call.enter(CallState.TALKING, title);
    }
    agree(wish, stays);
  }

  private static Message.NotJoined notRecorded(Refusal why) {
    return new Message.NotJoined(why.sipStatus(), why.reason());
  }

  private void agree(Message.Join wish, @Nullable CallLeg ours) {
    other = wish.with();
    call.byRule.takes(wish.place().taker(), ours != call.first);
    shares(wish.with());
    asks = null;
    if (!isWith(wish.with().call())) {
      return; // it must be recorded, and cannot be: who asks was told that the call is over
    }
    if (!wish.with().box().test(new Message.Joined(us(ours, wish.with().talk())))) {
      parted(OVER);
    }
  }

  /** The other call's leg leaves, and who asks for its place is to talk to ours. */
  private void passedOn(CallId from, Message.Join wish) {
    Joint before = other;
    if (before == null || !isWith(from) || !call.state().live() || asks()) {
      tell(wish.with(), new Message.NotJoined(603, "That talk is over"));
      if (before != null && isWith(from)) {
        tell(before, new Message.HandedOn(call.id, 603, "That talk is being transferred"));
      }
      return;
    }
    CallLeg ours = call.legs.talking();
    Refusal unrecorded = call.byRule.hindrance(wish.place().taker(), ours != call.first);
    if (unrecorded != null) {
      tell(wish.with(), notRecorded(unrecorded));
      tell(before, new Message.HandedOn(call.id, unrecorded.sipStatus(), unrecorded.reason()));
      return;
    }
    tell(before, new Message.HandedOn(call.id, 200, "Transferred"));
    call.bridging.leaveBeyond();
    agree(wish, ours);
  }

  /** The other call's leg leaves, and has found somebody else for ours to talk to. */
  private void handOn(CallId from, Message.Place place) {
    Joint before = other;
    if (before == null || !isWith(from)) {
      return; // it hears that we have parted
    }
    CallLeg stays = call.legs.talking();
    if (stays == null || stays.media == null || asks() || call.referrals.pending()) {
      tell(before, new Message.HandedOn(call.id, 603, "That talk is being transferred"));
    } else {
      ask(place, stays, new HandsOn(call, before, stays));
    }
  }

  private void handedOn(CallId from, int status, String reason) {
    if (!isWith(from)) {
      return;
    }
    passes = false;
    if (status >= 300) {
      refused(status, reason);
      return;
    }
    Listener listener = asking;
    asking = null;
    other = null;
    call.bridging.forgetBeyond();
    call.record.note("joined", "the other call talks to a third one's");
    if (listener != null) {
      listener.joined();
    }
    call.referrals.taken(reason);
    call.end(200, reason);
  }

  /** A leg has no more part in the talk; those that ring beside it have not, either. */
  void leave(CallLeg leg, String why) {
    call.bridging.leave();
    if (leg == call.first) {
      call.ending.close(leg, leg.answered() ? 200 : 487, why);
    } else if (!call.referrals.taken(leg, why)) {
      call.byRule.taken(leg);
      call.calledSide.taken(why);
    }
  }

  // --- While it is shared

  /** Another leg of ours talks from now on; or none any more, and somebody is called. */
  void moved() {
    Joint far = other;
    if (far != null) {
      call.bridging.beyond(far, call.byRule.busy());
      tell(far, new Message.Changed(us(call.legs.talking(), far.talk())));
    }
  }

  private void changed(Joint with) {
    if (isWith(with.call())) {
      other = with;
      call.bridging.beyond(with, call.byRule.busy()); // who is told hears them afterwards
      call.byRule.comes(with.audio());
      noted(with);
    }
  }

  /** A prompt that our leg heard is over. */
  void played(MediaEvent.Played played) {
    ringing.played(played);
  }

  private void parted(String reason) {
    other = null;
    passes = false;
    refused(603, reason);
    if (!call.calledSide.partedFrom(reason)) {
      call.end(200, reason);
    }
  }

  /**
   * Ends the call when its part of the talk is over, whoever else it is waiting for. The other call
   * hears when our end puts the talk on hold, sends music of its own meanwhile or no more, or takes
   * it up again: its own end hears music, or does not. It may have looked before, as soon as it was
   * asked; so it hears of a change until we are joined, too.
   */
  void look() {
    CallLeg talks = call.legs.talking();
    attention.look(talks);
    if (other != null && attention.changed()) {
      var _ = other.box().test(new Message.Reached(() -> {}));
    }
    if (other != null && call.state().live() && talks == null && !rings()) {
      call.end(200, "The talk is over");
    }
  }

  /** While somebody is called at the other call's end, ours hears it ring. */
  void ring() {
    ringing.look(other != null && other.audio() == null ? call.legs.talking() : null);
  }

  /** Whether somebody is called who is to talk for us. */
  private boolean rings() {
    return call.referrals.pending()
        || call.state() == CallState.RINGING
        || call.state() == CallState.ASKING;
  }

  /** The talk is over from our side: the call ends, or nobody waits for the end of the talk. */
  void end(String why) {
    Joint waits = asks;
    Joint partner = other;
    asks = null;
    other = null;
    if (waits != null) {
      tell(waits, new Message.NotJoined(500, why));
    }
    if (partner != null && !partner.equals(waits)) {
      tell(partner, new Message.Parted(call.id, why));
    }
  }
}
