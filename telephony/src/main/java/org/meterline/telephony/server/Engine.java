package org.meterline.telephony.server;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.call.CallAuthority;
import org.meterline.telephony.call.CallControl;
import org.meterline.telephony.call.CallEvents;
import org.meterline.telephony.call.CallFact;
import org.meterline.telephony.call.CallId;
import org.meterline.telephony.call.CallJournal;
import org.meterline.telephony.call.CallPorts;
import org.meterline.telephony.call.CallRequest;
import org.meterline.telephony.call.CallTime;
import org.meterline.telephony.call.Calls;
import org.meterline.telephony.call.Directory;
import org.meterline.telephony.call.Outcome;
import org.meterline.telephony.call.Refusal;
import org.meterline.telephony.call.Signalling;
import org.meterline.telephony.call.Verb;
import org.meterline.telephony.guard.Guard;
import org.meterline.telephony.guard.Tally;
import org.meterline.telephony.identity.Identities;
import org.meterline.telephony.locate.Located;
import org.meterline.telephony.locate.Place;
import org.meterline.telephony.modem.ModemSignalling;
import org.meterline.telephony.registrar.BindingStore;
import org.meterline.telephony.sip.BrowserFlows;
import org.meterline.telephony.speech.OwnSounds;
import org.meterline.telephony.trunk.Capacity;
import org.meterline.telephony.trunk.TrunkChoice;

/**
 * A telephony engine: everything a node needs to take calls, wired here. It needs no container.
 * Started once and drained once. Safe for many threads.
 */
public final class Engine {
  private static final System.Logger LOG = System.getLogger(Engine.class.getName());
  private static final Optional<Refusal> NOT_TAKING =
      Optional.of(new Refusal("no-room", "This server is starting", 503, true));

  private static final Duration REHEARSAL_PATIENCE = Duration.ofSeconds(30);

  private final Settings settings;
  private final Directory directory;
  private final CallAuthority authority;
  private final CallJournal books;
  private final CallEvents events;
  private final Hardware hardware;
  private final InstantSource clock;
  private final TrunkChoice trunks;
  private final ScheduledThreadPoolExecutor timers =
      new ScheduledThreadPoolExecutor(1, Engine::thread);
  private final ExecutorService elsewhere =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("elsewhere-", 0).factory());
  private @Nullable JournalFile journal;
  private @Nullable JournalPoster poster;
  private @Nullable Rehearsal rehearsal;
  private volatile @Nullable Calls calls;
  private volatile boolean rehearsed;

  /**
   * @param events is also told of registrations
   * @param clock the wall clock; durations come from the system's monotonic one
   */
  public Engine(
      Settings settings,
      Directory directory,
      CallAuthority authority,
      CallJournal books,
      CallEvents events,
      BindingStore bindings,
      OwnSounds sounds,
      Clock clock) {
    this(
        settings,
        directory,
        authority,
        books,
        events,
        new StandardHardware(settings, directory, events, bindings, sounds, clock, true),
        clock);
  }

  Engine(
      Settings settings,
      Directory directory,
      CallAuthority authority,
      CallJournal books,
      CallEvents events,
      Hardware hardware,
      InstantSource clock) {
    this.settings = settings;
    this.directory = directory;
    this.authority = authority;
    this.books = books;
    this.events = events;
    this.hardware = hardware;
    this.clock = clock;
    this.trunks =
        new TrunkChoice(
            hardware.trunks(),
            new Capacity(System::nanoTime),
            bound -> ThreadLocalRandom.current().nextInt(bound));
    timers.setRemoveOnCancelPolicy(true);
  }

  private static Thread thread(Runnable work) {
    return Thread.ofPlatform().daemon().name("call-timers").unstarted(work);
  }

  /**
   * Replays the journal, ends what a dead process left open, then takes calls, and rehearses some.
   *
   * @throws IOException when the journal cannot be used an address is taken, or the program
   *     launcher cannot be started
   */
  public synchronized void start() throws IOException, InterruptedException {
    if (journal != null) {
      throw new IllegalStateException("an engine starts once");
    }
    try {
      JournalFile file =
          new JournalFile(
              settings.data().resolve("journal"), settings.journal(), clock, System::nanoTime);
      journal = file;
      Gate gate = new Gate();
      Signalling signalling = hardware.listen(gate);
      recover(file, signalling);
      JournalPoster posting = new JournalPoster(file, books, settings.journal().retry());
      poster = posting;
      if (!posting.awaitCaughtUp(settings.catchUp())) {
        LOG.log(
            System.Logger.Level.WARNING,
            "the books do not take what the journal holds; calls are taken, it is tried again");
      }
      Calls taking = new Calls(ports(signalling, file), settings.node(), settings.limits());
      calls = taking;
      gate.open(taking);
      if (settings.rehearsal() == 0) {
        rehearsed = true;
      } else {
        Rehearsal planned =
            new Rehearsal(
                settings.data().resolve("rehearsal"), settings.rehearsal(), REHEARSAL_PATIENCE);
        rehearsal = planned;
        Thread.ofVirtual().name("rehearsal").start(() -> rehearse(planned));
      }
    } catch (IOException | InterruptedException | RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Not among what is interrupted at the end: it clears up after itself. */
  private void rehearse(Rehearsal planned) {
    try {
      LOG.log(
          System.Logger.Level.INFO,
          "{0} of {1} rehearsed calls were answered",
          planned.run(),
          settings.rehearsal());
    } catch (IOException | RuntimeException e) {
      LOG.log(
          System.Logger.Level.WARNING, "no calls were rehearsed; the first ones may be slow", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      rehearsed = true;
    }
  }

  private CallPorts ports(Signalling signalling, JournalFile file) {
    return new CallPorts(
        signalling,
        hardware.media(),
        directory,
        hardware.contacts(),
        trunks,
        authority,
        file,
        hardware.programs(),
        events,
        elsewhere,
        new CallTime(clock, System::nanoTime, this::after),
        settings.timings());
  }

  private Runnable after(Duration delay, Runnable action) {
    Future<?> due = timers.schedule(action, delay.toNanos(), TimeUnit.NANOSECONDS);
    return () -> due.cancel(false);
  }

  /** A BYE first: should we die here, it is sent again; the facts would end it for good. */
  private void recover(JournalFile file, Signalling signalling)
      throws IOException, InterruptedException {
    Recovery recovery = file.recovery();
    if (recovery.open() == 0) {
      return;
    }
    List<Recovery.Left> dialogs = recovery.dialogs();
    LOG.log(
        System.Logger.Level.WARNING,
        "{0} calls were up when the server stopped: ending {1} dialogs",
        recovery.open(),
        dialogs.size());
    for (Recovery.Left left : dialogs) {
      try {
        signalling.bye(left.dialog(), left.account(directory), Recovery.REASON);
      } catch (RuntimeException e) {
        LOG.log(System.Logger.Level.WARNING, "a dialog could not be ended", e);
      }
    }
    CompletableFuture<Boolean> durable = new CompletableFuture<>();
    List<CallFact> facts = recovery.facts(settings.media().recordings());
    for (CallFact fact : facts.subList(0, facts.size() - 1)) {
      file.append(fact, ok -> {});
    }
    file.append(facts.getLast(), durable::complete);
    try {
      if (!durable.get(30, TimeUnit.SECONDS)) {
        throw new IOException("the journal cannot be written");
      }
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("the journal cannot be written", e);
    }
  }

  /**
   * Refuses new calls, waits for the running ones, ends those that are still up, and stops.
   *
   * @param patience how long running calls may go on
   */
  public void drain(Duration patience) throws InterruptedException {
    Calls running = calls;
    if (running != null) {
      running.refuseNew();
      if (!running.awaitNone(patience)) {
        running.hangUpAll("The server is going down");
        if (!running.awaitNone(Duration.ofSeconds(10))) {
          LOG.log(
              System.Logger.Level.WARNING,
              "{0} calls are not over yet; the next start ends them",
              running.liveNow());
        }
      }
    }
    close();
  }

  private synchronized void close() {
    if (rehearsal != null) {
      rehearsal.end();
    }
    hardware.close();
    timers.shutdownNow();
    if (journal != null) {
      journal.close();
    }
    if (poster != null) {
      poster.close();
    }
    elsewhere.shutdownNow();
  }

  /** The live calls, oldest first. */
  public List<CallEvents.Snapshot> calls() {
    Calls known = calls;
    return known == null ? List.of() : known.snapshots();
  }

  /**
   * Begins a call that somebody asks for; see {@link Calls#originate}.
   *
   * @return why it was not begun, if it was not
   */
  public Optional<Refusal> originate(CallRequest request) {
    Calls known = calls;
    return known == null ? NOT_TAKING : known.originate(request);
  }

  /** Ends a call; false when it is over already. */
  public boolean hangUp(CallId call, String reason) {
    Calls known = calls;
    return known != null && known.hangUp(call, reason);
  }

  /** Runs a verb on a live call; see {@link Calls#begin}. */
  public Optional<CompletableFuture<Outcome<?>>> begin(CallId call, Verb<?> verb, Duration deadline)
      throws InterruptedException {
    Calls known = calls;
    return known == null ? Optional.empty() : known.begin(call, verb, deadline);
  }

  /** The handle on a live call. */
  public Optional<CallControl> control(CallId call) {
    Calls known = calls;
    return known == null ? Optional.empty() : known.control(call);
  }

  /** Whether the books know of every call that was begun before this start. */
  public synchronized boolean caughtUp() {
    return poster != null && poster.caughtUp();
  }

  /** Whether calls are taken and the first one would be served without delay. */
  public boolean ready() {
    return calls != null && hardware.ready();
  }

  /** Whether the code of a call is compiled, so that as many are carried as ever. */
  public boolean rehearsed() {
    return rehearsed;
  }

  /** What stands between legs and their far ends, and how it is. */
  public String relay() {
    return hardware.media().relay();
  }

  /** The UDP and TCP port of SIP; of use when the settings left it to the system. */
  public int port() {
    return hardware.port();
  }

  /** The modems that are plugged in here. */
  public ModemSignalling modems() {
    return hardware.modems();
  }

  /** Where browsers' WebSockets are taken; asked once calls are. */
  public BrowserFlows browsers() {
    return hardware.browsers();
  }

  /** Where a place is; may block for two seconds. Asked once calls are taken. */
  public Located locate(Place place) {
    return hardware.locate(place);
  }

  /** Who keeps what comes from the internet in bounds. */
  public Guard guard() {
    return hardware.guard();
  }

  /** Who signs for callers and verifies them. */
  public Identities identities() {
    return hardware.identities();
  }

  /** All that was counted since the start, by name. */
  public List<Tally> tallies() {
    return Stream.concat(hardware.tallies().stream(), Tallies.of(counters()).stream()).toList();
  }

  /** How trunks are and which are tried for a call. */
  public TrunkChoice trunks() {
    return trunks;
  }

  /** What was counted up to now. */
  public synchronized Counters counters() {
    Calls known = calls;
    return new Counters(
        known == null ? 0 : known.liveNow(),
        known == null ? 0 : known.total(),
        known == null ? 0 : known.refused(),
        journal == null ? 0 : journal.unposted(),
        poster == null ? 0 : poster.posted(),
        poster == null ? 0 : poster.aside(),
        journal != null && journal.accepting(),
        poster != null && !poster.failing());
  }
}
