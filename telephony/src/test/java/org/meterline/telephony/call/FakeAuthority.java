package org.meterline.telephony.call;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/** An authority that answers as the test tells it, and keeps what it was asked. */
final class FakeAuthority implements CallAuthority {
  final List<Ask> asks = new ArrayList<>();
  private final Effects effects;
  private final Supplier<Answer> admission;
  private final IntFunction<Answer> extension;

  /**
   * @param extension answers by the sequence of the question
   */
  FakeAuthority(Effects effects, Supplier<Answer> admission, IntFunction<Answer> extension) {
    this.effects = effects;
    this.admission = admission;
    this.extension = extension;
  }

  @Override
  public Answer admit(Ask ask) {
    asks.add(ask);
    effects.happens("admit");
    return admission.get();
  }

  @Override
  public Answer extend(LegId leg, int sequence, Duration used) {
    effects.happens("extend " + sequence);
    return extension.apply(sequence);
  }
}
