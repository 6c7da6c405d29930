package org.meterline.telephony.call;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.media.MediaEvent;
import org.meterline.telephony.media.MediaPlane;

/**
 * All legs that a call has had, also those that are over, which end each is at, and their audio.
 */
final class Legs {
  private final Call call;
  private final List<CallLeg> legs = new ArrayList<>();
  private String language;

  /**
   * @param language that they hear first, a tag of BCP 47
   */
  Legs(Call call, String language) {
    this.call = call;
    this.language = language;
  }

  /** Another leg, for the call to close at its end. */
  void add(CallLeg leg) {
    legs.add(leg);
    call.ports.belonging().add(leg.id, call::offer);
  }

  /** All of them, as they came. */
  List<CallLeg> all() {
    return List.copyOf(legs);
  }

  /** The leg of that id, if it is one of this call's. */
  @Nullable CallLeg of(LegId leg) {
    return legs.stream().filter(each -> each.id.equals(leg)).findFirst().orElse(null);
  }

  /** The leg that a verb names, if it is there. */
  Optional<CallLeg> at(Verb.End end) {
    return switch (end) {
      case Verb.End.Side side ->
          side == Verb.End.Side.CALLER
              ? Optional.of(call.first).filter(leg -> !leg.over()) // else another has its place
              : Optional.ofNullable(call.calledSide.talker());
      case Verb.End.Of(LegId leg) -> Optional.ofNullable(of(leg)).filter(each -> !each.over());
    };
  }

  /** Who is at the other end of that leg's talk, and stays when it goes; null: nobody. */
  @Nullable CallLeg opposite(CallLeg leg) {
    if (leg == call.first) {
      return call.calledSide.talker();
    }
    return call.first.over() ? null : call.first;
  }

  /** The one that talks, of a talk across two calls ours: the caller's as long as it is up. */
  @Nullable CallLeg talking() {
    return call.first.up() ? call.first : call.calledSide.talker();
  }

  /** Whether help is being called, or talked to, in this call or in one that shares its talk. */
  boolean callForHelp() {
    return helps() || call.junction.farHelps();
  }

  /** Whether one of its own legs leads to help. */
  boolean helps() {
    return legs.stream().anyMatch(leg -> leg.to instanceof Destination.Emergency && !leg.over());
  }

  /**
   * Gives a leg its audio.
   *
   * @param to where the leg leads, or the one that calls
   */
  MediaPlane.MediaLeg openMedia(CallLeg leg, Destination to) throws MediaPlane.NoPorts {
    String name = call.id + (leg == call.callerSide.leg() ? " caller" : " callee");
    Consumer<MediaEvent> events = event -> call.post(new Message.Media(leg, event));
    MediaPlane media = call.ports.media();
    MediaPlane.MediaLeg opened =
        to instanceof Destination.Emergency
            ? media.openForHelp(call.id.toString(), name, events)
            : media.open(call.id.toString(), name, events);
    leg.media = opened;
    opened.language(language);
    opened.whose(call.domain.name());
    return opened;
  }

  /** The language that they hear, a tag of BCP 47. */
  String language() {
    return language;
  }

  /** They hear another language from the next prompt on. */
  void speak(String tag) {
    language = tag;
    for (CallLeg leg : legs) {
      if (leg.media != null) {
        leg.media.language(tag);
      }
    }
  }
}
