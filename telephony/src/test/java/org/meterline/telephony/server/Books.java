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
  private int faults;
  private Predicate<CallFact> poisoned = fact -> false;
  private Predicate<CallFact> fatal = fact -> false;
  private Predicate<CallFact> refused = fact -> false;

  @Override
  public synchronized void post(List<CallFact> facts) throws Unavailable, Refused {
    if (gone) {
      throw new Unavailable("gone", new IllegalStateException());
    }
    if (facts.stream().anyMatch(refused)) {
      throw new Refused("no such tenant");
    }
    if (facts.stream().anyMatch(poisoned)) {
      faults++;
      throw new IllegalStateException("a fault nobody foresaw");
    }
    if (facts.stream().anyMatch(fatal)) {
      faults++;
      throw new LinkageError("the test breaks this");
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

  /** Posting any of these fails in a way nobody foresaw. */
  synchronized void failAt(Predicate<CallFact> which) {
    poisoned = which;
  }

  /** Posting any of these ends in an error, not an exception. */
  synchronized void breakAt(Predicate<CallFact> which) {
    fatal = which;
  }

  synchronized int faults() {
    return faults;
  }

  synchronized List<CallFact> taken() {
    return List.copyOf(taken);
  }

  synchronized int batches() {
    return batches;
  }
}
