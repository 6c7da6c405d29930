package org.meterline.telephony.sip;

import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import javax.sip.SipException;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.address.OwnAddresses;
import org.meterline.telephony.call.DialogIdentity;
import org.meterline.telephony.call.Directory;
import org.meterline.telephony.call.Invitation;
import org.meterline.telephony.call.Signalling;
import org.meterline.telephony.guard.Guard;
import org.meterline.telephony.guard.LoadGate;
import org.meterline.telephony.identity.Identities;
import org.meterline.telephony.locate.Located;
import org.meterline.telephony.locate.Locator;
import org.meterline.telephony.locate.Place;
import org.meterline.telephony.registrar.Bindings;
import org.meterline.telephony.trunk.Health;
import org.meterline.telephony.trunk.Trunk;

/**
 * The SIP side of the engine: registrar and back-to-back user agent over UDP, TCP, TLS and
 * WebSockets (RFC 3261, RFC 7118). Built, told where calls go by {@link #start}, closed once.
 */
public final class SipEndpoint implements Signalling, AutoCloseable {
  private static final System.Logger LOG = System.getLogger(SipEndpoint.class.getName());

  private final SipSettings settings;
  private final Directory directory;
  private final Bindings bindings;
  private final Clock clock;
  private final SipCounters counters;
  private final Health trunks;
  private final Guard guard;
  private final Identities identities;
  private @Nullable Running running;
  private @Nullable Timers timers;
  private boolean closed;

  private record Running(
      Stack stack,
      Wire wire,
      KeptAnswers answers,
      BrowserFlows browsers,
      ScheduledThreadPoolExecutor timer) {}

  /**
   * @param trunks is told how trunks are
   * @param guard is asked whether anything is taken from where it comes
   * @param identities signs for callers and verifies them
   */
  public SipEndpoint(
      SipSettings settings,
      Directory directory,
      Bindings bindings,
      Clock clock,
      SipCounters counters,
      Health trunks,
      Guard guard,
      Identities identities) {
    this.identities = identities;
    this.guard = guard;
    this.settings = settings;
    this.directory = directory;
    this.bindings = bindings;
    this.clock = clock;
    this.counters = counters;
    this.trunks = trunks;
  }

  /** Has its legs' timers run by others than its own; before it listens. */
  void timeBy(Timers other) {
    timers = other;
  }

  /**
   * Listens.
   *
   * @param incoming where new calls go
   * @throws IllegalStateException if an address or port cannot be had; the message says which
   */
  public synchronized void start(Signalling.Incoming incoming) {
    if (running != null) {
      throw new IllegalStateException("SIP has been started already");
    }
    ExecutorService threads =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("sip-", 0).factory());
    var timer =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("sip-timer").factory());
    var gate = new Gate();
    try {
      var malformed = new Malformed(counters, System::nanoTime);
      var stack = new Stack(settings, malformed, guard, gate);
      var legsTimers = timers == null ? stack.timers() : timers;
      stack.flows().whenUnbound(bindings::unbind);
      var locator =
          new Locator(
              settings.dns(),
              OwnAddresses.parse(settings.bindAddress()),
              settings.reach(),
              threads,
              System::nanoTime,
              new SecureRandom());
      var wire =
          new Wire(stack, settings, threads, new AtomicInteger(), legsTimers, identities, locator);
      var nonces = new Nonces(clock);
      var guesses = new Guesses(clock);
      var authenticator =
          new Authenticator(wire, directory, nonces, guesses, counters, guard, clock);
      var answers = new KeptAnswers(Duration.ofMillis(wire.patience()), System::nanoTime);
      var registrar = new Registrar(wire, answers, directory, bindings, clock);
      var care = new TrunkCare(wire, directory::allTrunks, trunks, System::nanoTime);
      var known =
          new KnownSources(guard, settings.edges(), directory::allTrunks, threads, locator::locate);
      var callers = new Callers(directory, care::told, known::namedAt);
      var party = new CallingParty(wire);
      var refusing =
          new Refusing(
              wire, directory, callers, party, incoming, malformed, counters, System::nanoTime);
      var admission =
          new Admission(wire, callers, party, refusing, authenticator, registrar, incoming, guard);
      var _ =
          timer.scheduleWithFixedDelay(
              unfailing(
                  "expired registrations were not removed", () -> tidy(nonces, guesses, answers)),
              1,
              1,
              TimeUnit.SECONDS);
      var _ =
          timer.scheduleWithFixedDelay(
              unfailing("the trunks were not looked after", care::look), 1, 1, TimeUnit.SECONDS);
      var delay =
          new Delay(guard.load(), stack.flows()::oldestPacket, threads, clock, System::nanoTime);
      long often = LoadGate.EVERY.toMillis();
      var _ =
          timer.scheduleAtFixedRate(
              unfailing("how long messages wait was not measured", delay::look),
              often,
              often,
              TimeUnit.MILLISECONDS);
      var _ = timer.scheduleWithFixedDelay(known::look, 0, 10, TimeUnit.SECONDS);
      var browsers =
          new BrowserFlows(
              stack.flows(),
              directory,
              bindings,
              wire.dialogs,
              settings.strangers(),
              System::nanoTime);
      long every = BrowserFlows.KEEP_ALIVE.toSeconds();
      var _ =
          timer.scheduleWithFixedDelay(
              unfailing("browsers were not looked after", browsers::keepAlive),
              every,
              every,
              TimeUnit.SECONDS);
      running = new Running(stack, wire, answers, browsers, timer);
      gate.open(new Traffic(wire, admission, answers, refusing, callers, guard, counters));
    } catch (SipException | RuntimeException e) {
      timer.shutdownNow();
      threads.shutdownNow();
      throw new IllegalStateException("SIP cannot be started: " + rootMessage(e), e);
    }
  }

  /** The same that tells what went wrong: a timer does not go on with what fails once. */
  static Runnable unfailing(String what, Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (RuntimeException e) {
        LOG.log(System.Logger.Level.ERROR, what, e);
      }
    };
  }

  /** What went wrong in our own words, or else in those of who knows best. */
  private static String rootMessage(Throwable e) {
    Throwable cause = e.getCause();
    return cause == null || e instanceof UncheckedIOException
        ? String.valueOf(e.getMessage())
        : rootMessage(cause);
  }

  private void tidy(Nonces nonces, Guesses guesses, KeptAnswers answers) {
    bindings.expire();
    nonces.expire();
    guesses.expire();
    answers.expire();
    guard.expire();
  }

  /** Looks after other trunks, by another clock, and only when it is told to. */
  TrunkCare care(Supplier<List<Trunk>> others, Health health, LongSupplier nanos) {
    return new TrunkCare(running().wire(), others, health, nanos);
  }

  private synchronized Running running() {
    return Objects.requireNonNull(running, "SIP has not been started");
  }

  /** The UDP and TCP port it listens on. */
  public int port() {
    return running().stack().port();
  }

  /** The TLS port it listens on; 0 without TLS. */
  public int tlsPort() {
    return running().stack().tlsPort();
  }

  /** Where a place is; may block for two seconds. */
  public Located locate(Place place) {
    return running().wire().locator.locate(place);
  }

  /** Where WebSockets are taken. */
  public BrowserFlows browsers() {
    return running().browsers();
  }

  public SipCounters counters() {
    return counters;
  }

  /** How many transactions are known, those that have just ended among them. */
  public int transactions() {
    Running now = running();
    return now.stack().transactions() + now.answers().size();
  }

  /** How many dialogs are known, those that have just ended among them. */
  public int dialogs() {
    return running().wire().dialogs.size();
  }

  @Override
  public Leg invite(Invitation invitation, Consumer<Event> events) {
    return new OutgoingLeg(running().wire(), invitation, events);
  }

  @Override
  public void bye(DialogIdentity dialog, Trunk.@Nullable Access account, String reason) {
    Wire wire = running().wire();
    wire.threads.execute(() -> LeftDialog.end(wire, dialog, account, reason));
  }

  /** Stops listening. What legs there are is not ended: that is the calls' affair, before. */
  @Override
  public synchronized void close() {
    Running it = running;
    if (it != null && !closed) {
      // What is asked for afterwards fails as any sending does; nothing waits for it.
      closed = true;
      it.timer().shutdownNow();
      it.stack().close();
    }
  }
}
