package org.meterline.telephony.call;

import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.media.MediaEvent;

/** A verb that takes time. It ends once: by its own result, or cut. */
abstract class RunningVerb {
  private final Consumer<RunningVerb> over;
  private final Consumer<Outcome<?>> reply;
  private boolean replied;

  /**
   * @param reply hears the outcome
   * @param over told first, that another verb may run
   */
  RunningVerb(Consumer<Outcome<?>> reply, Consumer<RunningVerb> over) {
    this.reply = reply;
    this.over = over;
  }

  /** Begins; may end at once. */
  abstract void start();

  /** A digit was pressed at the leg that it listens to. */
  void digit(char digit) {}

  /** A play is over. */
  void played(MediaEvent.Played played) {}

  /** A prompt of a play is left out. */
  void skipped(MediaEvent.Failed failed) {}

  /** A leg is over, and tells nothing any more. */
  void legOver(CallLeg leg) {}

  /**
   * Stops what it does; it must not call {@link #done}.
   *
   * @return what it has come to, as {@link #done} would have it; null when it cannot tell
   */
  @Nullable Object stop() {
    return null;
  }

  final void done(Object value) {
    reply(new Outcome.Done<>(value));
  }

  final void cut(Outcome.By by) {
    if (replied) {
      return;
    }
    Object soFar = null;
    try {
      soFar = stop();
    } finally {
      reply(new Outcome.Cut<>(by, Optional.ofNullable(soFar)));
    }
  }

  final void refuse(Refusal why) {
    reply(new Outcome.Refused<>(why));
  }

  final boolean isOver() {
    return replied;
  }

  private void reply(Outcome<?> outcome) {
    if (!replied) {
      replied = true;
      over.accept(this);
      reply.accept(outcome);
    }
  }
}
