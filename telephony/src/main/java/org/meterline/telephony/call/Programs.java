package org.meterline.telephony.call;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

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

  /**
   * @param headers what the program is told at its start, beyond what {@link CallControl} knows:
   *     {@code callerId}, {@code callerName}, {@code dialled}, {@code channel}, {@code language} …
   */
  record Request(
      UUID run, Destination.Program program, Map<String, String> headers, Duration hangUpGrace) {
    public Request {
      headers = Map.copyOf(headers);
    }
  }

  /** What is heard of a run. */
  sealed interface Event {
    /** The process exists. */
    record Started(String sandbox) implements Event {}

    /** It is over; see {@link CallFact.ProgramEnded} for the meaning of the values. */
    record Ended(int exitStatus, String ending, String standardError, String sandbox)
        implements Event {}
  }
}
