package org.meterline.telephony.call;

import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.media.MediaEvent;
import org.meterline.telephony.media.MediaPlane;

/**
 * Runs verbs on a call. Those that take no time run beside others; of those that take time there is
 * one at a time that plays or listens, one that dials and one that transfers. After the call's end
 * the few that still mean something go on working, the others are cut.
 */
final class Verbs {
  /** What a verb that takes time is busy with. */
  private enum Slot {
    AUDIO,
    OVER,
    DIAL,
    TRANSFER,
    SUPERVISION
  }

  private final Call call;
  private final AtOnce atOnce;
  private final Map<String, String> variables = new HashMap<>();
  private final Map<Slot, RunningVerb> running = new EnumMap<>(Slot.class);
  private final Map<RunningVerb, Long> deadlines = new HashMap<>();
  private long plays;
  private long lastAt;
  private Verb.@Nullable Dialled lastDial;

  Verbs(Call call) {
    this.call = call;
    this.atOnce = new AtOnce(call);
  }

  /** From now on verbs alone say what comes next, and are waited for. */
  void await() {
    lastAt = now();
  }

  private long now() {
    return call.ports.time().nanos().getAsLong();
  }

  /** For how long none came and none runs. */
  Duration quiet() {
    return running.isEmpty() ? call.ports.time().since(lastAt) : Duration.ZERO;
  }

  void run(Verb<?> verb, Duration within, Consumer<Outcome<?>> reply) {
    switch (verb) {
      case Verb.Status status ->
          reply.accept(new Outcome.Done<>(new Verb.Channel(call.state(), call.first.up())));
      case Verb.SetVariable(String name, String value) -> {
        variables.put(name, value);
        if (name.equals(Verb.SetVariable.LANGUAGE)) {
          call.legs.speak(value);
        }
        nothing(reply);
      }
      case Verb.GetVariable(String name) ->
          reply.accept(new Outcome.Done<>(Optional.ofNullable(variables.get(name))));
      case Verb.Note(String text) -> {
        call.record.step(null, "program", "program", "note", text);
        nothing(reply);
      }
      default -> {
        if (call.state().live()) {
          runOrCut(verb, within, reply);
        } else {
          reply.accept(new Outcome.Cut<>(Outcome.By.HANG_UP));
        }
      }
    }
  }

  /** A fault of ours ends the call, but a verb is answered even so. */
  private void runOrCut(Verb<?> verb, Duration within, Consumer<Outcome<?>> reply) {
    boolean[] replied = new boolean[1];
    Consumer<Outcome<?>> once =
        outcome -> {
          if (!replied[0]) {
            replied[0] = true;
            reply.accept(outcome);
          }
        };
    try {
      runLive(verb, within, once);
    } catch (RuntimeException e) {
      once.accept(new Outcome.Cut<>(Outcome.By.HANG_UP));
      throw e;
    }
  }

  private void runLive(Verb<?> verb, Duration within, Consumer<Outcome<?>> reply) {
    lastAt = now();
    call.record.step(null, "program", "meterline", VerbTitle.of(verb), "");
    Consumer<Outcome<?>> told = outcome -> tell(verb, outcome, reply);
    switch (verb) {
      case Verb.HangUp(String reason, int status, int cause) -> {
        call.end(status, cause, reason);
        tell(verb, new Outcome.Done<>(Verb.Nothing.NOTHING), reply);
      }
      case Verb.Answer answer -> {
        call.callerSide.answer();
        if (call.steered() || call.state() == CallState.STEERED) {
          call.byRule.answered(() -> nothing(told));
        } else {
          nothing(told);
        }
      }
      case Verb.SetCallerId show -> done(atOnce.show(show), told);
      case Verb.Ring ring -> done(atOnce.ring(), told);
      case Verb.Progress progress -> done(atOnce.progress(), told);
      case Verb.Reject(int status, String reason) -> done(atOnce.reject(status, reason), told);
      case Verb.Redirect(String to) -> done(atOnce.redirect(to), told);
      case SoundVerb.SendDigits send -> done(atOnce.sendDigits(send), told);
      case Verb.Hold hold -> done(call.byRule.busy() ? Refusals.BUSY : atOnce.hold(hold), told);
      case Verb.Unhold unhold -> done(atOnce.unhold(unhold), told);
      case Verb.Bridge bridge -> done(call.byRule.busy() ? Refusals.BUSY : atOnce.bridge(), told);
      case Verb.Unbridge unbridge -> done(atOnce.unbridge(), told);
      case SoundVerb.PausePlay pause -> player(MediaPlane.MediaLeg::pause, told);
      case SoundVerb.ResumePlay resume -> player(MediaPlane.MediaLeg::resume, told);
      case SoundVerb.SeekPlay(Duration position) -> player(audio -> audio.seek(position), told);
      case SoundVerb.StopPlay stop -> stopPlaying(told);
      case SoundVerb.Play play ->
          onLeg(
              play.end(),
              told,
              leg -> begin(Slot.AUDIO, new Plays(play, call, leg, told, this::over), within));
      case SoundVerb.PlayOver play -> playOver(play, within, told);
      case SupervisionVerb.Supervise supervise ->
          begin(Slot.SUPERVISION, new Supervises(supervise, call, told, this::over), within);
      case SupervisionVerb.ChangeSupervision(SupervisionVerb.Mode mode) ->
          done(call.supervision.change(mode), told);
      case SupervisionVerb.StopSupervision stop ->
          done(call.supervision.stop(200, "Supervision is over"), told);
      case SoundVerb.Say say ->
          onLeg(
              say.end(),
              told,
              leg -> begin(Slot.AUDIO, new Says(say, call, leg, told, this::over), within));
      case SoundVerb.Gather gather ->
          onLeg(
              gather.end(),
              told,
              leg -> begin(Slot.AUDIO, new Gathers(gather, call, leg, told, this::over), within));
      case SoundVerb.WaitDigit wait ->
          begin(Slot.AUDIO, new WaitsForDigit(wait, call, told, this::over), within);
      case Verb.Wait wait -> begin(Slot.AUDIO, new Waits(wait, call, told, this::over), within);
      case Verb.Dial dial -> {
        if (call.state() == CallState.STEERED) {
          begin(Slot.DIAL, new Dials(dial, call, this, told, this::over), within);
        } else {
          told.accept(new Outcome.Refused<>(Refusals.BUSY));
        }
      }
      case Verb.Transfer transfer -> transfer(transfer, PuttingThrough.Watcher.NONE, within, told);
      case Verb.Join join -> begin(Slot.TRANSFER, new Joins(join, call, told, this::over), within);
      case Verb.Refer refer ->
          begin(Slot.TRANSFER, new Refers(refer, call, told, this::over), within);
      case Verb.RunProgram run ->
          begin(Slot.DIAL, new RunsProgram(run, call, told, this::over), within);
      case Verb.StartRecording(Verb.Take take) -> call.recordings.start(take, told);
      case Verb.ChangeRecording change -> done(call.recordings.change(change), told);
      case Verb.TakeMessage message ->
          onLeg(
              message.take().end() == null ? Verb.End.Side.CALLER : message.take().end(),
              told,
              leg ->
                  begin(
                      Slot.AUDIO, new TakesMessage(message, call, leg, told, this::over), within));
      case Verb.Status status -> {}
      case Verb.SetVariable set -> {}
      case Verb.GetVariable get -> {}
      case Verb.Note note -> {}
    }
  }

  /** A transfer, asked for by a phone or by a verb. */
  void transfer(
      Verb.Transfer verb,
      PuttingThrough.Watcher watcher,
      Duration within,
      Consumer<Outcome<?>> reply) {
    RunningVerb transfer;
    if (call.junction.joined()) {
      transfer = new JointTransfer(verb, call, watcher, reply, this::over);
    } else if (verb.stays() == Verb.End.Side.CALLER) {
      transfer = new Transfers(verb, call, watcher, reply, this::over);
    } else {
      transfer = new CallerTransfer(verb.to(), call, watcher, reply, this::over);
    }
    begin(Slot.TRANSFER, transfer, within);
  }

  private static void done(@Nullable Refusal why, Consumer<Outcome<?>> reply) {
    if (why == null) {
      nothing(reply);
    } else {
      reply.accept(new Outcome.Refused<>(why));
    }
  }

  /** Who is called hears, and is heard, when they have answered; who calls may before. */
  private void onLeg(Verb.End end, Consumer<Outcome<?>> reply, Consumer<CallLeg> action) {
    CallLeg leg = call.legs.at(end).orElse(null);
    if (leg == null) {
      reply.accept(new Outcome.Refused<>(Refusals.UNKNOWN_LEG));
    } else if (!leg.incoming && !leg.answered()) {
      reply.accept(new Outcome.Refused<>(Refusals.NOT_ANSWERED));
    } else {
      action.accept(leg);
    }
  }

  /** To one end, or to both as far as they are there. */
  private void playOver(SoundVerb.PlayOver play, Duration within, Consumer<Outcome<?>> told) {
    Verb.End wanted = play.end();
    List<CallLeg> legs =
        (wanted == null ? List.of(Verb.End.Side.values()) : List.of(wanted))
            .stream().flatMap(each -> call.legs.at(each).stream()).toList();
    if (legs.isEmpty()) {
      told.accept(new Outcome.Refused<>(Refusals.UNKNOWN_LEG));
    } else if (play.prompts().isEmpty()) {
      told.accept(new Outcome.Done<>(new SoundVerb.Played(Optional.empty(), Duration.ZERO)));
    } else {
      begin(Slot.OVER, new PlaysOver(play, call, legs, told, this::over), within);
    }
  }

  /** What plays in place of a talk, and over it. */
  private void stopPlaying(Consumer<Outcome<?>> reply) {
    if (running.get(Slot.OVER) instanceof PlaysOver over) {
      over.stopPlaying();
      nothing(reply);
    } else if (running.get(Slot.AUDIO) instanceof OnAudio playing && playing.player() != null) {
      playing.stopPlaying();
      nothing(reply);
    } else {
      done(Refusals.NOTHING_PLAYS, reply);
    }
  }

  /** Does something with what plays. */
  private void player(Consumer<MediaPlane.MediaLeg> action, Consumer<Outcome<?>> reply) {
    MediaPlane.MediaLeg audio =
        running.get(Slot.AUDIO) instanceof OnAudio playing ? playing.player() : null;
    if (audio != null) {
      action.accept(audio);
    }
    done(audio == null ? Refusals.NOTHING_PLAYS : null, reply);
  }

  private void begin(Slot slot, RunningVerb verb, Duration within) {
    if (running.containsKey(slot) || (slot == Slot.AUDIO && call.byRule.busy())) {
      verb.refuse(Refusals.BUSY);
      return;
    }
    running.put(slot, verb);
    deadlines.put(verb, call.elsewhere.after(within, () -> verb.cut(Outcome.By.DEADLINE)));
    try {
      verb.start();
    } catch (RuntimeException e) {
      verb.cut(Outcome.By.HANG_UP);
      throw e;
    }
  }

  private void over(RunningVerb verb) {
    if (running.values().remove(verb)) {
      lastAt = now();
      Long deadline = deadlines.remove(verb);
      if (deadline != null) {
        call.elsewhere.forget(deadline);
      }
    }
  }

  private static void nothing(Consumer<Outcome<?>> reply) {
    reply.accept(new Outcome.Done<>(Verb.Nothing.NOTHING));
  }

  /** Writes the verb and its outcome into the ladder, then replies. */
  private void tell(Verb<?> verb, Outcome<?> outcome, Consumer<Outcome<?>> reply) {
    String title =
        switch (outcome) {
          case Outcome.Done<?>(Object value) -> VerbTitle.outcome(value);
          case Outcome.Cut<?>(Outcome.By by, Optional<?> soFar) -> "cut: " + by;
          case Outcome.Refused<?>(Refusal why) -> "refused: " + why.reason();
        };
    call.record.step(null, "meterline", "program", title, VerbTitle.of(verb));
    reply.accept(outcome);
  }

  /** The call is over: nothing waits any longer. */
  void cutAll() {
    List.copyOf(running.values()).forEach(verb -> verb.cut(Outcome.By.HANG_UP));
  }

  // --- What audio and signalling tell

  /** A digit was pressed: it is for the verb that asks for digits of that leg, and else lost. */
  void digit(CallLeg leg, char digit) {
    call.recordings.digit(leg, digit);
    if (running.get(Slot.AUDIO) instanceof OnAudio listening && listening.isAbout(leg)) {
      listening.digit(digit);
    }
  }

  /** Whether one plays something to the leg now. */
  boolean playsTo(CallLeg leg) {
    return running.get(Slot.AUDIO) instanceof OnAudio audio
        && audio.isAbout(leg)
        && audio.player() != null;
  }

  long nextPlay() {
    return ++plays;
  }

  void played(MediaEvent.Played played) {
    List.copyOf(running.values()).forEach(verb -> verb.played(played));
  }

  void skipped(MediaEvent.Failed failed) {
    List.copyOf(running.values()).forEach(verb -> verb.skipped(failed));
  }

  /** A leg has ended, and the call goes on: what is about that leg alone is over. */
  void legOver(CallLeg leg) {
    List.copyOf(running.values()).forEach(verb -> verb.legOver(leg));
  }

  Map<String, String> variables() {
    return Map.copyOf(variables);
  }

  /** Sets those that are not set yet. */
  void setDefaults(Map<String, String> values) {
    values.forEach(variables::putIfAbsent);
    String language = variables.get(Verb.SetVariable.LANGUAGE);
    if (language != null) {
      call.legs.speak(language);
    }
  }

  /** Somebody has hung up, for this cause: programs may ask for it. */
  void hungUp(int cause) {
    variables.put(Verb.GetVariable.CAUSE, Integer.toString(cause));
  }

  /** A program's Dial is over. */
  void dialled(Verb.Dialled result) {
    lastDial = result;
    hungUp(result.cause());
  }

  Verb.@Nullable Dialled lastDial() {
    return lastDial;
  }
}
