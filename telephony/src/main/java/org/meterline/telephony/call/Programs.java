package org.meterline.telephony.call;

import java.time.Duration;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Starts external programs that steer calls. Implemented by {@code telephony.program}. */
public interface Programs {
  /**
   * Starts a run. Returns at once; {@code events} hears of everything that follows, on another
   * thread, {@link Event.Ended} last and always.
   */
  Run start(Request request, CallControl call, Consumer<Event> events);

  /** A run under way. */
  interface Run {
    UUID id();

    /**
     * The call has ended: the program is told (SIGHUP), and ended by SIGTERM and SIGKILL when it
     * outstays its time. Idempotent, returns at once.
     */
    void hangUp();
  }

  record Request(UUID run, Destination.Program program, Greeting greeting, Duration hangUpGrace) {}

  /**
   * What a program is told of its call at the start.
   *
   * @param channel the incoming leg's name, such as {@code PJSIP/101-0000002a}
   * @param withheld whether the caller asks not to be shown
   * @param redirectedFrom whom the call was for before it was sent on, if it was
   * @param language of its prompts, a tag of BCP 47
   * @param account who pays for the call; when nobody does, the phone that calls; empty when it is
   *     none of the tenant's
   */
  record Greeting(
      String channel,
      String caller,
      @Nullable String callerName,
      boolean withheld,
      String dialled,
      @Nullable String redirectedFrom,
      String language,
      String account) {}

  /** What is heard of a run. */
  sealed interface Event {
    /** The process exists. */
    record Started(String sandbox) implements Event {}

    /** It is over; see {@link CallFact.ProgramEnded} for the meaning of the values. */
    record Ended(int exitStatus, String ending, String standardError, String sandbox)
        implements Event {}
  }
}
