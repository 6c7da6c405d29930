package org.meterline.ejb.switchboard;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.ledger.Outbox;
import org.meterline.billing.seal.SealKey;
import org.meterline.billing.wallet.BooksUnavailable;
import org.meterline.ejb.charge.CarrierPrices;
import org.meterline.ejb.charge.ChargeTerms;
import org.meterline.ejb.charge.Charging;
import org.meterline.ejb.charge.PostingJournal;
import org.meterline.ejb.charge.Rates;
import org.meterline.ejb.guard.BanKeeper;
import org.meterline.ejb.ledger.Bookkeeping;
import org.meterline.ejb.program.ProgramFiles;
import org.meterline.ejb.record.LiveCalls;
import org.meterline.ejb.record.RecordJournal;
import org.meterline.ejb.recording.AnnouncementFiles;
import org.meterline.ejb.recording.RecordingFiles;
import org.meterline.ejb.recording.RecordingSweep;
import org.meterline.ejb.rerate.ReRatingDesk;
import org.meterline.ejb.sound.StoredSounds;
import org.meterline.ejb.tenant.Tenant;
import org.meterline.ejb.trunk.TrunkSecrets;
import org.meterline.telephony.guard.Guard;
import org.meterline.telephony.identity.Identities;

/**
 * A node's engine with everything it is given, started in order: directory, charging, telephony.
 * When the database is away at the start, it waits and says so.
 */
public final class EngineRoom implements Standing, AutoCloseable {
  private static final Logger LOG = System.getLogger(EngineRoom.class.getName());

  private static final Identities.State NOT_YET = new Identities.State("off", false, null, "off");
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration RE_RATE = Duration.ofMinutes(1);

  private final Configuration configuration;
  private final DataSource database;
  private final MemoryDirectory directory;
  private final LiveCalls live;
  private final Clock clock;
  private final DirectoryFeed feed;
  private final EngineDoors doors;
  private final EngineTrunks trunks;
  private final ReRatingDesk reRatings;
  private final ExecutorService aside =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("aside-", 0).factory());
  private volatile String state = "not started";
  private volatile boolean open = true;
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
    this.doors = new EngineDoors(configuration.node());
    this.trunks = new EngineTrunks(directory, doors::engine, this::prices, clock);
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
      doors.open(engine);
      engine.guard().ifPresent(this::keepBans);
      recover(money);
      keepBooks();
      // Else calls would wait while what starting left is copied.
      System.gc();
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
                new DirectoryPayers(directory),
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
            new RecordingFiles(configuration.media().recordings().folder(), configuration.node()),
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

  private @Nullable CarrierPrices prices() {
    Charging started = charging;
    return started == null ? null : started.prices();
  }

  /** What this node's engine can be asked for, before it takes calls, too. */
  public EngineDoors doors() {
    return doors;
  }

  /** How trunks are on this node. */
  public EngineTrunks trunks() {
    return trunks;
  }

  @Override
  public Report report() {
    Optional<Telephony> engine = doors.engine();
    boolean started = engine.map(Telephony::ready).orElse(false);
    boolean rehearsed = engine.map(Telephony::rehearsed).orElse(false);
    return new Report(
        started,
        started && rehearsed,
        started && !rehearsed ? state + ", rehearsing some" : state,
        feed.connected(),
        engine.map(Telephony::callsNow).orElse(0),
        engine.map(Telephony::relay).orElse(""),
        identities().map(Identities::state).orElse(NOT_YET));
  }

  @Override
  public Optional<String> signingChain(String name) {
    return identities().flatMap(identities -> identities.chain(name));
  }

  private Optional<Identities> identities() {
    return doors.engine().flatMap(Telephony::identities);
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
      if (starting != null && doors.engine().isEmpty()) {
        starting.interrupt();
        starting.join(Duration.ofSeconds(10));
      }
      Telephony engine = doors.engine().orElse(null);
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
