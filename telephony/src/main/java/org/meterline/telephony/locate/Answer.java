package org.meterline.telephony.locate;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * What DNS says of a name.
 *
 * @param exists false: there is no such name
 * @param lives how long it may be kept
 */
record Answer(boolean exists, List<Entry> entries, Duration lives) {
  Answer {
    entries = List.copyOf(entries);
  }

  /** The records of that kind. */
  <E extends Entry> List<E> all(Class<E> kind) {
    return entries.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /** Asks DNS. */
  @FunctionalInterface
  interface Source {
    /**
     * May block.
     *
     * @param limit how long at most
     * @throws IOException if it does not answer in time, or not so that it could be used
     */
    Answer ask(String name, Entry.Type type, Duration limit) throws IOException;
  }
}
