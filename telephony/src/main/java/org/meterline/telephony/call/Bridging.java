package org.meterline.telephony.call;

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
  private final Map<CallLeg, LoopedPlay> music = new HashMap<>();

  private final HoldMusic holdMusic;

  /** Numbers of plays that are music and go on. */
  private final Set<Long> own = new HashSet<>();

  /** The other leg that the caller is joined with, or would be. */
  private @Nullable CallLeg other;

  /** The other call whose leg ours talks to; null if they are both of this call. */
  private @Nullable Joint beyond;

  /** They are parted by a wish. */
  private boolean parted;

  /** The talk's; another call has the same while the talk is shared. */
  private @Nullable TalkAudio talk;

  Bridging(Call call) {
    this.call = call;
    this.holdMusic = new HoldMusic(call);
  }

  /** Looks who hears music as the other end has put the talk on hold by itself. */
  void look() {
    Joint far = beyond;
    CallLeg one = far == null ? call.first : call.legs.talking();
    CallLeg two = far == null ? other : null;
    if (one != null && two != null && talks(one) && talks(two)) {
      holdMusic.only(one, two);
      holdMusic.look(one, two.media, two.trunk != null);
      holdMusic.look(two, one.media, one.trunk != null);
    } else if (one != null && far != null && talks(one)) {
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

  /** Joins the caller and the other leg, which is not answered. */
  void joinEarly(CallLeg leg) {
    call.callerSide.hears(true);
    other = leg;
    joins(call.first, false);
  }

  /** Joins the caller and the other leg, which talk: at once, or when they know of a rule. */
  void join(CallLeg leg) {
    call.callerSide.hears(true);
    replace(leg);
  }

  /** Joins the caller with a leg that comes in place of another, also one who is on hold. */
  void replace(CallLeg leg) {
    other = leg;
    joins(call.first, call.byRule.partsFrom(leg)); // not a packet passes before
  }

  /** Joins who has come in place of the caller with who stays. */
  void comesTo(CallLeg stays) {
    other = stays;
    joins(stays, call.byRule.partsFromWhoComes());
  }

  /**
   * Our one leg is joined with another call's, or will be when that has one who talks.
   *
   * @param apart they hear each other later, when ours know of a rule
   */
  void beyond(Joint joint, boolean apart) {
    other = null;
    beyond = joint;
    if (talk != joint.talk()) {
      TalkAudio.Supervisor who = call.supervision.supervising();
      if (who != null) {
        talk().leave(who.audio());
      }
      talk = joint.talk();
      supervised();
    }
    if (joint.audio() == null) {
      look();
      silence();
    } else {
      joins(call.legs.talking(), apart);
    }
  }

  /** Our one leg leaves the talk with the other call for another one. */
  void leaveBeyond() {
    leave();
    talk().end();
  }

  /** Who was beyond is in another talk: nothing is done with their audio any more. */
  void forgetBeyond() {
    other = null;
    beyond = null;
  }

  private TalkAudio talk() {
    TalkAudio now = talk;
    if (now == null) {
      now = new TalkAudio(call.ports.media());
      talk = now;
    }
    return now;
  }

  /** Who supervises the talk, if somebody does, hears it, and speaks to whom they want to now. */
  void supervised() {
    TalkAudio.Supervisor who = call.supervision.supervising();
    if (who != null) {
      talk().supervise(who);
    }
  }

  /** Whose audio this is supervises the talk no more. */
  void supervisedNoMore(MediaPlane.MediaLeg audio) {
    if (!call.state().live()) {
      silence(); // nobody is bridged again
    }
    talk().leave(audio);
  }

  /** Who stays may hear music until somebody is there. */
  private void joins(@Nullable CallLeg stays, boolean apart) {
    parted = apart;
    if (apart) {
      silence();
    }
    if (stays != null && held(stays)) {
      unhold(stays);
    } else {
      connect();
    }
  }

  /** A key was pressed at our leg, told by signalling: who is beyond hears audio only. */
  void pressed(char digit) {
    MediaPlane.MediaLeg far = beyond == null ? null : beyond.audio();
    if (far != null) {
      far.sendDigit(digit);
    }
  }

  /** The caller has left: who is paid for hears that the credit ends, and who talks. */
  void announceEnd(CallLeg paid) {
    Set<MediaPlane.MediaLeg> ends = new LinkedHashSet<>();
    add(ends, paid);
    add(ends, call.legs.talking());
    add(ends, other);
    if (beyond != null && beyond.audio() != null) {
      ends.add(beyond.audio());
    }
    ends.forEach(CallerSide::announceEndTo);
  }

  private static void add(Set<MediaPlane.MediaLeg> ends, @Nullable CallLeg leg) {
    if (leg != null && leg.up() && leg.media != null) {
      ends.add(leg.media);
    }
  }

  private void connect() {
    look();
    Joint far = beyond;
    CallLeg leg = far == null ? call.first : call.legs.talking();
    if (leg == null || leg.media == null || parted || held(leg)) {
      return;
    }
    if (far != null) {
      if (far.audio() != null) {
        far.audio().digitsOnly(leg.unpaid());
        together(leg.media, far.audio());
      }
    } else if (other != null && other.media != null && !held(other)) {
      // Who could talk before the answer would never have to be answered, nor pay.
      leg.media.digitsOnly(other.unpaid());
      other.media.digitsOnly(leg.unpaid());
      together(leg.media, other.media);
    }
  }

  private void together(MediaPlane.MediaLeg one, MediaPlane.MediaLeg two) {
    talk().join(one, two, call.supervision.supervising()); // who may whisper to another by now
  }

  private static boolean held(CallLeg leg) {
    return leg.state() == LegState.HELD;
  }

  /** The leg costs money from now on, and hears who it is joined with, if no rule parts them. */
  void answered(CallLeg leg) {
    if (leg == other && call.byRule.partsFrom(leg)) {
      unbridge(); // what was heard before the answer is over before more is
    } else if (leg == other && call.first.media != null) {
      call.first.media.digitsOnly(false);
    } else if (beyond != null && beyond.audio() != null && leg == call.legs.talking()) {
      beyond.audio().digitsOnly(false);
    }
  }

  /** Parts the caller from the outgoing leg that is over. */
  void part() {
    if (talk != null && beyond != null) {
      talk.end(); // the other call may not know yet
    } else {
      silence();
    }
    call.supervision.talkOver("The talk is over");
    talk = null;
    call.calledSide.forget();
    other = null;
    beyond = null;
    parted = false;
    look();
    if (held(call.first)) {
      unhold(call.first);
    }
    if (call.first.media != null && !call.first.over()) {
      call.callerSide.hears(false);
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

  private void silence() {
    if (talk != null) {
      talk.part();
    }
  }

  /** Joins the two that were parted. */
  void bridge() {
    parted = false;
    connect();
  }

  private void disconnect() {
    look();
    silence();
  }

  /** Lets the leg hear music, apart from the other. */
  void hold(CallLeg leg, List<Prompt> prompts) {
    leg.enter(LegState.HELD, "hears music");
    disconnect();
    if (leg.media != null) {
      leg.media.unheard(true);
    }
    List<Prompt> heard = prompts.isEmpty() ? HoldMusic.chosen(call).prompts() : prompts;
    hears(leg, new LoopedPlay(call, leg, heard));
  }

  private void hears(CallLeg leg, LoopedPlay heard) {
    music.put(leg, heard);
    own.add(heard.start());
  }

  /** The leg is joined again. */
  void unhold(CallLeg leg) {
    leg.enter(LegState.UP, "hears no more music");
    LoopedPlay heard = music.remove(leg);
    if (leg.media != null) {
      leg.media.unheard(false);
    }
    if (heard != null) {
      heard.stop();
    }
    connect();
  }

  /** Music begins anew at its end, and after what was played in its place. */
  void played(CallLeg leg, MediaEvent.Played played) {
    holdMusic.played(leg, played);
    boolean ours = own.remove(played.number());
    LoopedPlay heard = music.get(leg);
    if (heard == null || !held(leg)) {
      return;
    }
    boolean ends = heard.ends(played) && played.whole();
    if (ends && played.position().isZero()) {
      // what has nothing to be heard would begin anew for ever
      hears(leg, HoldMusic.builtIn(call, leg));
    } else if (ends || !ours) {
      own.add(heard.start());
    }
  }
}
