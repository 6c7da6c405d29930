package org.meterline.telephony.call;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.media.MediaEvent;
import org.meterline.telephony.media.MediaPlane.MediaLeg;
import org.meterline.telephony.media.Prompt;

/**
 * Somebody of the tenant who hears the talk of a call on a leg of its own, and may speak to one end
 * or to both. One at a time; of a talk across two calls, one of each.
 */
final class Supervision implements Dialling.Listener {
  private static final Duration BETWEEN_TONES = Duration.ofSeconds(15);
  private static final List<Prompt> TONE =
      List.of(new Prompt.Tone(1400, -18, Duration.ofMillis(300)));

  private final Call call;
  private @Nullable Supervises starting;
  private @Nullable Dialling supervisor;
  private SupervisionVerb.Supervise how =
      new SupervisionVerb.Supervise(new Verb.To("", Duration.ZERO, null));
  private SupervisionVerb.Mode mode = SupervisionVerb.Mode.LISTEN;

  /** Their audio from their answer on. */
  private @Nullable MediaLeg voice;

  private long tone;

  Supervision(Call call) {
    this.call = call;
  }

  /** Whether somebody is there or is being called. */
  boolean isOn() {
    return supervisor != null;
  }

  /** Whether it is the leg of who supervises. */
  boolean is(CallLeg leg) {
    return supervisor != null && supervisor.leg == leg;
  }

  // --- Its begin, mode and end

  /** Calls who is to supervise. */
  void start(SupervisionVerb.Supervise verb, Callee who, Supervises waiting) {
    how = verb;
    mode = verb.mode();
    starting = waiting;
    Manner manner = new Manner(verb.to().ringTime(), false, Optional.empty());
    Dialling next = new Dialling(call, who, manner, call.outgoing, this);
    supervisor = next;
    call.legs.add(next.leg);
    next.start();
  }

  /** Whom they speak to is another from now on. */
  @Nullable Refusal change(SupervisionVerb.Mode next) {
    if (voice == null) {
      return Refusals.NOT_SUPERVISED;
    }
    if (next != mode) {
      mode = next;
      call.record.note("supervised", "mode " + next);
      call.bridging.supervised();
    }
    return null;
  }

  /** Ends it from this side. */
  @Nullable Refusal stop(int status, String why) {
    Dialling leaving = supervisor;
    if (leaving == null) {
      return Refusals.NOT_SUPERVISED;
    }
    leaving.stop(status, why);
    gone(why);
    return null;
  }

  /** What was granted for it is used up. */
  void cut(int status, Refusal why) {
    Dialling leaving = supervisor;
    if (leaving != null) {
      leaving.cut(status, why);
      gone(why.reason());
    }
  }

  private void gone(String why) {
    call.elsewhere.forget(tone);
    supervisor = null;
    Supervises waiting = starting;
    starting = null;
    MediaLeg before = voice;
    voice = null;
    if (before != null) {
      call.record.note("supervised no more", why);
      call.bridging.supervisedNoMore(before);
    }
    if (waiting != null) {
      waiting.failed(Verb.Dialled.unanswered("CANCEL", 487, why));
    }
  }

  /** The talk is over, or the call is. */
  void talkOver(String why) {
    if (supervisor != null) {
      var _ = stop(200, why);
    }
  }

  // --- Who hears whom

  /** Who hears the talk, and whom they speak to as things stand; null while nobody does. */
  TalkAudio.@Nullable Supervisor supervising() {
    MediaLeg audio = voice;
    return audio == null
        ? null
        : new TalkAudio.Supervisor(
            audio, mode, call.legs.at(how.coached()).map(leg -> leg.media).orElse(null));
  }

  private void tell() {
    for (Verb.End.Side side : Verb.End.Side.values()) {
      call.legs
          .at(side)
          .filter(leg -> leg.up() && leg.media != null)
          .ifPresent(
              leg -> {
                if (leg.media != null) {
                  leg.media.overlay(call.nextPlay(), TONE, 0);
                }
              });
    }
    tone = call.elsewhere.after(BETWEEN_TONES, this::tell);
  }

  /** The credit of who supervises ends. */
  void announceEnd() {
    if (supervisor != null && supervisor.leg.media != null) {
      CallerSide.announceEndTo(supervisor.leg.media);
    }
  }

  // --- What their leg tells

  /** Whether the leg is theirs; if so it has heard what SIP says of it. */
  boolean on(CallLeg leg, Signalling.Event event) {
    if (!is(leg) || supervisor == null) {
      return false;
    }
    if (event instanceof Signalling.Event.Referred(Signalling.Referral referral)) {
      referral.refuse(603, "Who supervises a talk has none to hand on");
    } else {
      supervisor.on(event);
    }
    return true;
  }

  /** What their audio tells: 4, 5 and 6 are listen, whisper and barge. */
  void audio(MediaEvent event) {
    switch (event) {
      case MediaEvent.Digit(char digit) -> pressed(digit);
      case MediaEvent.TimedOut timedOut -> {
        if (voice != null) {
          var _ = stop(408, "No audio came from who supervises");
        }
      }
      case MediaEvent.Lost(String why) -> {
        var _ = stop(503, why);
      }
      case MediaEvent.Played played -> {}
      case MediaEvent.Failed failed -> {}
    }
  }

  private void pressed(char digit) {
    SupervisionVerb.Mode mode =
        switch (digit) {
          case '4' -> SupervisionVerb.Mode.LISTEN;
          case '5' -> SupervisionVerb.Mode.WHISPER;
          case '6' -> SupervisionVerb.Mode.BARGE;
          default -> null;
        };
    if (mode != null) {
      var _ = change(mode);
    }
  }

  @Override
  public void asking(Dialling who) {
    call.record.note("supervision", "who pays for " + who.leg.destination);
  }

  @Override
  public void calling(Dialling who) {
    call.record.note("supervision", "calling " + who.leg.destination);
  }

  @Override
  public void rings(Dialling who, boolean audible) {}

  @Override
  public void pressed(Dialling who, char digit) {
    pressed(digit);
  }

  @Override
  public boolean sentOn(Dialling who, List<String> to) {
    return false;
  }

  @Override
  public void answered(Dialling who) {
    MediaLeg audio = who.leg.media;
    if (audio == null || (call.calledSide.talking() == null && !call.junction.shared())) {
      var _ = stop(200, "The talk is over");
      return;
    }
    voice = audio;
    call.record.note("supervised", "by " + who.leg.destination + ", mode " + mode);
    call.bridging.supervised();
    if (how.tone() || call.ports.directory().supervisionIsHeard(call.domain)) {
      tell();
    }
    Supervises waiting = starting;
    starting = null;
    if (waiting != null) {
      waiting.answered(who.leg.id);
    }
  }

  @Override
  public void over(Dialling who, Verb.Dialled result) {
    if (supervisor != who) {
      return;
    }
    Supervises waiting = starting;
    starting = null;
    gone(result.reason());
    if (waiting != null) {
      waiting.failed(result);
    }
  }
}
