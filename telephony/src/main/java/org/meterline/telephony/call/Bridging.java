package org.meterline.telephony.call;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.media.MediaEvent;
import org.meterline.telephony.media.MediaPlane;
import org.meterline.telephony.media.Prompt;

/** Who hears whom, and who hears music. */
final class Bridging {
  private final Call call;
  private final Map<CallLeg, Music> music = new HashMap<>();

  private final HoldMusic holdMusic;

  /** Numbers of plays that are music and go on. */
  private final Set<Long> own = new HashSet<>();

  /** The other leg that the caller is joined with, or would be. */
  private @Nullable CallLeg other;

  /** Who talks to our one leg, if not the caller does; null while that is so. */
  private @Nullable Beyond beyond;

  /** They are parted by a wish. */
  private boolean parted;

  /**
   * Who talks to our one leg in place of the caller.
   *
   * @param carrier whether they are beyond a trunk
   * @param leg of this call; null if another call has it
   */
  private record Beyond(MediaPlane.MediaLeg audio, boolean carrier, @Nullable CallLeg leg) {
    boolean held() {
      return leg != null && Bridging.held(leg);
    }
  }

  private static final class Music {
    final List<Prompt> prompts;
    long playing;

    Music(List<Prompt> prompts) {
      this.prompts = prompts;
    }
  }

  Bridging(Call call) {
    this.call = call;
    this.holdMusic = new HoldMusic(call);
  }

  /** Looks who hears music as the other end has put the talk on hold by itself. */
  void look() {
    Beyond far = beyond;
    CallLeg one = far == null ? call.first : alone();
    CallLeg two = far == null ? other : far.leg();
    if (one != null && two != null && talks(one) && talks(two)) {
      holdMusic.only(one, two);
      holdMusic.look(one, two.media, two.trunk != null);
      holdMusic.look(two, one.media, one.trunk != null);
    } else if (one != null && far != null && far.leg() == null && talks(one)) {
      holdMusic.only(one, one);
      holdMusic.look(one, far.audio(), far.carrier());
    } else {
      holdMusic.only(null, null);
    }
  }

  /** Early audio is nobody's hold, nor is what one who is gone had said. */
  private boolean talks(CallLeg leg) {
    return !parted && !held(leg) && leg.state() == LegState.UP;
  }

  /** Joins the caller and the other leg. */
  void join(CallLeg leg) {
    call.callerSide.hears(leg);
    other = leg;
    parted = false;
    if (held(call.first)) {
      unhold(call.first); // music, while somebody was called
    } else {
      connect();
    }
  }

  /** Joins the caller with a leg that comes in place of another, also one who is on hold. */
  void replace(CallLeg leg) {
    other = leg;
    parted = false;
    if (held(call.first)) {
      unhold(call.first);
      return;
    }
    connect();
  }

  /** Our one leg is joined with another call's. */
  void beyond(Joint joint) {
    beyond(new Beyond(joint.audio(), joint.carrier(), null));
  }

  /** Our one leg is joined with who came in place of the caller. */
  void beyond(CallLeg leg, MediaPlane.MediaLeg audio) {
    beyond(new Beyond(audio, leg.trunk != null, leg));
  }

  private void beyond(Beyond next) {
    other = null;
    beyond = next;
    parted = false;
    CallLeg leg = alone();
    if (leg != null && held(leg)) {
      unhold(leg);
    } else {
      connect();
    }
  }

  /** A key was pressed at our leg, told by signalling: who is beyond hears audio only. */
  void pressed(char digit) {
    if (beyond != null) {
      beyond.audio().sendDigit(digit);
    }
  }

  /** The caller has left: who is paid for hears that the credit ends, and who talks to them. */
  void announceEnd(CallLeg paid) {
    Set<MediaPlane.MediaLeg> ends = new LinkedHashSet<>();
    CallLeg talks = alone();
    for (CallLeg leg : talks == null ? List.of(paid) : List.of(paid, talks)) {
      if (leg.up() && leg.media != null) {
        ends.add(leg.media);
      }
    }
    if (beyond != null) {
      ends.add(beyond.audio());
    }
    ends.forEach(CallerSide::announceEndTo);
  }

  private @Nullable CallLeg alone() {
    Round talking = call.calledSide.talking();
    return !call.first.over() ? call.first : talking == null ? null : talking.talker();
  }

  private void connect() {
    look();
    CallLeg leg = other;
    Beyond far = beyond;
    if (far != null) {
      leg = alone();
      if (leg != null && leg.media != null && !parted && !held(leg) && !far.held()) {
        together(leg.media, far.audio());
      }
      return;
    }
    if (leg == null || parted || held(call.first) || held(leg)) {
      return;
    }
    if (call.first.media != null && leg.media != null) {
      together(call.first.media, leg.media);
    }
  }

  private void together(MediaPlane.MediaLeg one, MediaPlane.MediaLeg two) {
    if (!call.supervision.joins(one, two)) {
      call.ports.media().bridge(one, two);
    }
  }

  /** Joins those who talk again, now that somebody listens or does no more. */
  void anew() {
    connect();
  }

  private static boolean held(CallLeg leg) {
    return leg.state() == LegState.HELD;
  }

  /** Parts the caller from the outgoing leg that is over. */
  void part() {
    call.supervision.talkOver("The talk is over");
    call.calledSide.forget();
    other = null;
    beyond = null;
    parted = false;
    look();
    if (held(call.first)) {
      unhold(call.first);
    }
    if (call.first.media != null && !call.first.over()) {
      call.callerSide.hears(null);
      call.ports.media().unbridge(call.first.media);
    }
  }

  /** The other leg is gone, and another may come. */
  void leave() {
    other = null;
    disconnect();
  }

  /** Parts the two until they are bridged. */
  void unbridge() {
    parted = true;
    disconnect();
  }

  /** Joins the two that were parted. */
  void bridge() {
    parted = false;
    connect();
  }

  private void disconnect() {
    look();
    call.supervision.parted();
    if (beyond != null) {
      call.ports.media().unbridge(beyond.audio());
    }
    if (call.first.media != null && !call.first.over()) {
      call.ports.media().unbridge(call.first.media);
    }
  }

  /** Lets the leg hear music, apart from the other. */
  void hold(CallLeg leg, List<Prompt> prompts) {
    leg.enter(LegState.HELD, "hears music");
    disconnect();
    if (leg.media != null) {
      leg.media.unheard(true);
    }
    Music heard = new Music(prompts.isEmpty() ? Tones.MUSIC : prompts);
    music.put(leg, heard);
    play(leg, heard);
  }

  /** The leg is joined again. */
  void unhold(CallLeg leg) {
    leg.enter(LegState.UP, "hears no more music");
    Music heard = music.remove(leg);
    if (leg.media != null) {
      leg.media.unheard(false);
      if (heard != null) {
        leg.media.stop(heard.playing);
      }
    }
    connect();
  }

  private void play(CallLeg leg, Music heard) {
    MediaPlane.MediaLeg audio = leg.media;
    if (audio != null) {
      heard.playing = call.nextPlay();
      own.add(heard.playing);
      audio.play(heard.playing, heard.prompts, Duration.ZERO);
    }
  }

  /** Music begins anew at its end, and after what was played in its place. */
  void played(CallLeg leg, MediaEvent.Played played) {
    holdMusic.played(leg, played);
    boolean ours = own.remove(played.number());
    Music heard = music.get(leg);
    if (heard == null || !held(leg)) {
      return;
    }
    if (!ours || (played.whole() && played.number() == heard.playing)) {
      // What has nothing to be heard would begin anew for ever: ours is heard in its place.
      if (ours && played.position().isZero()) {
        heard = new Music(Tones.MUSIC);
        music.put(leg, heard);
      }
      play(leg, heard);
    }
  }
}
