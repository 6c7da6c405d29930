package org.meterline.telephony.call;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.call.CallEvents.Snapshot;
import org.meterline.telephony.registrar.Binding;

/** The calls of a node: takes new ones, knows the live ones. Safe for many threads. */
public final class Calls implements Signalling.Incoming {
  private static final Optional<String> GOING_DOWN = Optional.of("This server is going down");

  private static final class Live {
    final Mailbox mailbox = new Mailbox();
    volatile @Nullable Snapshot snapshot;
  }

  private final CallPorts ports;
  private final String node;
  private final Orders orders;
  private final Intake intake;
  private final Map<CallId, Live> live = new ConcurrentHashMap<>();
  private final LongAdder total = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition emptied = lock.newCondition();
  private volatile boolean draining;

  /**
   * @param ports what calls need; each change is told to its {@code events}
   * @param node this node's name, for the record
   * @param limits what goes beyond is refused with 503, unless it is an emergency
   */
  public Calls(CallPorts ports, String node, CallLimits limits) {
    this.ports = ports.with(new Seen(ports.events()));
    this.node = node;
    this.orders = new Orders(this.ports);
    this.intake = new Intake(limits, ports.time().nanos());
  }

  /** Keeps the latest of each live call, then tells. */
  private final class Seen implements CallEvents {
    private final CallEvents others;

    Seen(CallEvents others) {
      this.others = others;
    }

    @Override
    public void changed(Snapshot call) {
      Live known = live.get(call.call());
      if (known != null) {
        known.snapshot = call;
      }
      others.changed(call);
    }

    @Override
    public void happened(CallId call, Domain domain, Instant at, Detail what) {
      others.happened(call, domain, at, what);
    }

    @Override
    public void registered(Binding binding, boolean registered) {
      others.registered(binding, registered);
    }
  }

  @Override
  public Optional<String> full(Origin from, Domain given, String dialled) {
    Destination to = from instanceof Origin.Carrier ? ports.directory().find(from, dialled) : null;
    Optional<String> full =
        draining
            ? GOING_DOWN
            : intake.full(to instanceof Destination.Found found ? found.domain() : given);
    if (full.isEmpty() || ports.directory().find(from, dialled) instanceof Destination.Emergency) {
      return Optional.empty();
    }
    refused.increment();
    return full;
  }

  @Override
  public Consumer<Signalling.Event> invited(Signalling.Arrival arrival) {
    return arrival.place() == null
        ? dialling(arrival)
        : begin(arrival, arrival.domain(), new Destination.Unknown("another talk"));
  }

  private Consumer<Signalling.Event> dialling(Signalling.Arrival arrival) {
    Destination to = ports.directory().find(arrival.from(), arrival.introduction().dialled());
    Domain domain = arrival.domain();
    if (arrival.from() instanceof Origin.Carrier) {
      switch (to) {
        case Destination.Found found -> domain = found.domain();
        case Destination.Unknown unknown -> {
          refused.increment();
          arrival.leg().reject(404, unknown.reason()); // no tenant: nobody's record to keep
          return event -> {};
        }
      }
    }
    return begin(arrival, domain, to);
  }

  private Consumer<Signalling.Event> begin(
      Signalling.Arrival arrival, Domain domain, Destination to) {
    if (to instanceof Destination.Emergency) {
      intake.count(domain);
    } else {
      Optional<String> full = draining ? GOING_DOWN : intake.enter(domain);
      if (full.isPresent()) {
        refused.increment();
        arrival.leg().reject(503, Q850.CONGESTION, full.get());
        return event -> {};
      }
    }
    Call call =
        begin(
            CallId.mint(),
            new Beginning.Invite(
                arrival.leg(), arrival.from(), domain, to, arrival.introduction(), arrival.place()),
            new Message.Begin(arrival.offer(), arrival.ladder()));
    return call.sipOf(Objects.requireNonNull(call.first.attempt));
  }

  /**
   * Begins a call that somebody asks for. It goes on by itself; the same call again begins nothing.
   *
   * @return why it was not begun, if it was not
   */
  public Optional<Refusal> originate(CallRequest request) {
    return orders.take(request, this::originate);
  }

  private Optional<Refusal> originate(Beginning.Order order) {
    Optional<String> full = draining ? GOING_DOWN : intake.enter(order.domain());
    if (full.isPresent()) {
      refused.increment();
      return full.map(Refusals::noRoom);
    }
    begin(order.request().call(), order, Message.Begin.ASKED);
    return Optional.empty();
  }

  /** Writes it down, unless the journal is needed for calls. */
  @Override
  public void refused(Signalling.Refused invite) {
    if (!ports.facts().accepting()) {
      return;
    }
    var record = new CallRecord(CallId.mint(), ports.facts(), ports.time());
    record.began(invite.domain(), invite.from(), invite.caller(), invite.dialled(), node);
    for (Signalling.Event.Message message : invite.ladder()) {
      record.message(null, "caller", message);
    }
    record.note("refused before it was a call", invite.reason() + "; from " + invite.source());
    Refusal why = Refusals.noCall(invite.status(), invite.reason());
    record.ended(Duration.ZERO, invite.status(), invite.reason(), why);
  }

  private Call begin(CallId id, Beginning how, Message first) {
    total.increment();
    Live entry = new Live();
    Mailbox mailbox = entry.mailbox;
    Call call = new Call(id, ports, node, how, mailbox::post, new MailboxControl(id, mailbox));
    live.put(id, entry);
    if (how instanceof Beginning.Order) {
      call.tell(); // who asked for it may look at once
    }
    mailbox.post(first);
    mailbox.start(
        "call-" + id,
        message -> {
          call.on(message);
          if (call.state() == CallState.ENDED) {
            remove(id, call.domain);
          }
          return !call.done();
        },
        () -> over(call, call.domain),
        unread -> MailboxControl.unread(id, unread));
    return call;
  }

  private void over(Call call, Domain domain) {
    try {
      call.abandon();
    } finally {
      remove(call.id, domain);
    }
  }

  private void remove(CallId id, Domain domain) {
    lock.lock();
    try {
      if (live.remove(id) != null) {
        intake.leave(domain);
      }
      if (live.isEmpty()) {
        emptied.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** The live calls, oldest first. */
  public List<Snapshot> snapshots() {
    return live.values().stream()
        .map(each -> each.snapshot)
        .filter(Objects::nonNull)
        .sorted(Comparator.comparing(Snapshot::began))
        .toList();
  }

  /** The handle on a live call. */
  public Optional<CallControl> control(CallId call) {
    Live found = live.get(call);
    return found == null ? Optional.empty() : Optional.of(new MailboxControl(call, found.mailbox));
  }

  /**
   * Runs a verb on a live call.
   *
   * @return its outcome, which is there already when it was refused or took no time; empty when
   *     there is no such call
   */
  public Optional<CompletableFuture<Outcome<?>>> begin(CallId call, Verb<?> verb, Duration deadline)
      throws InterruptedException {
    Live found = live.get(call);
    return found == null
        ? Optional.empty()
        : Optional.of(new MailboxControl(call, found.mailbox).begin(verb, deadline));
  }

  /** Ends a call; false when it is over already. */
  public boolean hangUp(CallId call, String reason) {
    Live found = live.get(call);
    if (found == null) {
      return false;
    }
    Snapshot seen = found.snapshot;
    return (seen == null || seen.state().live()) && found.mailbox.post(new Message.End(reason));
  }

  /** Refuses new calls from now on. */
  public void refuseNew() {
    draining = true;
  }

  /** Ends all calls. */
  public void hangUpAll(String reason) {
    live.values().forEach(each -> each.mailbox.post(new Message.End(reason)));
  }

  /** Waits until no call lives; false when some still do after that time. */
  public boolean awaitNone(Duration patience) throws InterruptedException {
    long left = patience.toNanos();
    lock.lockInterruptibly();
    try {
      while (!live.isEmpty()) {
        if (left <= 0) {
          return false;
        }
        left = emptied.awaitNanos(left);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** How many calls live now. */
  public int liveNow() {
    return live.size();
  }

  /** How many calls were taken since the start. */
  public long total() {
    return total.sum();
  }

  /** How many calls were refused for want of room. */
  public long refused() {
    return refused.sum();
  }
}
