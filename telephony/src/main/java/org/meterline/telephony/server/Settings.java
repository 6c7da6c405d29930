package org.meterline.telephony.server;

import java.nio.file.Path;
import java.time.Duration;
import org.meterline.telephony.call.CallTimings;
import org.meterline.telephony.media.MediaSettings;

/**
 * How an engine is set up.
 *
 * @param node this node's name, for records
 * @param data a folder of the engine's own; the journal lies in {@code journal} below it
 * @param mostCalls the next call is refused with 503 and Retry-After, unless it is an emergency
 * @param catchUp how long the start waits for the books to take what the journal still holds
 * @param trunkRest how long a trunk that failed is tried after the others
 */
public record Settings(
    String node,
    Path data,
    MediaSettings media,
    int mostCalls,
    Duration catchUp,
    Duration trunkRest,
    JournalSettings journal,
    CallTimings timings) {
  public Settings {
    if (node.isBlank()) {
      throw new IllegalArgumentException("the node needs a name");
    }
    if (mostCalls < 1) {
      throw new IllegalArgumentException("mostCalls must be 1 or more, not " + mostCalls);
    }
    if (catchUp.isNegative() || trunkRest.isNegative()) {
      throw new IllegalArgumentException("catchUp and trunkRest must not be negative");
    }
    data = data.toAbsolutePath();
  }
}
