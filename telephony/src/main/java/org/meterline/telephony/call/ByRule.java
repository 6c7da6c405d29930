package org.meterline.telephony.call;

import com.fasterxml.uuid.Generators;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.call.RecordingBasis.Consent;
import org.meterline.telephony.call.RecordingRules.Ruling;
import org.meterline.telephony.media.MediaEvent;
import org.meterline.telephony.media.MediaPlane;
import org.meterline.telephony.media.Prompt;
import org.meterline.telephony.recording.Recorded;

/**
 * What of a call is recorded because a rule of the tenant's says so. A program's caller is told
 * when the program answers, two who talk when the second of them answers, and who comes later in
 * place of who was called when they come; nobody hears the other before that is over. Who comes in
 * the caller's place, or from another call, into a talk that is recorded is told while it goes on;
 * where nothing is recorded yet, those who are ours are told before they hear them. Whose phone
 * takes a place in the talk is judged as who had it. One refusal counts for the whole call.
 */
final class ByRule {
  /** On these it is recorded. */
  private static final Set<String> GROUNDS =
      Set.of(Consent.SILENT, Consent.ANNOUNCED, Consent.AGREED);

  private static final Set<String> FAULTS =
      Set.of(Recorded.Reason.DISK_FULL, Recorded.Reason.WRITE_FAILED);

  private final Call call;
  private final TalkEnds ends;

  /** Who knows of it. */
  private final Set<LegId> told = new HashSet<>();

  private @Nullable Interlude interlude;
  private @Nullable Running running;

  /** Nothing more of this call is recorded by rule. */
  private boolean settled;

  /** Who was called last, and whose place another call has; null: nobody's. */
  private @Nullable CallLeg taken;

  /** A program has had its caller answered. */
  private boolean looked;

  /** The recording, and on what ground. */
  private record Running(UUID id, Ruling by) {}

  /** Somebody is told or asked, and what goes on when that is over or given up. */
  private record Interlude(Telling telling, Runnable told, Runnable givenUp) {
    Interlude andThen(Runnable next) {
      return new Interlude(
          telling, () -> oneAfterTheOther(told, next), () -> oneAfterTheOther(givenUp, next));
    }

    private static void oneAfterTheOther(Runnable one, Runnable other) {
      one.run();
      other.run();
    }
  }

  ByRule(Call call) {
    this.call = call;
    this.ends = new TalkEnds(call);
  }

  /** Whether somebody is being told or asked. */
  boolean busy() {
    return interlude != null;
  }

  /** Whether the recording must go on. */
  boolean requires(UUID id) {
    return running != null && running.id().equals(id) && running.by().required();
  }

  // --- What the rules say

  /** Why the call may not go there: it must be recorded, and there is no room. */
  @Nullable Refusal hindrance(Destination.@Nullable Found to, @Nullable Outgoing shows) {
    return running == null
            && !settled
            && !call.ports.media().recorder().room()
            && ends.ruling(to, shows).map(Ruling::required).orElse(false)
        ? Refusals.MUST_BE_RECORDED
        : null;
  }

  /**
   * Why a phone may not take a place: its own rule says that the talk must be recorded from then
   * on, and there is no room. Others go on to talk as they may.
   *
   * @param user whose phone it is; null: nobody is judged
   * @param calls whether the place is that of who called
   */
  @Nullable Refusal hindrance(@Nullable String user, boolean calls) {
    return user != null
            && running == null
            && !settled
            && !call.ports.media().recorder().room()
            && ends.demands(user, calls)
        ? Refusals.MUST_BE_RECORDED
        : null;
  }

  // --- Who comes to talk

  /**
   * The caller was answered for a program.
   *
   * @param then goes on, once, when the caller knows
   */
  void answered(Runnable then) {
    Optional<Ruling> found =
        looked || settled || running != null || !call.first.up()
            ? Optional.empty()
            : ends.ruling(null);
    looked = true;
    if (found.isEmpty()) {
      then.run();
    } else if (found.get().rule().consent() == RecordingRule.Consent.SILENT) {
      decided(found.get(), Consent.SILENT);
      then.run();
    } else {
      tell(found.get(), List.of(call.first), null, then, then);
    }
  }

  /** Whether the caller and that leg, who come to talk, hear each other only when they know. */
  boolean partsFrom(CallLeg other) {
    return parts(other);
  }

  private boolean parts(@Nullable CallLeg other) {
    return judges()
        && !(other != null && other.to instanceof Destination.Emergency)
        && (interlude != null || !ignorant(governing(other), other).isEmpty());
  }

  /** The caller and that leg, which are bridged, talk: from now on, or when they know. */
  void talks(CallLeg other) {
    judge(other);
  }

  /** The same; null: who was called, if anybody was, is no leg of this call. */
  private void judge(@Nullable CallLeg other) {
    if (other != null && other.to instanceof Destination.Emergency) {
      helped();
    }
    if (!judges()) {
      return;
    }
    if (interlude != null) { // one who is told still gets another to talk to
      call.bridging.unbridge();
      interlude = interlude.andThen(() -> talksOn(other));
      return;
    }
    Ruling found = governing(other);
    if (found == null) {
      return;
    }
    List<CallLeg> legs = ignorant(found, other);
    if (!legs.isEmpty()) {
      call.bridging.unbridge();
      CallLeg waits =
          legs.size() == 2 || alone() ? null : legs.contains(call.first) ? other : call.first;
      tell(found, legs, waits, this::bridge, () -> {}); // who ends a leg says who talks next
    } else if (running == null) {
      decided(found, consented(found));
    }
  }

  /** Of a talk across two calls the far one is no end of this call: who is ours is told alone. */
  private boolean alone() {
    return call.junction.joined();
  }

  /** Whether rules say anything of a talk with that leg. */
  private boolean judges() {
    return !settled && (!call.first.over() || alone()) && call.state().live();
  }

  /** By what it is recorded that they talk; null: it is not. */
  private @Nullable Ruling governing(@Nullable CallLeg other) {
    return running != null ? running.by() : ends.ruling(other).orElse(null);
  }

  /** Who of the two is to be told and was not. */
  private List<CallLeg> ignorant(@Nullable Ruling found, @Nullable CallLeg other) {
    List<CallLeg> legs = new ArrayList<>();
    if (found == null || found.rule().consent() == RecordingRule.Consent.SILENT) {
      return legs;
    }
    if (!call.first.over() && found.tellsCaller() && !told.contains(call.first.id)) {
      legs.add(call.first);
    }
    if (other != null && !other.over() && found.tellsCalled() && !told.contains(other.id)) {
      legs.add(other);
    }
    return legs;
  }

  /** Who helps is neither told nor asked, and so not recorded but silently. */
  private void helped() {
    giveUp();
    if (running != null && running.by().rule().consent() != RecordingRule.Consent.SILENT) {
      UUID id = running.id();
      running = null; // who talks afterwards is judged anew
      call.record.note("recording", "ends, for help is called");
      call.recordings.stop(id, Recorded.Reason.STOPPED);
    }
  }

  private void bridge() {
    if (call.state().live()) {
      call.bridging.bridge();
      call.junction.moved();
    }
  }

  private void talksOn(@Nullable CallLeg other) {
    if (other == null || !other.over()) {
      bridge();
      judge(other);
    }
  }

  /** On what ground nobody needs to be told: they were before, in this call. */
  private String consented(Ruling found) {
    return switch (found.rule().consent()) {
      case SILENT -> Consent.SILENT;
      case ANNOUNCE -> Consent.ANNOUNCED;
      case ASK -> alone() ? Consent.ANNOUNCED : Consent.AGREED;
    };
  }

  /** Another call has the place of that leg, which was called. */
  void taken(CallLeg leg) {
    taken = leg;
  }

  /**
   * Another call has a place in the talk.
   *
   * @param user whose phone took it by itself; null: nobody's, and no rule is looked for
   * @param calls whether the place is that of who called
   */
  void takes(@Nullable String user, boolean calls) {
    ends.taken(user, calls);
  }

  /** No other call has a place in the talk any more: the next one is judged by itself. */
  void takenNoMore() {
    taken = null;
    ends.taken(null, false);
  }

  /** Whether ours hear who comes in the caller's place, or from another call, only later. */
  boolean partsFromWhoComes() {
    return interlude != null || (running == null && talked() && parts(called()));
  }

  /** Whether there is a talk to be judged. */
  private boolean talked() {
    return called() != null || (ends.isTaken() && call.first.up());
  }

  /**
   * Somebody comes in the caller's place, or from another call, and is told while the talk goes on.
   * Is nothing recorded yet, as when who left had not heard to the end that it is to be, the talk
   * is judged like one that begins.
   */
  void comesIn(MediaPlane.@Nullable MediaLeg audio) {
    if (call.junction.farHelps()) {
      helped();
    }
    if (running != null) {
      comes(audio);
    } else if (interlude == null && talked()) {
      judge(called());
    }
  }

  /** Who was called for the talk; null while nobody of ours talks. */
  private @Nullable CallLeg called() {
    CallLeg talker = call.calledSide.talker();
    return talker == null && call.first.up() ? taken : talker;
  }

  /** Somebody comes into a talk across two calls in place of the far one. */
  void comes(MediaPlane.@Nullable MediaLeg audio) {
    if (audio == null || running == null) {
      return;
    }
    RecordingRule rule = running.by().rule();
    if (rule.consent() != RecordingRule.Consent.SILENT) {
      call.record.note("recording", "who comes in is told");
      boolean asks = rule.consent() == RecordingRule.Consent.ASK;
      Prompt own = asks || rule.announcement() == null ? Telling.ANNOUNCEMENT : rule.announcement();
      CallerSide.announceTo(audio, own);
    }
  }

  private void tell(
      Ruling by,
      List<CallLeg> legs,
      @Nullable CallLeg waits,
      Runnable afterwards,
      Runnable otherwise) {
    Telling telling =
        new Telling(call, by.rule(), legs, waits, consent -> heard(by, legs, consent));
    interlude = new Interlude(telling, afterwards, otherwise);
    telling.start();
  }

  private void heard(Ruling by, List<CallLeg> legs, String consent) {
    Interlude before = interlude;
    interlude = null;
    if (!consent.equals(Consent.NOT_TOLD)) {
      legs.forEach(leg -> told.add(leg.id));
    }
    decided(by, consent);
    if (before != null) {
      before.told().run();
    }
  }

  // --- What came of it

  private void decided(Ruling by, String consent) {
    RecordingBasis basis = new RecordingBasis(by.rule().id(), by.because(), consent);
    if (!GROUNDS.contains(consent)) {
      settled = true;
      if (running != null) {
        call.recordings.stop(running.id(), Recorded.Reason.STOPPED);
      }
      ruled(basis, null, null);
      if (by.required()) {
        unrecorded();
      }
    } else if (running != null) {
      ruled(basis, running.id(), null);
    } else {
      begin(by, basis);
    }
  }

  private void begin(Ruling by, RecordingBasis basis) {
    UUID id = Generators.timeBasedEpochGenerator().generate();
    Verb.Take take =
        new Verb.Take(
            null,
            true,
            false,
            call.ports.timings().longestCall(),
            Duration.ZERO,
            "",
            "rule: " + by.because());
    CallLeg ours = call.first.over() ? call.legs.talking() : call.first;
    Refusal why =
        ours == null
            ? Refusals.NO_AUDIO
            : call.recordings.begin(id, take, basis, ours, this::ended);
    if (why == null) {
      running = new Running(id, by);
      ruled(basis, id, null);
      comes(call.junction.far());
      return;
    }
    ruled(basis, null, why.code());
    if (by.required()) {
      unrecorded();
    }
  }

  private void ruled(RecordingBasis basis, @Nullable UUID id, @Nullable String hindrance) {
    call.record.recordingRuled(basis, id, hindrance);
    call.told.recordingRuled(new CallEvents.Detail.RecordingRuled(basis, id, hindrance));
  }

  private void ended(Recorded recorded) {
    if (running == null || !running.id().equals(recorded.id())) {
      return;
    }
    boolean required = running.by().required();
    running = null;
    settled = true;
    if (required && FAULTS.contains(recorded.reason())) {
      unrecorded();
    }
  }

  /** It must be recorded, and is not: it ends, unless help is called. */
  private void unrecorded() {
    if (!call.legs.callForHelp()) {
      call.refuse(Refusals.MUST_BE_RECORDED, Q850.NO_RESOURCE);
    }
  }

  // --- What is heard meanwhile

  /** A key was pressed at a leg; true if it is not for others. */
  boolean digit(CallLeg leg, char digit) {
    return interlude != null && interlude.telling().digit(leg, digit);
  }

  void played(MediaEvent.Played played) {
    if (interlude != null) {
      interlude.telling().played(played);
    }
  }

  void skipped(MediaEvent.Failed failed) {
    if (interlude != null) {
      interlude.telling().skipped(failed);
    }
  }

  /** A leg is over: nobody is told on its account any more. */
  void over(CallLeg leg) {
    Interlude before = interlude;
    if (before != null && before.telling().isAbout(leg)) {
      giveUp();
    }
  }

  private void giveUp() {
    Interlude before = interlude;
    if (before != null) {
      interlude = null;
      before.telling().hush();
      before.givenUp().run();
    }
  }
}
