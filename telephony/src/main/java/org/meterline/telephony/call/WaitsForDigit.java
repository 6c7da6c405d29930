package org.meterline.telephony.call;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** {@link SoundVerb.WaitDigit}. */
final class WaitsForDigit extends OnAudio {
  private final Duration timeout;
  private long step;

  WaitsForDigit(
      SoundVerb.WaitDigit verb, Call call, Consumer<Outcome<?>> reply, Consumer<RunningVerb> over) {
    super(call, call.first, reply, over);
    this.timeout = verb.timeout();
  }

  @Override
  void start() {
    step = call.elsewhere.after(timeout, () -> done(Optional.empty()));
  }

  @Override
  void digit(char digit) {
    call.elsewhere.forget(step);
    done(Optional.of(digit));
  }

  @Override
  @Nullable Object stop() {
    call.elsewhere.forget(step);
    return null;
  }
}
