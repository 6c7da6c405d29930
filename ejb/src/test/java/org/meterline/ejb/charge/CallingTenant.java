package org.meterline.ejb.charge;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.meterline.ejb.database.TestDatabase;
import org.meterline.ejb.location.EmergencyNumbers;
import org.meterline.ejb.number.Dialling;
import org.meterline.ejb.phone.Digests;
import org.meterline.telephony.call.Account;
import org.meterline.telephony.call.CallEvents;
import org.meterline.telephony.call.CallFact;
import org.meterline.telephony.call.CallJournal;
import org.meterline.telephony.call.CallLimits;
import org.meterline.telephony.call.CallTimings;
import org.meterline.telephony.call.Destination;
import org.meterline.telephony.call.Directory;
import org.meterline.telephony.call.Domain;
import org.meterline.telephony.call.Origin;
import org.meterline.telephony.call.Place;
import org.meterline.telephony.media.MediaSettings;
import org.meterline.telephony.program.AgiPrograms;
import org.meterline.telephony.registrar.Binding;
import org.meterline.telephony.registrar.BindingStore;
import org.meterline.telephony.server.Engine;
import org.meterline.telephony.server.JournalSettings;
import org.meterline.telephony.server.Settings;
import org.meterline.telephony.sip.SipSettings;
import org.meterline.telephony.trunk.Trunk;

/** A tenant whose phones call over the real engine, and are charged over PostgreSQL. */
final class CallingTenant implements Directory, AutoCloseable {
  static final String PASSWORD = "a password";

  final ChargedTenant tenant;
  final List<Trunk> trunks = new CopyOnWriteArrayList<>();
  final List<CallFact> facts = new CopyOnWriteArrayList<>();
  final AtomicBoolean databaseAway = new AtomicBoolean();
  final AtomicBoolean booksAway = new AtomicBoolean();
  final Charging charging;
  final Engine engine;

  /** ISO 3166 alpha-2; where the phones are. */
  volatile String country = "DE";

  /** Whoever asks whether a domain is served waits for it. */
  volatile CountDownLatch standstill = new CountDownLatch(0);

  /**
   * @param limits of the engine
   * @param journal how many bytes may wait to be posted
   * @param money of 101
   */
  CallingTenant(Path folder, CallLimits limits, int journal, String money) throws Exception {
    tenant = new ChargedTenant().deck("49 0.60 0 1/1", "371 6.00 0 1/1").phone("101", money);
    tenant.approved = java.util.Set.of("own");
    charging =
        Charging.start(
            fragile(TestDatabase.get().app()),
            tenant,
            "calling-" + tenant.id,
            Duration.ofMinutes(5),
            new ChargeTerms(
                Duration.ofSeconds(15), Duration.ofSeconds(5), Duration.ofSeconds(5), 0, 400),
            tenant.approved,
            Clock.systemUTC());
    Settings settings =
        new Settings(
            "calling-" + tenant.id,
            folder,
            SipSettings.of("127.0.0.1", "127.0.0.1", 0),
            MediaSettings.loopback(),
            AgiPrograms.Settings.USUAL,
            null,
            limits,
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            new JournalSettings(
                16 << 10, journal, 100, Duration.ofSeconds(1), Duration.ofMillis(50)),
            CallTimings.USUAL);
    engine =
        new Engine(
            settings,
            this,
            charging.authority(),
            this::post,
            new CallEvents() {
              @Override
              public void changed(Snapshot call) {}

              @Override
              public void registered(Binding binding, boolean now) {}
            },
            new BindingStore() {
              @Override
              public List<Binding> load() {
                return List.of();
              }

              @Override
              public void save(List<Binding> changed, List<Binding> removed) {}
            },
            Clock.systemUTC());
    engine.start();
  }

  private void post(List<CallFact> news) throws CallJournal.Unavailable, CallJournal.Refused {
    if (booksAway.get()) {
      throw new CallJournal.Unavailable("the books are away", new IllegalStateException());
    }
    charging.journal().post(news);
    facts.addAll(news);
  }

  private DataSource fragile(DataSource real) {
    return (DataSource)
        Proxy.newProxyInstance(
            CallingTenant.class.getClassLoader(),
            new Class<?>[] {DataSource.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("getConnection") && databaseAway.get()) {
                throw new SQLException("the database is away", "08001");
              }
              try {
                return method.invoke(real, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  static void until(String what, BooleanSupplier so) {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!so.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not within a minute: " + what);
      }
      LockSupport.parkNanos(20_000_000);
    }
  }

  /** The calls to that number that are over and posted. */
  List<List<CallFact>> calls(String dialled) {
    return facts.stream()
        .filter(fact -> fact instanceof CallFact.Began began && began.dialled().equals(dialled))
        .map(began -> facts.stream().filter(f -> f.call().equals(began.call())).toList())
        .filter(call -> call.stream().anyMatch(CallFact.Ended.class::isInstance))
        .toList();
  }

  @Override
  public boolean serves(Domain domain) {
    try {
      standstill.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return domain.equals(tenant.domain);
  }

  @Override
  public Optional<Account> account(Domain domain, String user) {
    Digests secret = Digests.of(user, tenant.domain, PASSWORD);
    return domain.equals(tenant.domain) && user.equals("101")
        ? Optional.of(
            new Account(
                domain,
                user,
                "Phone",
                new Account.Secret(secret.md5(), secret.sha256()),
                List.of(),
                List.of()))
        : Optional.empty();
  }

  @Override
  public Destination find(Origin from, String dialled) {
    return from instanceof Origin.Phone phone
        ? find(phone.domain(), dialled)
        : new Destination.Unknown("no such number here");
  }

  @Override
  public Destination find(Domain within, String dialled) {
    return EmergencyNumbers.KNOWN.has(dialled, country)
        ? new Destination.Emergency(within, dialled, Place.in(country))
        : Dialling.outside(dialled, country)
            .<Destination>map(number -> new Destination.Outside(within, number))
            .orElse(new Destination.Unknown("no such extension"));
  }

  @Override
  public List<Trunk> trunks(Domain domain) {
    return trunks;
  }

  @Override
  public List<Trunk> emergencyTrunks(Domain domain) {
    return trunks;
  }

  @Override
  public Optional<Trunk> trunkAt(InetSocketAddress source) {
    return trunks.stream().filter(trunk -> trunk.port() == source.getPort()).findFirst();
  }

  /** The last of the facts of a kind, of one call. */
  static <F extends CallFact> F last(List<CallFact> call, Class<F> kind) {
    return Objects.requireNonNull(
        call.reversed().stream().filter(kind::isInstance).map(kind::cast).findFirst().orElse(null));
  }

  @Override
  public void close() {
    databaseAway.set(false);
    booksAway.set(false);
    standstill.countDown();
    try {
      engine.drain(Duration.ofMillis(1));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    charging.close();
  }
}
