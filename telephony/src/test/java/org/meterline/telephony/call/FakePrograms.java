package org.meterline.telephony.call;

import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Programs that do nothing by themselves: what they do, the test does. */
final class FakePrograms implements Programs {
  /** The one started last. */
  @Nullable FakeRun run;

  private final Effects effects;

  FakePrograms(Effects effects) {
    this.effects = effects;
  }

  @Override
  public Run start(Request request, CallControl call, Consumer<Event> events) {
    effects.happens("start program");
    FakeRun started = new FakeRun(request, effects, events);
    run = started;
    return started;
  }

  static final class FakeRun implements Run {
    final Request request;
    final Consumer<Event> events;
    private final Effects effects;
    int hangUps;

    FakeRun(Request request, Effects effects, Consumer<Event> events) {
      this.request = request;
      this.effects = effects;
      this.events = events;
    }

    @Override
    public UUID id() {
      return request.run();
    }

    @Override
    public void hangUp() {
      hangUps++;
      effects.happens("program hang up");
    }
  }
}
