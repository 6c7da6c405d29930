package org.meterline.ejb.switchboard;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.ledger.Outbox;
import org.meterline.billing.seal.SealKey;
import org.meterline.billing.wallet.BooksUnavailable;
import org.meterline.ejb.browser.BrowserDoor;
import org.meterline.ejb.charge.ChargeTerms;
import org.meterline.ejb.charge.Charging;
import org.meterline.ejb.charge.Payers;
import org.meterline.ejb.charge.PostingJournal;
import org.meterline.ejb.charge.Rates;
import org.meterline.ejb.control.CallCommands;
import org.meterline.ejb.control.CallStarting;
import org.meterline.ejb.guard.BanKeeper;
import org.meterline.ejb.guard.GuardDoor;
import org.meterline.ejb.ledger.Bookkeeping;
import org.meterline.ejb.modem.ModemDoor;
import org.meterline.ejb.program.ProgramFiles;
import org.meterline.ejb.record.CallEnding;
import org.meterline.ejb.record.LiveCalls;
import org.meterline.ejb.record.RecordJournal;
import org.meterline.ejb.recording.AnnouncementFiles;
import org.meterline.ejb.recording.RecordingFiles;
import org.meterline.ejb.recording.RecordingSweep;
import org.meterline.ejb.rerate.ReRatingDesk;
import org.meterline.ejb.sound.StoredSounds;
import org.meterline.ejb.tenant.Tenant;
import org.meterline.ejb.trunk.TrunkSecrets;
import org.meterline.ejb.trunk.TrunkWatch;
import org.meterline.telephony.call.CallAuthority;
import org.meterline.telephony.call.CallRequest;
import org.meterline.telephony.call.Destination;
import org.meterline.telephony.call.Domain;
import org.meterline.telephony.call.Origin;
import org.meterline.telephony.call.Outcome;
import org.meterline.telephony.call.Refusal;
import org.meterline.telephony.call.Verb;
import org.meterline.telephony.guard.Guard;
import org.meterline.telephony.guard.Tally;
import org.meterline.telephony.identity.Identities;
import org.meterline.telephony.locate.Located;
import org.meterline.telephony.locate.Place;
import org.meterline.telephony.modem.ModemSignalling;
import org.meterline.telephony.trunk.Health;
import org.meterline.telephony.trunk.TrunkChoice;

/**
 * A node's engine with everything it is given, started in order: directory, charging, telephony.
 * When the database is away at the start, it waits and says so.
 */
public final class EngineRoom
    implements Standing,
        CallStarting,
        CallEnding,
        CallCommands,
        BrowserDoor,
        ModemDoor,
        GuardDoor,
        TrunkWatch,
        AutoCloseable {
  private static final Logger LOG = System.getLogger(EngineRoom.class.getName());

  /** Before calls are taken, and after. */
  static final Refusal STARTING =
      new Refusal("no-room", "This server takes no calls now", 503, true);

  private static final Identities.State NOT_YET = new Identities.State("off", false, null, "off");
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration RE_RATE = Duration.ofMinutes(1);

  private final Configuration configuration;
  private final DataSource database;
  private final MemoryDirectory directory;
  private final LiveCalls live;
  private final Clock clock;
  private final DirectoryFeed feed;
  private final ReRatingDesk reRatings;
  private final ExecutorService aside =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("aside-", 0).factory());
  private volatile String state = "not started";
  private volatile boolean open = true;
  private volatile @Nullable Telephony telephony;
  private volatile @Nullable Charging charging;
  private volatile @Nullable Bookkeeping bookkeeping;
  private volatile @Nullable BanKeeper bans;
  private volatile @Nullable RecordingSweep sweep;
  private @Nullable Thread starter;

  /**
   * @param database connections of the application's user, without a transaction manager
   */
  public EngineRoom(
      Configuration configuration,
      DataSource database,
      MemoryDirectory directory,
      LiveCalls live,
      ProgramFiles files,
      Clock clock) {
    this.configuration = configuration;
    this.database = database;
    this.directory = directory;
    this.live = live;
    this.clock = clock;
    this.feed =
        new DirectoryFeed(database, files, new TrunkSecrets(configuration.trunkKey()), directory);
    this.reRatings = new ReRatingDesk(database);
  }

  /** Begins; returns at once. */
  synchronized void start(Telephony engine) {
    if (starter == null) {
      starter =
          Thread.ofPlatform().name("meterline-start").daemon().start(() -> startInOrder(engine));
    }
  }

  private void startInOrder(Telephony engine) {
    try {
      feed.start();
      say("waiting for the database: the directory is not loaded yet");
      while (open && !feed.awaitLoaded(PATIENCE)) {
        LOG.log(Level.WARNING, "waiting for the database: the directory is not loaded yet");
      }
      moveAnnouncements();
      Charging money = startCharging();
      if (money == null) {
        return;
      }
      say("starting telephony");
      engine.start(
          new Telephony.Ports(
              directory,
              money.authority(),
              new PostingJournal(money.journal(), records()),
              live,
              new StoredBindings(database, directory::tenant),
              new StoredSounds(
                  database,
                  domain -> directory.tenant(domain).map(Tenant::id),
                  directory::sound,
                  configuration.media().sounds().kept())));
      telephony = engine;
      engine.guard().ifPresent(this::keepBans);
      recover(money);
      keepBooks();
      say("taking calls");
    } catch (InterruptedException e) {
      say("stopped while starting");
    } catch (IOException | RuntimeException e) {
      say("telephony did not start: " + e.getMessage());
      LOG.log(Level.ERROR, "telephony did not start", e);
    }
  }

  /** What fails now is tried at the next start. */
  private void moveAnnouncements() {
    try {
      int moved = new AnnouncementFiles(configuration.announcementFolder(), clock).move(database);
      if (moved > 0) {
        LOG.log(Level.INFO, "{0} recording rules have sounds of their tenants heard now", moved);
      }
    } catch (SQLException | BooksUnavailable away) {
      LOG.log(Level.WARNING, "sounds of recording rules were not moved: {0}", away.getMessage());
    }
  }

  private @Nullable Charging startCharging() throws InterruptedException {
    Configuration.Charge terms = configuration.charge();
    while (open) {
      try {
        Charging started =
            Charging.start(
                database,
                payers(),
                configuration.node(),
                terms.lease(),
                new ChargeTerms(
                    terms.grant(),
                    terms.announceBefore(),
                    terms.timeout(),
                    terms.margin(),
                    Math.toIntExact(terms.freeLegsKept().toDays())),
                configuration.limits().approved(),
                clock);
        charging = started;
        started.announce(this::announced);
        return started;
      } catch (BooksUnavailable away) {
        say("waiting for the database: " + away.getMessage());
        LOG.log(Level.WARNING, "charging waits for the database: {0}", away.getMessage());
        Thread.sleep(PATIENCE);
      }
    }
    return null;
  }

  private void recover(Charging money) throws InterruptedException {
    while (open) {
      try {
        int recovered = money.recover();
        if (recovered > 0) {
          LOG.log(Level.WARNING, "{0} legs of an earlier run were recovered", recovered);
        }
        return;
      } catch (BooksUnavailable away) {
        LOG.log(Level.WARNING, "recovery waits for the database: {0}", away.getMessage());
        Thread.sleep(PATIENCE);
      }
    }
  }

  private void keepBooks() {
    Configuration.Ledger books = configuration.ledger();
    Bookkeeping keeper =
        new Bookkeeping(
            database,
            clock,
            configuration.sealFolder(),
            books.sealSecret().map(SealKey::of),
            books.checkEvery());
    bookkeeping = keeper;
    keeper.start(books.sealEvery());
    RecordingSweep old =
        new RecordingSweep(
            database,
            new RecordingFiles(configuration.media().recordings().folder()),
            configuration.node(),
            clock);
    sweep = old;
    old.start(configuration.sweepEvery());
    reRatings.start(RE_RATE);
  }

  private void keepBans(Guard guard) {
    BanKeeper keeper = new BanKeeper(database, guard, clock);
    bans = keeper;
    keeper.start();
  }

  private RecordJournal records() {
    return new RecordJournal(database, directory::tenant, this::recorded);
  }

  /** Those who watch hear of the call. */
  private void recorded(UUID tenant, UUID call) {
    if (live.watched(tenant)) {
      aside.execute(() -> live.recorded(tenant, call));
    }
  }

  private void announced(Outbox.Announcement news) {
    switch (news.type()) {
      case "wallet.changed" -> live.walletChanged(news.tenant(), UUID.fromString(news.subject()));
      case "limit.reached", "destination.asked", "caller-id.verified", "caller-id.removed" ->
          live.limitNews(news.tenant(), news.type(), news.subject(), news.data());
      default -> {}
    }
  }

  private Payers payers() {
    return new Payers() {
      @Override
      public Optional<UUID> tenant(Domain domain) {
        return directory.tenant(domain).map(Tenant::id);
      }

      @Override
      public String country(Domain domain) {
        return directory.tenant(domain).map(Tenant::country).orElse("");
      }

      @Override
      public boolean suspended(CallAuthority.Ask ask) {
        return directory
            .tenant(ask.domain())
            .filter(Tenant::suspended)
            .map(tenant -> !isForSupport(ask, tenant))
            .orElse(false);
      }

      private static boolean isForSupport(CallAuthority.Ask ask, Tenant tenant) {
        return ask.from() instanceof Origin.Carrier
            && ask.to() instanceof Destination.Phone phone
            && phone.user().equals(tenant.support());
      }

      @Override
      public Optional<UUID> walletOf(Domain domain, String user) {
        return Optional.ofNullable(directory.walletOf(domain, user));
      }

      @Override
      public Carriage carriage(UUID tenant, String trunk) {
        return directory
            .trunk(tenant, trunk)
            .<Carriage>map(
                stored ->
                    stored.owner() != null
                        ? new Carriage.Own()
                        : stored.carrier() != null
                            ? new Carriage.Of(stored.carrier())
                            : new Carriage.Anybodys())
            .orElse(new Carriage.Anybodys());
      }
    };
  }

  /** Where re-ratings are prepared and posted. */
  public ReRatingDesk reRatings() {
    return reRatings;
  }

  /**
   * The rates in force.
   *
   * @throws BooksUnavailable before charging has started
   */
  public Rates rates() {
    Charging started = charging;
    if (started == null) {
      throw new BooksUnavailable("charging has not started", new IllegalStateException(state));
    }
    return started.rates();
  }

  @Override
  public String node() {
    return configuration.node();
  }

  @Override
  public boolean settled() {
    Telephony engine = telephony;
    return engine != null && engine.settled();
  }

  @Override
  public Optional<Refusal> originate(CallRequest request) {
    Telephony engine = telephony;
    return engine == null ? Optional.of(STARTING) : engine.originate(request);
  }

  @Override
  public Optional<CompletableFuture<Outcome<?>>> begin(UUID call, Verb<?> verb, Duration deadline)
      throws InterruptedException {
    Telephony engine = telephony;
    return engine == null ? Optional.empty() : engine.begin(call, verb, deadline);
  }

  @Override
  public boolean hangUp(UUID call, String reason) {
    Telephony engine = telephony;
    return engine != null && engine.hangUp(call, reason);
  }

  @Override
  public Optional<ModemSignalling> modems() {
    Telephony engine = telephony;
    return engine == null ? Optional.empty() : engine.modems();
  }

  @Override
  public Optional<Guard> guard() {
    Telephony engine = telephony;
    return engine == null ? Optional.empty() : engine.guard();
  }

  @Override
  public List<Tally> tallies() {
    Telephony engine = telephony;
    return engine == null ? List.of() : engine.tallies();
  }

  @Override
  public Health.Seen health(String trunk) {
    return trunks()
        .map(choice -> choice.health.of(trunk))
        .orElse(new Health.Seen(Health.State.UNKNOWN, ""));
  }

  @Override
  public Optional<String> refuses(Place place) {
    Telephony engine = telephony;
    return engine == null
        ? Optional.empty()
        : engine
            .locate(place)
            .filter(Located.Inside.class::isInstance)
            .map(Located.Inside.class::cast)
            .map(Located.Inside::reason);
  }

  @Override
  public Trial attempt(Tenant tenant, String number) {
    Charging money = charging;
    return new TrunkTrial(directory, trunks(), money == null ? null : money.prices(), clock)
        .of(tenant, number);
  }

  private Optional<TrunkChoice> trunks() {
    Telephony engine = telephony;
    return engine == null ? Optional.empty() : engine.trunks();
  }

  @Override
  public boolean allows(String domain, String origin) {
    return browsers().map(door -> door.allows(domain, origin)).orElse(false);
  }

  @Override
  public Optional<Frames> open(String domain, InetSocketAddress peer, Socket socket) {
    return browsers().flatMap(door -> door.open(domain, peer, socket));
  }

  private Optional<BrowserDoor> browsers() {
    Telephony engine = telephony;
    return engine == null ? Optional.empty() : engine.browsers();
  }

  @Override
  public Report report() {
    Telephony engine = telephony;
    return new Report(
        engine != null && engine.ready(),
        state,
        feed.connected(),
        engine == null ? 0 : engine.callsNow(),
        engine == null ? "" : engine.relay(),
        identities().map(Identities::state).orElse(NOT_YET));
  }

  @Override
  public Optional<String> signingChain(String name) {
    return identities().flatMap(identities -> identities.chain(name));
  }

  private Optional<Identities> identities() {
    Telephony engine = telephony;
    return engine == null ? Optional.empty() : engine.identities();
  }

  private void say(String what) {
    state = what;
    LOG.log(Level.INFO, "node {0}: {1}", configuration.node(), what);
  }

  /** Drains telephony, then stops what it was given. */
  @Override
  public void close() {
    open = false;
    say("going down");
    Thread starting;
    synchronized (this) {
      starting = starter;
    }
    try {
      if (starting != null && telephony == null) {
        starting.interrupt();
        starting.join(Duration.ofSeconds(10));
      }
      Telephony engine = telephony;
      if (engine != null) {
        engine.drain();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    BanKeeper keeper = bans;
    if (keeper != null) {
      keeper.close();
    }
    RecordingSweep old = sweep;
    if (old != null) {
      old.close();
    }
    Bookkeeping books = bookkeeping;
    if (books != null) {
      books.close();
    }
    reRatings.close();
    Charging money = charging;
    if (money != null) {
      money.close();
    }
    feed.close();
    aside.shutdownNow();
    say("stopped");
  }
}
