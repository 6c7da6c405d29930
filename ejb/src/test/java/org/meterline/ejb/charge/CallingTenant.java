package org.meterline.ejb.charge;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.meterline.ejb.database.Fragile;
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
import org.meterline.telephony.speech.OwnSounds;
import org.meterline.telephony.trunk.Trunk;

/** A tenant whose phones call over the real engine, and are charged over PostgreSQL. */
final class CallingTenant implements Directory, AutoCloseable {
  static final String PASSWORD = "a password";

  final ChargedTenant tenant;
  final List<Trunk> trunks = new CopyOnWriteArrayList<>();
  final List<CallFact> facts = new CopyOnWriteArrayList<>();
  final Fragile database = new Fragile(TestDatabase.get().app());
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
    this(folder, limits, journal, money, Set.of("own"));
  }

  /**
   * The same.
   *
   * @param approved destinations that nobody has to approve
   */
  CallingTenant(Path folder, CallLimits limits, int journal, String money, Set<String> approved)
      throws Exception {
    tenant = new ChargedTenant().deck("49 0.60 0 1/1", "371 6.00 0 1/1").phone("101", money);
    tenant.approved = approved;
    charging =
        Charging.start(
            database,
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
            OwnSounds.NONE,
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
  public boolean helpsSomewhere(String dialled) {
    return EmergencyNumbers.KNOWN.has(dialled, country);
  }

  @Override
  public List<Trunk> trunks(Domain domain) {
    return trunks;
  }

  @Override
  public Optional<Trunk> trunk(String name) {
    return trunks.stream().filter(trunk -> trunk.name().equals(name)).findFirst();
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
    database.away(false);
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
