package org.meterline.ejb.control;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.meterline.telephony.call.Outcome;
import org.meterline.telephony.call.Verb;

/** Does things with live calls of this node. */
@FunctionalInterface
public interface CallCommands {
  /**
   * Runs the verb.
   *
   * @return its outcome, which is there already when it was refused or took no time; empty when the
   *     node has no such call
   */
  Optional<CompletableFuture<Outcome<?>>> begin(UUID call, Verb<?> verb, Duration deadline)
      throws InterruptedException;
}
