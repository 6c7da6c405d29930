package org.meterline.telephony.call;

import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** {@link Verb.Wait}. */
final class Waits extends RunningVerb {
  private final Call call;
  private final Duration time;
  private long step;

  Waits(Verb.Wait verb, Call call, Consumer<Outcome<?>> reply, Consumer<RunningVerb> over) {
    super(reply, over);
    this.call = call;
    this.time = verb.time();
  }

  @Override
  void start() {
    step = call.elsewhere.after(time, () -> done(Verb.Nothing.NOTHING));
  }

  @Override
  @Nullable Object stop() {
    call.elsewhere.forget(step);
    return null;
  }
}
