package org.meterline.telephony.server;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.meterline.telephony.call.CallControl;
import org.meterline.telephony.call.Outcome;
import org.meterline.telephony.call.Programs;
import org.meterline.telephony.call.SoundVerb;
import org.meterline.telephony.call.Verb;
import org.meterline.telephony.media.Prompt;

/**
 * Programs of the engine's own, each a virtual thread: they answer and play until the caller hangs
 * up. {@code tone} is 425 Hz, a second long, a second apart; any other name is a prompt's.
 */
final class BuiltInPrograms implements Programs {
  private static final Path FOLDER = Path.of("/built-in");
  private static final Duration LONG = Duration.ofHours(12);
  private static final Duration SECOND = Duration.ofSeconds(1);
  private final Programs others;

  /**
   * @param others runs all programs that are not built in
   */
  BuiltInPrograms(Programs others) {
    this.others = others;
  }

  static Path path(String name) {
    return FOLDER.resolve(name);
  }

  @Override
  public Run start(Request request, CallControl call, Consumer<Event> events) {
    Path executable = request.program().executable();
    if (!executable.startsWith(FOLDER)) {
      return others.start(request, call, events);
    }
    String name = executable.getFileName().toString();
    Thread.ofVirtual().name("program-" + request.run()).start(() -> live(name, call, events));
    return new BuiltIn(request.run());
  }

  /** It needs no telling: its next verb is cut when the call is over. */
  private record BuiltIn(UUID id) implements Run {
    @Override
    public void hangUp() {}
  }

  private static void live(String name, CallControl call, Consumer<Event> events) {
    events.accept(new Event.Started("built-in"));
    List<Prompt> prompts =
        name.equals("tone")
            ? List.of(new Prompt.Tone(425, -10, SECOND), new Prompt.Silence(SECOND))
            : List.of(new Prompt.Named(name), new Prompt.Silence(SECOND));
    try {
      boolean up = call.run(new Verb.Answer(), LONG) instanceof Outcome.Done;
      while (up) {
        up = call.run(new SoundVerb.Play(prompts, "", Duration.ZERO), LONG) instanceof Outcome.Done;
      }
      events.accept(new Event.Ended(0, "exited", "", "built-in"));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      events.accept(new Event.Ended(-1, "lost", "", "built-in"));
    }
  }
}
