package org.meterline.telephony.call;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A journal in memory. */
final class FakeJournal implements FactStore {
  final List<CallFact> facts = new ArrayList<>();
  boolean accepting = true;
  boolean durable = true;

  /** While true, it says nothing of what it is given. */
  boolean stalled;

  private final Effects effects;
  private final OneThread thread;

  FakeJournal(Effects effects, OneThread thread) {
    this.effects = effects;
    this.thread = thread;
  }

  @Override
  public void append(CallFact fact, Consumer<Boolean> told) {
    effects.happens("fact " + fact.getClass().getSimpleName());
    facts.add(fact);
    boolean ok = durable;
    if (!stalled) {
      thread.elsewhere(() -> told.accept(ok));
    }
  }

  @Override
  public boolean accepting() {
    return accepting;
  }
}
