package org.meterline.telephony.registrar;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.meterline.telephony.call.CallEvents;
import org.meterline.telephony.call.Contacts;
import org.meterline.telephony.call.Domain;
import org.meterline.telephony.call.Invitation;

/**
 * Where every account is registered (the location service of RFC 3261, section 10): in memory,
 * loaded from a {@link BindingStore} at the start and written back behind what happens. Safe for
 * many threads; nothing but {@link #load} and {@link #close} waits for the store.
 */
public final class Bindings implements Contacts, AutoCloseable {
  /** An account. */
  record Key(Domain domain, String user) {}

  private final Map<Key, List<Binding>> accounts = new ConcurrentHashMap<>();
  private final ByFlow byFlow = new ByFlow();
  private final Clock clock;
  private final CallEvents events;
  private final WriteBehind writer;
  private final BindingStore store;

  public Bindings(BindingStore store, CallEvents events, Clock clock) {
    this.store = store;
    this.events = events;
    this.clock = clock;
    this.writer = new WriteBehind(store, System::nanoTime);
  }

  /** Takes in what was stored, and starts writing behind. May block. */
  public void load() {
    Instant now = clock.instant();
    List<Binding> stale = new ArrayList<>();
    for (Binding stored : store.load()) {
      if (stored.expires().isAfter(now) && !hasLostItsFlow(stored)) {
        change(new Key(stored.domain(), stored.user()), known -> replaced(known, stored));
      } else {
        stale.add(stored);
      }
    }
    writer.changed(List.of(), stale);
    writer.start();
  }

  /** A connection that it was reached by alone has not outlived us. */
  private static boolean hasLostItsFlow(Binding stored) {
    boolean stream = !stored.transport().equals("udp");
    return stored.transport().equals("ws")
        || (stream && stored.regId() > 0 && stored.path().isEmpty());
  }

  /** What came of a request to register. */
  public sealed interface Outcome {
    /** Done. All bindings that the account has now. */
    record Registered(List<Binding> now) implements Outcome {}

    /** An older request than one already seen (RFC 3261, section 10.3, step 7). Nothing changed. */
    record OutOfOrder() implements Outcome {}

    /** More bindings than an account may have. Nothing changed. */
    record TooMany(int most) implements Outcome {}
  }

  /** How many bindings an account may have. */
  public static final int MOST = 10;

  /**
   * Applies one REGISTER request, wholly or not at all.
   *
   * @param wanted bindings to add or refresh; one that has expired already is removed
   */
  public Outcome register(Domain domain, String user, List<Binding> wanted) {
    Instant now = clock.instant();
    var change = new Change(now, wanted);
    change(
        new Key(domain, user),
        known -> {
          List<Binding> left = change.apply(known);
          change.tell();
          return left;
        });
    return change.outcome;
  }

  /** Removes all bindings of the account ({@code Contact: *}). */
  public Outcome removeAll(Domain domain, String user, String callId, long cseq) {
    boolean[] late = {false};
    change(
        new Key(domain, user),
        known -> {
          if (known.stream().anyMatch(b -> b.callId().equals(callId) && b.cseq() >= cseq)) {
            late[0] = true;
            return known;
          }
          tellRemoved(known);
          return List.of();
        });
    return late[0] ? new Outcome.OutOfOrder() : new Outcome.Registered(List.of());
  }

  /** The bindings of an account that have not expired. */
  public List<Binding> of(String user, Domain domain) {
    Instant now = clock.instant();
    return accounts.getOrDefault(new Key(domain, user), List.of()).stream()
        .filter(b -> b.expires().isAfter(now))
        .toList();
  }

  /** All bindings that have not expired. */
  public List<Binding> all() {
    Instant now = clock.instant();
    return accounts.values().stream()
        .flatMap(List::stream)
        .filter(b -> b.expires().isAfter(now))
        .toList();
  }

  @Override
  public List<Invitation.Target> of(Domain domain, String user) {
    return Reach.targets(of(user, domain));
  }

  /** Removes what has expired by now. Called about every second. */
  public void expire() {
    Instant now = clock.instant();
    Predicate<Binding> over = b -> !b.expires().isAfter(now);
    accounts.forEach(
        (key, seen) -> {
          for (Binding one : seen) { // no stream: of thousands, every second
            if (over.test(one)) {
              remove(key, over);
              break;
            }
          }
        });
  }

  /** Removes what can be reached over that flow alone: it is closed. */
  public void unbind(String flow) {
    byFlow.of(flow).forEach(key -> remove(key, b -> flow.equals(b.flow())));
  }

  private void remove(Key account, Predicate<Binding> over) {
    change(
        account,
        known -> {
          tellRemoved(known.stream().filter(over).toList());
          return known.stream().filter(over.negate()).toList();
        });
  }

  /** Every change of an account's bindings goes through here, one at a time. */
  private void change(Key account, UnaryOperator<List<Binding>> how) {
    accounts.compute(
        account,
        (same, known) -> {
          List<Binding> before = known == null ? List.of() : known;
          List<Binding> after = how.apply(before);
          byFlow.changed(account, before, after);
          return after.isEmpty() ? null : after;
        });
  }

  /** Writes what is still to be written, if the store lets it within the time. */
  public boolean close(Duration atMost) {
    return writer.close(atMost);
  }

  @Override
  public void close() {
    close(Duration.ofSeconds(5));
  }

  private void tellRemoved(List<Binding> gone) {
    if (!gone.isEmpty()) {
      writer.changed(List.of(), gone);
      gone.forEach(b -> events.registered(b, false));
    }
  }

  private static List<Binding> replaced(List<Binding> known, Binding one) {
    var all = new ArrayList<>(known);
    all.removeIf(one::replaces);
    all.add(one);
    return List.copyOf(all);
  }

  /**
   * One request's effect, worked out while the account's entry is held: so all is told in order.
   */
  private final class Change {
    private final Instant now;
    private final List<Binding> wanted;
    private final List<Binding> added = new ArrayList<>();
    private final List<Binding> removed = new ArrayList<>();

    /** What they take the place of, if it is stored beside them. */
    private final List<Binding> moved = new ArrayList<>();

    private Outcome outcome = new Outcome.Registered(List.of());

    Change(Instant now, List<Binding> wanted) {
      this.now = now;
      this.wanted = wanted;
    }

    List<Binding> apply(List<Binding> known) {
      List<Binding> left = new ArrayList<>(known);
      for (Binding one : wanted) {
        boolean stays = one.expires().isAfter(now);
        for (Iterator<Binding> i = left.iterator(); i.hasNext(); ) {
          Binding before = i.next();
          if (!one.replaces(before)) {
            continue;
          }
          if (before.callId().equals(one.callId()) && before.cseq() >= one.cseq()) {
            return refuse(new Outcome.OutOfOrder(), known);
          }
          i.remove();
          if (!stays) {
            removed.add(before);
          } else if (!WriteBehind.same(before, one)) {
            moved.add(before);
          }
        }
        if (stays) {
          left.add(one);
          added.add(one);
        }
      }
      List<Binding> all = new ArrayList<>(left);
      all.removeIf(b -> !b.expires().isAfter(now));
      if (all.size() > MOST) {
        return refuse(new Outcome.TooMany(MOST), known);
      }
      outcome = new Outcome.Registered(List.copyOf(all));
      return List.copyOf(left);
    }

    private List<Binding> refuse(Outcome why, List<Binding> known) {
      added.clear();
      removed.clear();
      moved.clear();
      outcome = why;
      return known;
    }

    void tell() {
      if (!added.isEmpty() || !removed.isEmpty()) {
        List<Binding> gone = new ArrayList<>(removed);
        gone.addAll(moved);
        writer.changed(added, gone);
        removed.forEach(b -> events.registered(b, false));
        added.forEach(b -> events.registered(b, true));
      }
    }
  }
}
