package org.meterline.telephony.call;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.media.MediaEvent;
import org.meterline.telephony.media.MediaPlane;

/**
 * Music for an end whose other end has put the talk on hold by itself (RFC 3264, section 8.4). The
 * two stay joined: what else is to be heard by that end is heard in place of the music, and the
 * music ends with the hold, or with the talk.
 */
final class HoldMusic {
  private final Call call;
  private final Map<CallLeg, State> waiting = new HashMap<>();

  private static final class State {
    LoopedPlay music;

    /** Something else is heard in its place. */
    boolean interrupted;

    State(LoopedPlay music) {
      this.music = music;
    }
  }

  HoldMusic(Call call) {
    this.call = call;
  }

  /**
   * Looks whether a leg is to hear music.
   *
   * @param by who may have put it on hold
   * @param carrier whether that one is beyond a trunk: what it sends on hold is music of its own
   */
  void look(CallLeg leg, MediaPlane.@Nullable MediaLeg by, boolean carrier) {
    MediaPlane.MediaLeg audio = leg.media;
    if (audio == null) {
      return;
    }
    if (by == null
        || by.listens()
        || (carrier && by.speaks())
        || call.supervision.isOn() // who supervises may have something to say to them
        || leg.state() != LegState.UP
        || !audio.listens()) {
      end(leg);
      return;
    }
    State state = waiting.get(leg);
    if (state == null) {
      state = new State(new LoopedPlay(call, leg, chosen(call).prompts()));
      waiting.put(leg, state);
      call.record.note("hold music", "the other end has put the talk on hold");
    }
    if (!state.music.isOn() && !state.interrupted && !call.playsTo(leg)) {
      state.music.start();
    }
  }

  /** What the tenant wants to be heard from this moment on. */
  static MusicOnHold chosen(Call call) {
    return call.ports.directory().musicOnHold(call.domain);
  }

  /** Ours for who would hear nothing, as what there should be cannot be had. */
  static LoopedPlay builtIn(Call call, CallLeg leg) {
    call.record.note("hold music", "it cannot be had: the built-in music is heard in its place");
    return new LoopedPlay(call, leg, MusicOnHold.BUILT_IN.prompts());
  }

  /** Nobody else is talked to than these two. */
  void only(@Nullable CallLeg one, @Nullable CallLeg other) {
    if (waiting.isEmpty()) {
      return; // as after nearly every message of a call
    }
    for (CallLeg leg : List.copyOf(waiting.keySet())) {
      if (leg != one && leg != other) {
        end(leg);
      }
    }
  }

  private void end(CallLeg leg) {
    State last = waiting.remove(leg);
    if (last != null && !leg.over() && leg.media != null) {
      call.record.note("hold music", "no more");
      last.music.stop();
    }
  }

  /** What was played to a leg is over: music begins anew at its end, and after anything else. */
  void played(CallLeg leg, MediaEvent.Played played) {
    State state = waiting.get(leg);
    if (state == null) {
      return;
    }
    if (state.music.ends(played)) {
      state.interrupted = !played.whole();
      if (played.whole() && played.position().isZero()) {
        state.music = builtIn(call, leg); // what has nothing to be heard would begin anew for ever
      }
    } else if (!state.music.isOn()) {
      state.interrupted = false;
    }
  }
}
