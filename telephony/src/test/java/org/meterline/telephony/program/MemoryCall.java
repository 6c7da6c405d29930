package org.meterline.telephony.program;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.call.CallControl;
import org.meterline.telephony.call.CallId;
import org.meterline.telephony.call.CallState;
import org.meterline.telephony.call.Outcome;
import org.meterline.telephony.call.Refusal;
import org.meterline.telephony.call.SoundVerb;
import org.meterline.telephony.call.Verb;
import org.meterline.telephony.media.Prompt;

/**
 * A call without telephony: prompts take no time, and each verb that asks for digits gets what the
 * test pressed next.
 */
final class MemoryCall implements CallControl {
  private final CallId id = CallId.mint();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<Character> digits = new ArrayDeque<>();
  private final Map<String, String> variables = new HashMap<>();
  private final List<String> log = new ArrayList<>();
  private Verb.Dialled dialled =
      new Verb.Dialled(
          "ANSWER",
          200,
          "OK",
          Optional.of(
              new Verb.Talk(
                  "102",
                  "PJSIP/102-0000002b",
                  Duration.ofMillis(9_250),
                  Duration.ofMillis(7_500))));
  private @Nullable Duration hangsUpInto;
  private boolean answered;
  private boolean over;
  private long answeredNanos;

  @Override
  public CallId call() {
    return id;
  }

  void press(String pressed) {
    lock.lock();
    try {
      pressed.chars().forEach(c -> digits.add((char) c));
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  void dialEndsWith(Verb.Dialled result) {
    lock.lock();
    try {
      dialled = result;
    } finally {
      lock.unlock();
    }
  }

  /** The caller will hang up so far into the next prompt, or while the next talk lasts. */
  void hangUpInto(Duration position) {
    lock.lock();
    try {
      hangsUpInto = position;
    } finally {
      lock.unlock();
    }
  }

  void end() {
    lock.lock();
    try {
      over = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  long answeredNanos() {
    lock.lock();
    try {
      return answeredNanos;
    } finally {
      lock.unlock();
    }
  }

  /** What was done to the call, in order. */
  List<String> log() {
    lock.lock();
    try {
      return List.copyOf(log);
    } finally {
      lock.unlock();
    }
  }

  Optional<String> variable(String name) {
    lock.lock();
    try {
      return Optional.ofNullable(variables.get(name));
    } finally {
      lock.unlock();
    }
  }

  @Override
  @SuppressWarnings("unchecked")
  public <R> Outcome<R> run(Verb<R> verb, Duration deadline) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      return (Outcome<R>) on(verb);
    } finally {
      lock.unlock();
    }
  }

  private Outcome<?> on(Verb<?> verb) throws InterruptedException {
    return switch (verb) {
      case Verb.Status _ ->
          done(new Verb.Channel(over ? CallState.ENDED : CallState.STEERED, answered && !over));
      case Verb.SetVariable(String name, String value) -> {
        variables.put(name, value);
        yield nothing();
      }
      case Verb.GetVariable(String name) -> done(Optional.ofNullable(variables.get(name)));
      case Verb.Note(String text) -> {
        log.add("note " + text);
        yield nothing();
      }
      default -> over ? cut() : alive(verb);
    };
  }

  private Outcome<?> alive(Verb<?> verb) throws InterruptedException {
    return switch (verb) {
      case Verb.Answer _ -> {
        answered = true;
        answeredNanos = System.nanoTime();
        log.add("answer");
        yield nothing();
      }
      case SoundVerb.Play play -> {
        long from = play.offset().toNanos() / 125_000;
        log.add("play " + names(play.prompts()) + (from == 0 ? "" : " from " + from));
        if (hangsUpInto != null) {
          over = true;
          yield new Outcome.Cut<>(
              Outcome.By.HANG_UP, Optional.of(new SoundVerb.Played(Optional.empty(), hangsUpInto)));
        }
        Character next = digits.peek();
        if (next != null && play.escape().indexOf(next) >= 0) {
          digits.remove();
          yield done(new SoundVerb.Played(Optional.of(next), Duration.ofMillis(250)));
        }
        yield done(new SoundVerb.Played(Optional.empty(), Duration.ofSeconds(1)));
      }
      case SoundVerb.Say say -> {
        log.add("say " + say.what());
        Character next = digits.peek();
        if (next != null && say.escape().indexOf(next) >= 0) {
          digits.remove();
          yield done(new SoundVerb.Played(Optional.of(next), Duration.ofMillis(250)));
        }
        yield done(new SoundVerb.Played(Optional.empty(), Duration.ofSeconds(1)));
      }
      case SoundVerb.WaitDigit(Duration timeout) -> {
        if (digits.isEmpty() && !over) {
          await(timeout);
        }
        yield over ? cut() : done(Optional.ofNullable(digits.poll()));
      }
      case SoundVerb.Gather gather -> gather(gather);
      case Verb.Wait(Duration time) -> {
        await(time);
        yield over ? cut() : nothing();
      }
      case Verb.Dial dial -> {
        log.add(
            "dial "
                + String.join("&", dial.to().stream().map(Verb.To::dialled).toList())
                + " "
                + dial.to().getFirst().ringTime().toSeconds()
                + (dial.ringing() ? " ringing" : "")
                + dial.longest().map(longest -> " for " + longest.toMillis()).orElse(""));
        if (hangsUpInto != null) {
          over = true;
          yield new Outcome.Cut<>(Outcome.By.HANG_UP, Optional.of(dialled));
        }
        yield done(dialled);
      }
      case Verb.SetCallerId(String number, String name) -> {
        log.add("caller id " + number + ", name " + name);
        yield number == null || number.startsWith("+49")
            ? nothing()
            : new Outcome.Refused<>(new Refusal("not-yours", "not the tenant's", 403, false));
      }
      case Verb.Redirect(String to) ->
          to.equals("999")
              ? new Outcome.Refused<>(new Refusal("no-such-destination", "nobody", 422, false))
              : logged("redirect " + to);
      case Verb.Refer(Verb.End end, String to) ->
          switch (to) {
            case "102" -> logged("refer " + end + " to 102");
            case "modem" ->
                new Outcome.Refused<>(new Refusal("refer-not-taken", "it cannot", 409, false));
            default ->
                new Outcome.Refused<>(new Refusal("not-transferred", "486 Busy", 409, false));
          };
      case Verb.Hold _ -> logged("hold");
      case Verb.Unhold _ -> logged("unhold");
      case Verb.Ring _ -> logged("ring");
      case Verb.Progress _ -> logged("progress");
      case Verb.StartRecording start -> {
        log.add("record " + start.take());
        yield done(new Verb.RecordingStarted(new UUID(1, 2)));
      }
      case Verb.ChangeRecording change -> logged("recording " + change.change());
      case Verb.TakeMessage message -> {
        log.add("message " + message.take());
        yield takesMessage(message.take());
      }
      case SoundVerb.SendDigits send -> logged("digits " + send.digits());
      case Verb.HangUp(String _, int status, int cause) -> {
        log.add(cause == 16 ? "hang up" : "hang up " + status + ", cause " + cause);
        over = true;
        changed.signalAll();
        yield nothing();
      }
      default -> throw new IllegalArgumentException("not a verb for the living: " + verb);
    };
  }

  private Outcome<?> takesMessage(Verb.Take take) {
    Duration length = Duration.ofSeconds(2);
    if (hangsUpInto != null) {
      over = true;
      return new Outcome.Cut<>(
          Outcome.By.HANG_UP,
          Optional.of(new Verb.MessageTaken(Optional.empty(), "hung-up", hangsUpInto)));
    }
    Character next = digits.peek();
    if (next != null && take.stopOn().indexOf(next) >= 0) {
      digits.remove();
      return done(new Verb.MessageTaken(Optional.of(next), "digit", length));
    }
    return done(
        new Verb.MessageTaken(
            Optional.empty(), take.silence().isZero() ? "longest" : "silence", length));
  }

  private Outcome<?> logged(String what) {
    log.add(what);
    return nothing();
  }

  private Outcome<?> gather(SoundVerb.Gather gather) throws InterruptedException {
    log.add("gather " + names(gather.prompts()));
    StringBuilder got = new StringBuilder();
    while (got.length() < gather.most()) {
      if (digits.isEmpty() && !over) {
        await(got.isEmpty() ? gather.timeout() : gather.between());
      }
      if (over) {
        return cut();
      }
      Character next = digits.poll();
      if (next == null) {
        return done(new SoundVerb.Gathered(got.toString(), true));
      }
      if (next == '#') {
        break;
      }
      got.append(next);
    }
    return done(new SoundVerb.Gathered(got.toString(), false));
  }

  private void await(Duration timeout) throws InterruptedException {
    long left = timeout.toNanos();
    int before = digits.size();
    while (left > 0 && !over && digits.size() == before) {
      left = changed.awaitNanos(left);
    }
  }

  private static String names(List<Prompt> prompts) {
    return String.join(
        " ",
        prompts.stream()
            .map(p -> p instanceof Prompt.Named(String name) ? name : p.toString())
            .toList());
  }

  private static Outcome<Object> done(Object value) {
    return new Outcome.Done<>(value);
  }

  private static Outcome<?> nothing() {
    return new Outcome.Done<>(Verb.Nothing.NOTHING);
  }

  private static Outcome<?> cut() {
    return new Outcome.Cut<>(Outcome.By.HANG_UP);
  }
}
