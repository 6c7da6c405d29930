package org.meterline.telephony.call;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.media.MediaEvent;

/**
 * Runs verbs on a call, one at a time; those that take no time run beside. After the call's end the
 * few that still mean something go on working, the others are cut.
 */
final class Verbs {
  private final Call call;
  private final Map<String, String> variables = new HashMap<>();
  private @Nullable RunningVerb running;
  private long deadline;
  private long plays;
  private Verb.@Nullable Dialled lastDial;

  Verbs(Call call) {
    this.call = call;
  }

  void run(Verb<?> verb, Duration within, Consumer<Outcome<?>> reply) {
    switch (verb) {
      case Verb.Status status ->
          reply.accept(new Outcome.Done<>(new Verb.Channel(call.state(), call.first.up())));
      case Verb.SetVariable(String name, String value) -> {
        variables.put(name, value);
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
    call.record.step(null, "program", "meterline", VerbTitle.of(verb), "");
    Consumer<Outcome<?>> told = outcome -> tell(verb, outcome, reply);
    switch (verb) {
      case Verb.HangUp(String reason) -> {
        call.end(603, reason);
        tell(verb, new Outcome.Done<>(Verb.Nothing.NOTHING), reply);
      }
      case Verb.Answer answer -> {
        call.callerSide.answer();
        nothing(told);
      }
      case Verb.SetCallerId(String number, String name) -> {
        if (call.outgoing.show(number, name)) {
          nothing(told);
        } else {
          told.accept(new Outcome.Refused<>(Refusals.NOT_YOURS));
        }
      }
      case Verb.Play play -> begin(new Listening.Plays(play, call, this, told, this::over), within);
      case Verb.WaitDigit wait ->
          begin(new Listening.WaitsForDigit(wait, call, this, told, this::over), within);
      case Verb.Gather gather ->
          begin(new Listening.Gathers(gather, call, this, told, this::over), within);
      case Verb.Wait wait -> begin(new Listening.Waits(wait, call, told, this::over), within);
      case Verb.Dial dial -> {
        if (call.state() == CallState.STEERED) {
          begin(new Dials(dial, call, this, told, this::over), within);
        } else {
          told.accept(new Outcome.Refused<>(Refusals.BUSY));
        }
      }
      case Verb.Status status -> {}
      case Verb.SetVariable set -> {}
      case Verb.GetVariable get -> {}
      case Verb.Note note -> {}
    }
  }

  private void begin(RunningVerb verb, Duration within) {
    if (running != null) {
      verb.refuse(Refusals.BUSY);
      return;
    }
    running = verb;
    deadline = call.elsewhere.after(within, () -> verb.cut(Outcome.By.DEADLINE));
    try {
      verb.start();
    } catch (RuntimeException e) {
      verb.cut(Outcome.By.HANG_UP);
      throw e;
    }
  }

  private void over(RunningVerb verb) {
    if (verb.equals(running)) {
      running = null;
      call.elsewhere.forget(deadline);
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
    if (running != null) {
      running.cut(Outcome.By.HANG_UP);
    }
  }

  // --- What the caller's audio and signalling tell

  /** A digit was pressed: it is for the verb that runs, if it asks for digits, and else lost. */
  void digit(char digit) {
    if (running != null) {
      running.digit(digit);
    }
  }

  long nextPlay() {
    return ++plays;
  }

  void played(MediaEvent.Played played) {
    if (running != null) {
      running.played(played);
    }
  }

  Map<String, String> variables() {
    return Map.copyOf(variables);
  }

  /** Sets those that are not set yet. */
  void setDefaults(Map<String, String> values) {
    values.forEach(variables::putIfAbsent);
  }

  /** A program's Dial is over. */
  void dialled(Verb.Dialled result) {
    lastDial = result;
  }

  Verb.@Nullable Dialled lastDial() {
    return lastDial;
  }
}
