package org.meterline.telephony.call;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.call.RecordingRules.Ruling;

/** Who is at either end of a call's talk, as the tenant's rules of recording see it. */
final class TalkEnds {
  private final Call call;

  /** Whose phone has taken a place in the talk; null: nobody's. */
  private @Nullable Taker taker;

  TalkEnds(Call call) {
    this.call = call;
  }

  /**
   * Who has taken a place.
   *
   * @param calls whether it is that of who called
   */
  private record Taker(String user, boolean calls) {}

  /** Another call has a place, for that user's phone; null: nobody whom a rule is for. */
  void taken(@Nullable String user, boolean calls) {
    taker = user == null ? null : new Taker(user, calls);
  }

  /** Whether somebody's phone has a place. */
  boolean isTaken() {
    return taker != null;
  }

  /** Whether a talk must be recorded once that user's phone has a place, and need not be before. */
  boolean demands(String user, boolean calls) {
    CallLeg called = call.calledSide.talker();
    return !isRequired(called, taker) && isRequired(called, new Taker(user, calls));
  }

  private boolean isRequired(@Nullable CallLeg called, @Nullable Taker who) {
    return (called == null ? ruling(null, null, who) : ruling(called.to, called.shows, who))
        .map(Ruling::required)
        .orElse(false);
  }

  /** What the rules say when the called end is that leg; null: none of this call's. */
  Optional<Ruling> ruling(@Nullable CallLeg called) {
    return called == null ? ruling(null, null) : ruling(called.to, called.shows);
  }

  /** What they say when that is called. */
  Optional<Ruling> ruling(Destination.@Nullable Found to, @Nullable Outgoing shows) {
    return ruling(to, shows, taker);
  }

  private Optional<Ruling> ruling(
      Destination.@Nullable Found dialled, @Nullable Outgoing shows, @Nullable Taker taker) {
    Directory directory = call.ports.directory();
    RecordingRules rules = directory.recordingRules(call.domain);
    if (rules.isEmpty() || call.callerSide.isPrivate()) {
      return Optional.empty();
    }
    String calls = taker != null && taker.calls() ? taker.user() : null;
    Destination.Found to =
        taker == null || taker.calls() || dialled instanceof Destination.Emergency
            ? dialled
            : new Destination.Phone(call.domain, taker.user());
    boolean carrier = calls == null && call.from instanceof Origin.Carrier;
    boolean outside = to instanceof Destination.Outside || to instanceof Destination.Emergency;
    boolean firstOutside = calls == null && !carrier && call.first.trunk != null;
    Optional<Ruling> found =
        rules.of(
            new RecordingRules.Parties(
                calls == null ? call.first.user : calls,
                to instanceof Destination.Phone phone ? phone.user() : null,
                directory.canonical(call.domain, call.from, call.dialled),
                outside && shows != null ? shows.shownOutside() : null,
                carrier,
                outside || firstOutside));
    // Who calls for help is neither told nor asked, and never refused.
    return to instanceof Destination.Emergency || call.junction.farHelps()
        ? found
            .filter(each -> each.rule().consent() == RecordingRule.Consent.SILENT)
            .map(each -> new Ruling(each.rule(), each.because(), false, false, false))
        : found;
  }
}
