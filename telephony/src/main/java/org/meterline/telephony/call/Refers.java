package org.meterline.telephony.call;

import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.meterline.telephony.trunk.Trunk;

/**
 * {@link Verb.Refer}: the far end of an end calls somebody by itself, and the call is over for us.
 * A phone calls as it always does. What a carrier calls is asked for first like a leg of ours, so
 * that limits and blocked destinations hold, and is not charged: it never comes by here.
 */
final class Refers extends RunningVerb {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9+*#._-]{1,64}");

  private final Verb.Refer verb;
  private final Call call;

  Refers(Verb.Refer verb, Call call, Consumer<Outcome<?>> reply, Consumer<RunningVerb> over) {
    super(reply, over);
    this.verb = verb;
    this.call = call;
  }

  @Override
  void start() {
    CallLeg leg = call.legs.at(verb.end()).orElse(null);
    if (leg == null) {
      refuse(Refusals.UNKNOWN_LEG);
    } else if (!leg.up()) {
      refuse(Refusals.NOT_ANSWERED);
    } else if (call.junction.shared()) {
      refuse(Refusals.SHARED);
    } else {
      switch (call.ports.directory().find(call.domain, verb.to())) {
        case Destination.Unknown(String why) -> refuse(Refusals.noDestination(verb.to(), why));
        case Destination.Emergency emergency -> refuse(Refusals.EMERGENCY);
        case Destination.Found found when leg.trunk == null -> phone(leg);
        case Destination.Outside outside ->
            call.leaving
                .refers(leg)
                .ifPresentOrElse(
                    trunk -> admit(leg, trunk, outside), () -> refuse(Refusals.NOT_REFERRED));
        case Destination.Found found ->
            refuse(Refusals.noDestination(verb.to(), "a carrier reaches numbers outside alone"));
      }
    }
  }

  private void phone(CallLeg leg) {
    if (leg.user == null) {
      refuse(Refusals.NOT_REFERRED);
    } else if (!NAME.matcher(verb.to()).matches()) {
      refuse(Refusals.noDestination(verb.to(), "that is no number or name"));
    } else {
      ask(leg, "sip:" + verb.to() + "@" + call.domain.name());
    }
  }

  private void admit(CallLeg leg, Trunk trunk, Destination.Outside to) {
    CallLeg asked = new CallLeg(call, LegId.mint(), false, to.number().number());
    call.legs.add(asked);
    Admission.of(
        call,
        asked,
        to,
        List.of(trunk.name()),
        answer -> {
          call.ending.close(asked, 200, "Left to the carrier");
          switch (answer) {
            case CallAuthority.Refused(Refusal why, _) -> {
              call.record.refused(why);
              refuse(why);
            }
            case CallAuthority.Granted grant -> {
              if (call.junction.shared()) {
                refuse(Refusals.SHARED); // phones transfer meanwhile
              } else if (!isOver() && leg.up()) {
                String number = trunk.rewriting().called().of(to.number().number());
                ask(leg, "sip:" + number + "@" + trunk.address());
              } else {
                refuse(Refusals.NOT_ANSWERED);
              }
            }
          }
        });
  }

  private void ask(CallLeg leg, String uri) {
    if (!call.leaving.ask(leg, uri, null, this::told)) {
      refuse(Refusals.BUSY);
    }
  }

  private void told(int status, String reason) {
    if (status >= 300) {
      refuse(Refusals.notReferred(status, reason));
    } else {
      done(Verb.Nothing.NOTHING);
      call.end(200, "Transferred to " + verb.to());
    }
  }
}
