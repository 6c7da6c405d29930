package org.meterline.telephony.server;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.meterline.telephony.call.CallFact;
import org.meterline.telephony.call.CallJournal;

/** Books in memory: they take each fact once, and may be gone or refuse. Safe for many threads. */
final class Books implements CallJournal {
  private final List<CallFact> taken = new ArrayList<>();
  private boolean gone;
  private int batches;
  private Predicate<CallFact> refused = fact -> false;

  @Override
  public synchronized void post(List<CallFact> facts) throws Unavailable, Refused {
    if (gone) {
      throw new Unavailable("gone", new IllegalStateException());
    }
    if (facts.stream().anyMatch(refused)) {
      throw new Refused("no such tenant");
    }
    batches++;
    for (CallFact fact : facts) {
      boolean known =
          taken.stream()
              .anyMatch(f -> f.call().equals(fact.call()) && f.sequence() == fact.sequence());
      if (!known) {
        taken.add(fact);
      }
    }
  }

  synchronized void gone(boolean now) {
    gone = now;
  }

  synchronized void refuse(Predicate<CallFact> which) {
    refused = which;
  }

  synchronized List<CallFact> taken() {
    return List.copyOf(taken);
  }

  synchronized int batches() {
    return batches;
  }
}
