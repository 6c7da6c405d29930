package org.meterline.telephony.server;

import static org.meterline.telephony.Patience.until;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.address.OwnAddresses;
import org.meterline.telephony.call.Account;
import org.meterline.telephony.call.CallAuthority;
import org.meterline.telephony.call.CallEvents;
import org.meterline.telephony.call.CallFact;
import org.meterline.telephony.call.CallId;
import org.meterline.telephony.call.CallRequest;
import org.meterline.telephony.call.CallTimings;
import org.meterline.telephony.call.Destination;
import org.meterline.telephony.call.Directory;
import org.meterline.telephony.call.Domain;
import org.meterline.telephony.call.E164;
import org.meterline.telephony.call.LegId;
import org.meterline.telephony.call.MusicOnHold;
import org.meterline.telephony.call.Origin;
import org.meterline.telephony.call.RecordingRule;
import org.meterline.telephony.call.RecordingRules;
import org.meterline.telephony.identity.IdentitySettings;
import org.meterline.telephony.media.MediaSettings;
import org.meterline.telephony.modem.ModemSettings;
import org.meterline.telephony.modem.ModemState;
import org.meterline.telephony.modem.ModemStatus;
import org.meterline.telephony.modem.TextMessage;
import org.meterline.telephony.program.AgiPrograms;
import org.meterline.telephony.recording.RecordingSettings;
import org.meterline.telephony.registrar.Binding;
import org.meterline.telephony.relay.RelaySettings;
import org.meterline.telephony.sip.MemoryDirectory;
import org.meterline.telephony.sip.MovedTimers;
import org.meterline.telephony.sip.SipEndpoint;
import org.meterline.telephony.sip.SipSettings;
import org.meterline.telephony.sip.Sipp;
import org.meterline.telephony.trunk.Health;
import org.meterline.telephony.trunk.Trunk;

/** The real engine on free ports of the loopback, with one tenant whose papers lie in memory. */
final class House implements AutoCloseable, Directory, CallAuthority, CallEvents {
  static final String DOMAIN = "harbour.example";

  private static final Duration TIME_LIMIT = Duration.ofSeconds(20);
  private static final Domain TENANT = new Domain(DOMAIN);

  final Engine engine;
  final List<CallFact> facts = new CopyOnWriteArrayList<>();
  final List<Ask> asked = new CopyOnWriteArrayList<>();
  final List<Trunk> trunks = new CopyOnWriteArrayList<>();
  final List<String> news = new CopyOnWriteArrayList<>();
  final HeldSounds sounds = new HeldSounds();
  final List<RecordingRule> rules = new CopyOnWriteArrayList<>();
  volatile MusicOnHold musicOnHold = MusicOnHold.BUILT_IN;
  private final MemoryDirectory accounts = new MemoryDirectory();
  private final Map<String, Destination> numbers = new ConcurrentHashMap<>();
  private final Map<String, Integer> registrations = new ConcurrentHashMap<>();

  /** Where each account was registered last. */
  private final Map<String, Binding> latest = new ConcurrentHashMap<>();

  private volatile Duration grant = Granted.UNLIMITED;
  private final Set<E164> owned = ConcurrentHashMap.newKeySet();
  private final Set<CallId> past = ConcurrentHashMap.newKeySet();
  private final Path folder;
  final SipEndpoint sip;

  /**
   * A house with the accounts 101 to 103 and, known by SHA-256 alone, 104. Programs may be silent
   * for five seconds.
   */
  House(Path folder) throws Exception {
    this(folder, List.of());
  }

  /** The same that waits for so long for what. */
  House(Path folder, CallTimings timings) throws Exception {
    this(folder, List.of(), "127.0.0.1", IdentitySettings.NONE, null, timings, null);
  }

  /** The same with modems. */
  House(Path folder, List<ModemSettings> modems) throws Exception {
    this(folder, modems, "127.0.0.1", IdentitySettings.NONE, null, CallTimings.USUAL, null);
  }

  /** The same on these addresses. */
  House(Path folder, List<ModemSettings> modems, String addresses) throws Exception {
    this(folder, modems, addresses, IdentitySettings.NONE, null, CallTimings.USUAL, null);
  }

  /** The same that signs for callers and verifies them. */
  House(Path folder, List<ModemSettings> modems, IdentitySettings signed) throws Exception {
    this(folder, modems, "127.0.0.1", signed, null, CallTimings.USUAL, null);
  }

  /** The same behind an rtpengine. */
  House(Path folder, List<ModemSettings> modems, @Nullable RelaySettings relay) throws Exception {
    this(folder, modems, "127.0.0.1", IdentitySettings.NONE, relay, CallTimings.USUAL, null);
  }

  /** The same on these addresses behind an rtpengine. */
  House(Path folder, String addresses, RelaySettings relay) throws Exception {
    this(folder, List.of(), addresses, IdentitySettings.NONE, relay, CallTimings.USUAL, null);
  }

  /** The same whose dialogs' time a test moves. */
  House(Path folder, MovedTimers timers) throws Exception {
    this(folder, List.of(), "127.0.0.1", IdentitySettings.NONE, null, CallTimings.USUAL, timers);
  }

  private House(
      Path folder,
      List<ModemSettings> modems,
      String addresses,
      IdentitySettings signed,
      @Nullable RelaySettings relay,
      CallTimings timings,
      @Nullable MovedTimers timers)
      throws Exception {
    this.folder = folder;
    accounts.account(DOMAIN, "101", password("101")).account(DOMAIN, "102", password("102"));
    accounts.account(DOMAIN, "103", password("103"));
    accounts.sha256Account(DOMAIN, "104", password("104"));
    Settings usual =
        Settings.of(
            "house",
            folder.resolve("data"),
            SipSettings.of(addresses, addresses, 0)
                .withEdges(Set.of("127.0.0.1"))
                .with(new SipSettings.Tls(0, folder.resolve("sip.p12"), "a password")),
            MediaSettings.on(OwnAddresses.parse(addresses))
                .with(new RecordingSettings(folder.resolve("recordings"), 0)));
    Settings settings =
        new Settings(
                usual.node(),
                usual.data(),
                usual.sip(),
                usual.media(),
                new AgiPrograms.Settings(Duration.ofSeconds(5), 100),
                null,
                usual.limits(),
                usual.catchUp(),
                usual.trunkRest(),
                usual.journal(),
                timings)
            .with(modems)
            .with(signed)
            .through(relay);
    Clock clock = Clock.systemUTC();
    var hardware =
        new StandardHardware(
            settings, this, this, new FixedBindings(List.of()), sounds, clock, true);
    sip = hardware.sip();
    if (timers != null) {
      timers.of(sip);
    }
    engine = new Engine(settings, this, this, facts::addAll, this, hardware, clock);
    engine.start();
    until("the engine is ready", engine::ready);
  }

  /** Another account. */
  void account(String user) {
    accounts.account(DOMAIN, user, password(user));
  }

  static String password(String user) {
    return "secret-of-" + user;
  }

  int port() {
    return engine.port();
  }

  int tlsPort() {
    return sip.tlsPort();
  }

  /** Who dials or is called by {@code dialled} reaches this. */
  void number(String dialled, Destination destination) {
    numbers.put(dialled, destination);
  }

  void extension(String dialled, String user) {
    number(dialled, new Destination.Phone(TENANT, user));
  }

  /** A program in the file, which need not be there, with 20 seconds to live after its call. */
  void program(String dialled, Path executable, Map<String, String> variables) {
    program(dialled, executable, variables, TIME_LIMIT);
  }

  private void program(
      String dialled, Path executable, Map<String, String> variables, Duration timeLimit) {
    number(
        dialled,
        new Destination.Program(
            TENANT,
            UUID.randomUUID(),
            UUID.randomUUID(),
            "program " + dialled,
            executable,
            true,
            variables,
            timeLimit));
  }

  /** A program of these lines of shell, in a folder of its own. */
  void shell(String dialled, String... lines) throws IOException {
    shell(dialled, TIME_LIMIT, lines);
  }

  /** The same with a time of its own to live after its call; answers its folder. */
  Path shell(String dialled, Duration timeLimit, String... lines) throws IOException {
    Path own = Files.createDirectories(folder.resolve("programs").resolve(dialled));
    Path file = own.resolve("run");
    Files.writeString(file, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    program(dialled, file, Map.of(), timeLimit);
    return own;
  }

  /** The account shows this number outside; it is the tenant's, or is not known to be. */
  void callerId(String user, String number, boolean own) {
    accounts.callerId(DOMAIN, user, new E164(number));
    if (own) {
      owned.add(new E164(number));
    }
  }

  @Override
  public Claim claim(Domain domain, E164 number) {
    return owned.contains(number) ? Claim.OWNED : accounts.claim(domain, number);
  }

  /** Registers the phone as the account, or lets it go with {@code expires} 0. */
  void register(String user, Sipp phone, int expires) throws Exception {
    register(user, phone.port(), expires);
  }

  /** The same of one at this port of the loopback. */
  void register(String user, int phone, int expires) throws Exception {
    try (var registration =
        Sipp.scenario("register.xml")
            .to(port())
            .user(user, password(user))
            .set("domain", DOMAIN)
            .set("expires", Integer.toString(expires))
            .set("contact", Integer.toString(phone))
            .start()) {
      registration.succeeds(1);
    }
  }

  /** Has {@code first} called, and then {@code then}. */
  void connect(String first, String then) {
    Duration ringTime = Duration.ofSeconds(30);
    var request =
        new CallRequest(
            CallId.mint(),
            TENANT,
            null,
            "a test",
            new CallRequest.Party(first, null, ringTime),
            new CallRequest.Party(then, null, ringTime),
            Map.of());
    engine
        .originate(request)
        .ifPresent(
            why -> {
              throw new AssertionError("not called: " + why);
            });
  }

  /** How often the account was registered, refreshed or not. */
  int registrations(String user) {
    return registrations.getOrDefault(user, 0);
  }

  /** Where the account was registered last. */
  Binding latest(String user) {
    return Objects.requireNonNull(latest.get(user));
  }

  /** Where a recording lies. */
  Path file(CallFact.RecordingBegan recording) {
    return folder.resolve("recordings").resolve(recording.path());
  }

  /** Waits until the modem takes calls. */
  void ready(String modem) {
    until(
        modem + " is ready: " + engine.modems().statuses(),
        () ->
            engine.modems().statuses().stream()
                .anyMatch(m -> m.name().equals(modem) && m.state() == ModemState.READY));
  }

  /** What is asked about calls is about those from now on; waits until the others are over. */
  void forget() {
    until(
        "earlier calls are posted",
        () -> engine.calls().isEmpty() && engine.counters().journalUnposted() == 0);
    facts.forEach(fact -> past.add(fact.call()));
  }

  /** The last call to that number, once its last fact is posted. */
  List<CallFact> call(String dialled) {
    until("the call to " + dialled + " is posted", () -> over(last(dialled)).isPresent());
    CallId id = last(dialled).orElseThrow();
    return facts.stream().filter(f -> f.call().equals(id)).toList();
  }

  /** How many calls to that number were answered and are over. */
  long answered(String dialled) {
    Set<CallId> calls =
        facts.stream()
            .filter(f -> f instanceof CallFact.Began began && began.dialled().equals(dialled))
            .map(CallFact::call)
            .collect(Collectors.toSet());
    return facts.stream()
        .filter(f -> f instanceof CallFact.Ended ended && ended.sipStatus() == 200)
        .filter(f -> calls.contains(f.call()))
        .count();
  }

  private Optional<CallId> last(String dialled) {
    return facts.stream()
        .filter(f -> f instanceof CallFact.Began began && began.dialled().equals(dialled))
        .map(CallFact::call)
        .filter(call -> !past.contains(call))
        .reduce((a, b) -> b);
  }

  /** A call is posted whole when as many programs ended as began, too. */
  private Optional<CallId> over(Optional<CallId> call) {
    return call.filter(
        id ->
            count(id, CallFact.Ended.class) == 1
                && count(id, CallFact.ProgramBegan.class)
                    == count(id, CallFact.ProgramEnded.class));
  }

  private long count(CallId call, Class<? extends CallFact> kind) {
    return facts.stream().filter(f -> f.call().equals(call) && kind.isInstance(f)).count();
  }

  static <F extends CallFact> F only(List<CallFact> call, Class<F> kind) {
    List<F> all = call.stream().filter(kind::isInstance).map(kind::cast).toList();
    if (all.size() != 1) {
      throw new AssertionError(all.size() + " of " + kind.getSimpleName() + " in " + call);
    }
    return all.getFirst();
  }

  @Override
  public RecordingRules recordingRules(Domain domain) {
    return RecordingRules.of(rules);
  }

  @Override
  public MusicOnHold musicOnHold(Domain domain) {
    return musicOnHold;
  }

  @Override
  public boolean serves(Domain domain) {
    return domain.equals(TENANT);
  }

  @Override
  public Optional<Account> account(Domain domain, String user) {
    return accounts.account(domain, user);
  }

  @Override
  public Destination find(Origin from, String dialled) {
    Destination known = numbers.get(dialled);
    if (known != null) {
      return known;
    }
    if (from instanceof Origin.Phone && account(TENANT, dialled).isPresent()) {
      return new Destination.Phone(TENANT, dialled);
    }
    Optional<E164> outside = E164.parse(dialled);
    return from instanceof Origin.Phone && outside.isPresent()
        ? new Destination.Outside(TENANT, outside.get())
        : new Destination.Unknown("No such extension");
  }

  @Override
  public Destination find(Domain within, String dialled) {
    return find(new Origin.Phone(within, ""), dialled);
  }

  @Override
  public boolean helpsSomewhere(String dialled) {
    return numbers.get(dialled) instanceof Destination.Emergency;
  }

  @Override
  public List<Trunk> trunks(Domain domain) {
    return trunks;
  }

  /** Those that are registered at: nobody asks the others. */
  @Override
  public List<Trunk> allTrunks() {
    return trunks.stream().filter(Trunk::registers).toList();
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
    return trunks.stream().filter(t -> t.port() == source.getPort()).findFirst();
  }

  /** From now on somebody has to pay, or nobody has. */
  void charges(boolean on) {
    grant = on ? Duration.ofHours(1) : Granted.UNLIMITED;
  }

  @Override
  public Answer admit(Ask ask) {
    asked.add(ask);
    return new Granted(grant, false, Duration.ofSeconds(10), ask.trunks(), "the house");
  }

  @Override
  public Answer extend(LegId leg, int sequence, Duration used) {
    return new Granted(grant, false, Duration.ofSeconds(10), List.of(), "the house");
  }

  @Override
  public void changed(Snapshot call) {}

  @Override
  public void trunkChanged(String trunk, Health.Seen seen, Instant at) {
    news.add("trunk " + trunk + " " + seen.state());
  }

  @Override
  public void modemChanged(ModemStatus modem, Instant at) {
    news.add("modem " + modem.name() + " " + modem.state());
  }

  @Override
  public void messageReceived(ModemStatus modem, TextMessage message, Instant at) {
    news.add("message to " + modem.name() + " " + message.text());
  }

  @Override
  public void registered(Binding binding, boolean now) {
    if (now) {
      latest.put(binding.user(), binding);
      registrations.merge(binding.user(), 1, Integer::sum);
    }
  }

  @Override
  public void close() {
    try {
      engine.drain(Duration.ofSeconds(1));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
