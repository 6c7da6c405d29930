package org.meterline.telephony.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.meterline.telephony.address.OwnAddresses;
import org.meterline.telephony.call.Account;
import org.meterline.telephony.call.CallFact;
import org.meterline.telephony.call.CallId;
import org.meterline.telephony.call.CallJournal;
import org.meterline.telephony.call.CallRequest;
import org.meterline.telephony.call.CallTimings;
import org.meterline.telephony.call.Destination;
import org.meterline.telephony.call.Directory;
import org.meterline.telephony.call.Domain;
import org.meterline.telephony.call.E164;
import org.meterline.telephony.call.Origin;
import org.meterline.telephony.call.Refusal;
import org.meterline.telephony.media.MediaSettings;
import org.meterline.telephony.media.Prompt;
import org.meterline.telephony.registrar.Binding;
import org.meterline.telephony.sip.SipSettings;
import org.meterline.telephony.speech.OwnSounds;
import org.meterline.telephony.trunk.Rewriting;
import org.meterline.telephony.trunk.Trunk;

/**
 * Calls that a node places among itself before it says that it is ready: what was started this
 * moment interprets its code, takes several times as long for a call, and would refuse some of
 * those that come at once. There are two engines for it on loopback, with nobody's numbers, money
 * and books: one is both ends of each call; the other stands between them as a server does, has the
 * caller prove itself, calls the phone and carries the audio.
 */
final class Rehearsal {
  private static final OwnAddresses HERE = OwnAddresses.parse("127.0.0.1");
  private static final Domain DOMAIN = new Domain("rehearsal.invalid");
  private static final String CALLER = "caller";
  private static final String CALLEE = "+12025550100";
  private static final String THROUGH = "through";
  private static final Duration TALK = Duration.ofMillis(100);
  private static final int AT_A_TIME = 6;
  private static final CallRequest.Announcement TONE =
      new CallRequest.Announcement(
          "a tone", List.of(new Prompt.Tone(425, -10, TALK)), Set.of(THROUGH));

  private final Clock clock = Clock.systemUTC();
  private final Path folder;
  private final int calls;
  private final Duration patience;
  private final Semaphore places = new Semaphore(AT_A_TIME);
  private final Set<CallId> placed = ConcurrentHashMap.newKeySet();
  private final AtomicInteger answered = new AtomicInteger();
  private volatile boolean over;

  /**
   * @param folder is deleted before and after
   * @param calls how many are placed
   * @param patience after which it is over, however many have been
   */
  Rehearsal(Path folder, int calls, Duration patience) {
    this.folder = folder;
    this.calls = calls;
    this.patience = patience;
  }

  /**
   * Places the calls, {@value #AT_A_TIME} at a time, and waits until they are over.
   *
   * @return how many were answered
   */
  int run() throws IOException, InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    delete();
    String password = UUID.randomUUID().toString();
    Ends directory = new Ends(password);
    Engine ends = engine("ends", directory, this::post, List.of());
    try {
      ends.start();
      Engine middle = engine("middle", middle(password), facts -> {}, List.of(bound(ends.port())));
      try {
        middle.start();
        directory.middle = middle.port();
        for (int i = 0; i < calls && !over; i++) {
          if (!places.tryAcquire(left(end), TimeUnit.NANOSECONDS)) {
            break;
          }
          place(ends);
        }
        boolean _ = places.tryAcquire(AT_A_TIME, left(end), TimeUnit.NANOSECONDS);
      } finally {
        middle.drain(Duration.ZERO);
      }
    } finally {
      ends.drain(Duration.ZERO);
      delete();
    }
    return answered.get();
  }

  /** Has it end before its time, in order. */
  void end() {
    over = true;
    places.release(AT_A_TIME); // nobody waits for those that are up
  }

  private static long left(long end) {
    return Math.max(0, end - System.nanoTime());
  }

  private Engine engine(
      String name, Directory directory, CallJournal books, List<Binding> bindings) {
    Settings settings =
        Settings.of(
                name,
                folder.resolve(name),
                SipSettings.of("127.0.0.1", "127.0.0.1", 0),
                // As ordinary threads: those that come first must leave a core to others.
                new MediaSettings(HERE, HERE, 0, 0, 1, Duration.ofSeconds(60), null))
            .with(CallTimings.USUAL.withFarewell(Duration.ZERO));
    return new Engine(
        settings,
        directory,
        new NobodyPays(),
        books,
        new Unheard(),
        new StandardHardware(
            settings,
            directory,
            new Unheard(),
            new FixedBindings(bindings),
            OwnSounds.NONE,
            clock,
            false),
        clock);
  }

  private void place(Engine ends) {
    CallId call = CallId.mint();
    placed.add(call);
    Optional<Refusal> refused =
        ends.originate(
            new CallRequest(
                call,
                DOMAIN,
                null,
                "rehearsal",
                new CallRequest.Party(CALLEE, null, Duration.ofSeconds(10)),
                TONE,
                Map.of()));
    if (refused.isPresent()) {
      placed.remove(call);
      places.release();
    }
  }

  private static Directory middle(String password) {
    Properties accounts = new Properties();
    accounts.setProperty("domain", DOMAIN.toString());
    accounts.setProperty("account." + CALLER, password);
    accounts.setProperty("account." + CALLEE, password);
    return new FileDirectory(accounts);
  }

  private Binding bound(int port) {
    return new Binding(
        DOMAIN,
        CALLEE,
        "sip:phone@127.0.0.1:" + port,
        List.of(),
        "127.0.0.1:" + port,
        "udp",
        "rehearsal",
        "rehearsal",
        1,
        clock.instant().plus(Duration.ofHours(1)),
        null);
  }

  private void delete() throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> all = Files.walk(folder)) {
        for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(each);
        }
      }
    }
  }

  /** Both ends of the calls: it knows the way to the middle, and answers what comes from there. */
  private static final class Ends implements Directory {
    private final String password;
    private volatile int middle;

    Ends(String password) {
      this.password = password;
    }

    private Trunk through() {
      return new Trunk(
          THROUGH,
          "127.0.0.1",
          middle,
          "udp",
          List.of(),
          true,
          0,
          0,
          Trunk.Limits.NONE,
          Rewriting.NONE,
          List.of(),
          new Trunk.Access(CALLER, password, DOMAIN.toString(), false),
          true);
    }

    @Override
    public boolean serves(Domain domain) {
      return domain.equals(DOMAIN);
    }

    @Override
    public Optional<Account> account(Domain domain, String user) {
      return Optional.empty();
    }

    @Override
    public Destination find(Origin from, String dialled) {
      return find(DOMAIN, dialled);
    }

    @Override
    public Destination find(Domain within, String dialled) {
      if (dialled.equals(CALLEE)) {
        return new Destination.Outside(DOMAIN, new E164(CALLEE));
      }
      return new Destination.Program(
          DOMAIN,
          new UUID(0, 0),
          new UUID(0, 0),
          dialled,
          BuiltInPrograms.path("tone"),
          true,
          Map.of(),
          TALK);
    }

    @Override
    public boolean helpsSomewhere(String dialled) {
      return false;
    }

    @Override
    public List<Trunk> trunks(Domain domain) {
      return List.of(through());
    }

    @Override
    public List<Trunk> emergencyTrunks(Domain domain) {
      return List.of();
    }

    @Override
    public Optional<Trunk> trunkAt(InetSocketAddress source) {
      return Optional.of(through());
    }
  }

  /** The books of the ends, kept for nobody: who was answered, and whose place is free again. */
  private void post(List<CallFact> facts) {
    for (CallFact fact : facts) {
      if (fact instanceof CallFact.Ended ended && placed.remove(ended.call())) {
        if (ended.sipStatus() == 200) {
          answered.incrementAndGet();
        }
        places.release();
      }
    }
  }
}
