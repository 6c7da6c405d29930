package org.meterline.telephony.sip;

import static org.meterline.telephony.Patience.until;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.call.CallEvents;
import org.meterline.telephony.call.Domain;
import org.meterline.telephony.call.Invitation;
import org.meterline.telephony.call.LegId;
import org.meterline.telephony.call.Origin;
import org.meterline.telephony.call.Signalling;
import org.meterline.telephony.call.Signalling.Event;
import org.meterline.telephony.guard.Ban;
import org.meterline.telephony.guard.Guard;
import org.meterline.telephony.guard.GuardSettings;
import org.meterline.telephony.identity.Identities;
import org.meterline.telephony.identity.IdentitySettings;
import org.meterline.telephony.media.Sdp;
import org.meterline.telephony.registrar.Binding;
import org.meterline.telephony.registrar.BindingStore;
import org.meterline.telephony.registrar.Bindings;
import org.meterline.telephony.trunk.Health;

/** A small telephone exchange on the loopback, to try SIP with: it puts callers through. */
final class Exchange implements AutoCloseable, Signalling.Incoming {
  static final String DOMAIN = "harbour.example";
  static final Sdp SDP =
      new Sdp(
          String.join(
              "\r\n",
              "v=0",
              "o=- 1 1 IN IP4 127.0.0.1",
              "s=-",
              "c=IN IP4 127.0.0.1",
              "t=0 0",
              "m=audio 40000 RTP/AVP 8",
              ""));

  final MovedClock clock = new MovedClock();
  final MemoryDirectory directory =
      new MemoryDirectory()
          .account(DOMAIN, "101", "one-0-one")
          .account(DOMAIN, "102", "one-0-two")
          .account("meadow.example", "201", "two-0-one");
  final Map<String, Binding> stored = new ConcurrentHashMap<>();
  final List<String> registrations = new CopyOnWriteArrayList<>();
  final List<Taken> calls = new CopyOnWriteArrayList<>();
  final List<Signalling.Refused> refused = new CopyOnWriteArrayList<>();
  final SipCounters counters = new SipCounters();
  final Guard guard;
  final List<Ban> bans = new CopyOnWriteArrayList<>();
  final Health health = new Health(System::nanoTime, Duration.ofSeconds(30));
  final Bindings bindings;
  final SipEndpoint sip;

  /** Why no call is taken, while none is. */
  volatile @Nullable String full;

  /** A call that came, and what was heard of it. */
  static final class Taken {
    final Signalling.IncomingLeg leg;
    final Origin from;
    final Signalling.Introduction said;
    final String dialled;
    final String caller;
    final ConcurrentLinkedQueue<Event> events = new ConcurrentLinkedQueue<>();
    final AtomicReference<Signalling.@Nullable Leg> other = new AtomicReference<>();
    final ConcurrentLinkedQueue<Event> otherEvents = new ConcurrentLinkedQueue<>();

    Taken(Signalling.IncomingLeg leg, Origin from, Signalling.Introduction said) {
      this.leg = leg;
      this.from = from;
      this.said = said;
      this.dialled = said.dialled();
      this.caller = said.caller();
    }

    <E extends Event> @Nullable E last(Class<E> kind) {
      return last(events, kind);
    }

    <E extends Event> @Nullable E otherLast(Class<E> kind) {
      return last(otherEvents, kind);
    }

    private static <E extends Event> @Nullable E last(
        ConcurrentLinkedQueue<Event> among, Class<E> kind) {
      return among.stream()
          .filter(kind::isInstance)
          .map(kind::cast)
          .reduce((a, b) -> b)
          .orElse(null);
    }

    List<String> ladder() {
      return ladder(events);
    }

    List<String> otherLadder() {
      return ladder(otherEvents);
    }

    private static List<String> ladder(ConcurrentLinkedQueue<Event> among) {
      return among.stream()
          .filter(Event.Message.class::isInstance)
          .map(Event.Message.class::cast)
          .map(m -> (m.sent() ? "> " : "< ") + m.title())
          .toList();
    }
  }

  /** A clock that a test moves. */
  static final class MovedClock extends Clock {
    private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);

    void move(Duration by) {
      ahead.updateAndGet(by::plus);
    }

    @Override
    public Instant instant() {
      return InstantSource.system().instant().plus(ahead.get());
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  Exchange() {
    this(settings());
  }

  static SipSettings settings() {
    return SipSettings.of("127.0.0.1", "127.0.0.1", 0);
  }

  Exchange(SipSettings settings) {
    this(settings, null);
  }

  /**
   * @param timers of its legs; null for its own
   */
  Exchange(SipSettings settings, @Nullable Timers timers) {
    this(settings, timers, GuardSettings.USUAL);
  }

  Exchange(SipSettings settings, @Nullable Timers timers, GuardSettings guarded) {
    this(settings, timers, guarded, IdentitySettings.NONE);
  }

  Exchange(
      SipSettings settings,
      @Nullable Timers timers,
      GuardSettings guarded,
      IdentitySettings signed) {
    var identities = new Identities(signed, clock, System::nanoTime);
    guard = new Guard(guarded, clock, System::nanoTime, bans::add);
    var store =
        new BindingStore() {
          @Override
          public List<Binding> load() {
            return List.copyOf(stored.values());
          }

          @Override
          public void save(List<Binding> changed, List<Binding> removed) {
            removed.forEach(b -> stored.remove(b.user() + " " + b.contact()));
            changed.forEach(b -> stored.put(b.user() + " " + b.contact(), b));
          }
        };
    var events =
        new CallEvents() {
          @Override
          public void changed(Snapshot call) {}

          @Override
          public void registered(Binding binding, boolean registered) {
            registrations.add((registered ? "+" : "-") + binding.user());
          }
        };
    bindings = new Bindings(store, events, clock);
    bindings.load();
    sip =
        new SipEndpoint(settings, directory, bindings, clock, counters, health, guard, identities);
    if (timers != null) {
      sip.timeBy(timers);
    }
    sip.start(this);
  }

  int port() {
    return sip.port();
  }

  @Override
  public Optional<String> full(Origin from, Domain domain, String dialled) {
    return Optional.ofNullable(full);
  }

  /**
   * {@code ring} only rings, {@code answer} is answered at once, {@code wait} is left to the test;
   * everything else is an extension.
   */
  @Override
  public Consumer<Event> invited(Signalling.Arrival call) {
    Signalling.IncomingLeg leg = call.leg();
    if (call.place() != null) {
      leg.reject(481, "There is no such talk");
      return event -> {};
    }
    String dialled = call.introduction().dialled();
    Sdp offer = call.offer();
    var taken = new Taken(leg, call.from(), call.introduction());
    taken.events.addAll(call.ladder());
    calls.add(taken);
    switch (dialled) {
      case "ring" -> leg.ring();
      case "answer" -> leg.answer(SDP);
      case "wait" -> {}
      default -> putThrough(taken, call.domain(), dialled, offer == null ? SDP : offer);
    }
    return event -> {
      taken.events.add(event);
      Signalling.Leg other = taken.other.get();
      switch (event) {
        case Event.HungUp end when other != null -> other.hangUp(487, end.reason());
        case Event.Offered _ -> leg.accept(SDP);
        default -> {}
      }
    };
  }

  @Override
  public void refused(Signalling.Refused invite) {
    refused.add(invite);
  }

  private void putThrough(Taken taken, Domain domain, String dialled, Sdp offer) {
    var targets = new ArrayList<>(bindings.of(domain, dialled));
    taken.other.set(
        sip.invite(
            new Invitation(
                LegId.mint(),
                targets,
                taken.caller,
                "Caller",
                domain,
                offer,
                taken.leg.maxForwards() - 1),
            event -> {
              taken.otherEvents.add(event);
              switch (event) {
                case Event.Progress(int status, Sdp answer) when answer != null ->
                    taken.leg.progress(answer);
                case Event.Progress _ -> taken.leg.ring();
                case Event.Answered(Sdp answer) -> taken.leg.answer(answer == null ? SDP : answer);
                case Event.Failed failed -> taken.leg.reject(failed.status(), failed.reason());
                case Event.HungUp(boolean _, String reason, int _) -> taken.leg.hangUp(200, reason);
                default -> {}
              }
            }));
  }

  /** Calls one target, for a caller of ours. */
  Signalling.Leg invite(String uri, Consumer<Event> events) {
    return sip.invite(
        new Invitation(
            LegId.mint(),
            List.of(new Invitation.Target(uri, List.of(), "udp")),
            "101",
            null,
            new Domain(DOMAIN),
            SDP),
        events);
  }

  /** The first call that came, once it has come. */
  Taken call() {
    until("a call came", () -> !calls.isEmpty());
    return calls.getFirst();
  }

  @Override
  public void close() {
    sip.close();
    bindings.close();
  }
}
