package org.meterline.telephony.call;

import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.media.MediaPlane;

/**
 * A talk across two calls: each keeps the leg that it has, and pays for it as before; only audio
 * goes from one to the other. When one call ends the other does.
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

  private final Call call;
  private @Nullable Listener asking;
  private @Nullable Joint other;

  /** Who asked for a place here and has no answer yet; null between two messages. */
  private @Nullable Joint asks;

  /** Whether our end wanted to hear anything when this was looked at last. */
  private boolean listened = true;

  /** Whether it sent anything then. */
  private boolean spoke = true;

  /** Whether either has changed, and the other call was not told. */
  private boolean untold;

  Junction(Call call) {
    this.call = call;
  }

  /** Whether the talk is shared, or is about to be. */
  boolean shared() {
    return other != null || asking != null;
  }

  /** The leg of ours that talks; null if none does. */
  private @Nullable CallLeg own() {
    if (call.first.up()) {
      return call.first;
    }
    Round talking = call.calledSide.talking();
    return talking == null ? null : talking.talker();
  }

  /**
   * Asks the call of that leg for its place.
   *
   * @param ours our leg that is to be heard there; it has audio
   * @param user whose leg it must be; null: anybody's
   * @param trunk over which it must be; null: any
   */
  void ask(
      LegId replaced,
      @Nullable String user,
      @Nullable String trunk,
      boolean earlyOnly,
      CallLeg ours,
      Listener listener) {
    ask(
        call.ports.belonging().of(replaced),
        new Message.Join(us(ours), new Verb.End.Of(replaced), user, trunk, earlyOnly),
        listener);
  }

  /** Asks another call for the place of that side. */
  void ask(CallId of, Verb.End.Side replaced, CallLeg ours, Listener listener) {
    ask(
        call.ports.belonging().of(of),
        new Message.Join(us(ours), replaced, null, null, false),
        listener);
  }

  private Joint us(CallLeg ours) {
    MediaPlane.MediaLeg audio = Objects.requireNonNull(ours.media, "a leg without audio");
    return new Joint(call.id, call.domain, call::offer, audio, ours.trunk != null);
  }

  private void ask(@Nullable Predicate<Message> box, Message.Join wish, Listener listener) {
    asking = listener;
    if (box == null || !box.test(wish)) {
      parted(new Message.Parted(481, "There is no such talk"));
    }
  }

  void on(Message.Join wish) {
    asks = wish.with(); // a fault of ours on the way ends the call, and is an answer, too
    take(wish);
    asks = null;
  }

  private void take(Message.Join wish) {
    Message.Parted why = hindrance(wish);
    CallLeg left = why == null ? replaced(wish) : null;
    CallLeg stays = left == null ? null : opposite(left);
    if (left == null || stays == null || stays.media == null) {
      var _ =
          wish.with().box().test(why == null ? new Message.Parted(603, "Nobody talks there") : why);
      return;
    }
    String title = "Talks to another call's: " + wish.with().call();
    call.callerSide.answer();
    call.callerSide.hears(left);
    leave(left, title);
    if (call.state() != CallState.TALKING) {
      call.enter(CallState.TALKING, title);
    }
    other = wish.with();
    call.bridging.beyond(wish.with());
    call.byRule.comes(wish.with().audio());
    call.record.note("joined", title);
    asks = null;
    if (!wish.with().box().test(new Message.Joined(us(stays)))) {
      parted(new Message.Parted(200, "The other call is over"));
    }
  }

  private @Nullable CallLeg replaced(Message.Join wish) {
    return wish.replaced() instanceof Verb.End.Of(LegId leg)
        ? call.legs.of(leg)
        : call.legs.at(wish.replaced()).orElse(null);
  }

  private Message.@Nullable Parted hindrance(Message.Join wish) {
    CallLeg leg = replaced(wish);
    if (leg == null || !wish.with().domain().equals(call.domain)) {
      return new Message.Parted(481, "There is no such talk");
    }
    if (call.supervision.is(leg)) {
      return new Message.Parted(603, "That leg supervises a talk");
    }
    if (leg.over() || !call.state().live() || shared()) {
      return new Message.Parted(603, "That talk is over");
    }
    if (call.referrals.pending() && call.referrals.waitsFor(leg) == null) {
      return new Message.Parted(603, "That talk is being transferred");
    }
    if (wish.user() != null && !wish.user().equals(leg.user)) {
      return new Message.Parted(403, "That talk is not of the same account");
    }
    if (wish.trunk() != null && !wish.trunk().equals(leg.trunk)) {
      return new Message.Parted(403, "That talk is not over the same trunk");
    }
    if (leg == call.first && call.steered()) {
      return new Message.Parted(603, "A program steers that call");
    }
    if (leg.answered()) {
      return wish.earlyOnly() ? new Message.Parted(486, "That talk has begun") : null;
    }
    // A leg that waits for our answer cannot be replaced (RFC 3891, section 3).
    return leg.incoming || wish.user() != null || wish.trunk() != null
        ? new Message.Parted(481, "That leg is not answered")
        : null;
  }

  /** Who talks to that leg, or waits for its answer. */
  private @Nullable CallLeg opposite(CallLeg leg) {
    CallLeg waits = call.referrals.waitsFor(leg);
    if (waits != null) {
      return waits;
    }
    if (leg != call.first) {
      return call.first.over() ? null : call.first;
    }
    Round talking = call.calledSide.talking();
    return talking == null ? null : talking.talker();
  }

  /** A leg has no more part in the talk; those that ring beside it have not, either. */
  void leave(CallLeg leg, String why) {
    call.bridging.leave();
    if (leg == call.first) {
      call.ending.close(leg, 200, why);
    } else if (!call.referrals.taken(leg, why)) {
      call.calledSide.taken(why);
    }
  }

  void on(Message.Joined agreed) {
    Listener listener = asking;
    asking = null;
    if (listener == null || !call.state().live()) {
      var _ = agreed.with().box().test(new Message.Parted(200, "The other call is over"));
      return;
    }
    if (!listener.stands()) {
      var _ = agreed.with().box().test(new Message.Parted(200, "The other talk is over"));
      listener.refused(603, "The talk ended before it was joined");
      return;
    }
    other = agreed.with();
    listener.joined();
    call.bridging.beyond(agreed.with());
    call.byRule.comes(agreed.with().audio());
    call.record.note("joined", "talks to another call's: " + agreed.with().call());
  }

  void parted(Message.Parted parted) {
    Listener listener = asking;
    asking = null;
    if (listener != null) {
      listener.refused(parted.status(), parted.reason());
    } else if (other != null) {
      other = null;
      if (!call.calledSide.partedFrom(parted.reason())) {
        call.end(200, parted.reason());
      }
    }
  }

  /**
   * Ends the call when its part of the talk is over, whoever else it is waiting for. The other call
   * hears when our end puts the talk on hold, sends music of its own meanwhile or no more, or takes
   * it up again: its own end hears music, or does not. It may have looked before, as soon as it was
   * asked; so it hears of a change until we are joined, too.
   */
  void look() {
    CallLeg talks = own();
    boolean listens = talks == null || talks.media == null || talks.media.listens();
    boolean speaks = talks == null || talks.media == null || talks.media.speaks();
    untold |= listens != listened || speaks != spoke;
    listened = listens;
    spoke = speaks;
    if (other != null && untold) {
      untold = false;
      var _ = other.box().test(new Message.Reached(() -> {}));
    }
    if (other != null && call.state().live() && own() == null) {
      call.end(200, "The talk is over");
    }
  }

  /** The talk is over from our side: the call ends, or nobody waits for the end of the talk. */
  void end(String why) {
    Joint waits = asks;
    Joint partner = other;
    asks = null;
    other = null;
    if (waits != null) {
      var _ = waits.box().test(new Message.Parted(500, why));
    }
    if (partner != null && !partner.equals(waits)) {
      var _ = partner.box().test(new Message.Parted(200, why));
    }
  }
}
