package org.meterline.telephony.call;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The verbs that take no time: each is done or refused at once, whatever runs beside. */
final class AtOnce {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9+*#._-]{1,64}");
  private static final Pattern URI =
      Pattern.compile("sips?:[A-Za-z0-9+*#._-]{1,64}@[A-Za-z0-9.:\\[\\]-]{1,255}");

  private final Call call;

  AtOnce(Call call) {
    this.call = call;
  }

  // --- A caller who was not answered

  @Nullable Refusal ring() {
    return unanswered(call.callerSide::ring);
  }

  @Nullable Refusal progress() {
    return unanswered(() -> call.callerSide.earlyAudio(null));
  }

  @Nullable Refusal reject(int status, String reason) {
    return unanswered(() -> call.end(status, reason));
  }

  @Nullable Refusal redirect(String to) {
    String uri = NAME.matcher(to).matches() ? "sip:" + to + "@" + call.domain.name() : to;
    if (!URI.matcher(uri).matches()) {
      return Refusals.noDestination(to, "that is neither a number nor a SIP URI");
    }
    return unanswered(
        () -> {
          if (call.callerSide instanceof Invited invited) {
            invited.redirect(uri);
          }
          call.end(302, Q850.SENT_ON, "Sent on to " + uri);
        });
  }

  private @Nullable Refusal unanswered(Runnable action) {
    if (!call.first.incoming || call.first.answered()) {
      return Refusals.ANSWERED;
    }
    action.run();
    return null;
  }

  // --- Who hears whom

  @Nullable Refusal sendDigits(SoundVerb.SendDigits verb) {
    CallLeg leg = call.legs.at(verb.end()).orElse(null);
    if (leg == null) {
      return Refusals.UNKNOWN_LEG;
    }
    if (!leg.up() || leg.media == null) {
      return Refusals.NOT_ANSWERED;
    }
    for (int i = 0; i < verb.digits().length(); i++) {
      leg.media.sendDigit(verb.digits().charAt(i));
    }
    return null;
  }

  @Nullable Refusal hold(Verb.Hold verb) {
    return move(verb.end(), LegState.UP, leg -> call.bridging.hold(leg, verb.music()));
  }

  @Nullable Refusal unhold(Verb.Unhold verb) {
    return move(verb.end(), LegState.HELD, call.bridging::unhold);
  }

  private @Nullable Refusal move(Verb.End end, LegState from, Consumer<CallLeg> action) {
    Optional<CallLeg> leg = call.legs.at(end);
    if (leg.isEmpty() || call.supervision.is(leg.get())) {
      return Refusals.UNKNOWN_LEG;
    }
    if (!leg.get().up()) {
      return Refusals.NOT_ANSWERED;
    }
    if (leg.get().state() == from) {
      action.accept(leg.get());
    }
    return null;
  }

  @Nullable Refusal bridge() {
    return talking(call.bridging::bridge);
  }

  @Nullable Refusal unbridge() {
    return talking(call.bridging::unbridge);
  }

  private @Nullable Refusal talking(Runnable action) {
    if (call.calledSide.talking() == null) {
      return Refusals.NO_TALK;
    }
    action.run();
    return null;
  }

  // --- The program's own

  @Nullable Refusal show(Verb.SetCallerId verb) {
    return call.outgoing.show(verb.number(), verb.name()) ? null : Refusals.NOT_YOURS;
  }
}
