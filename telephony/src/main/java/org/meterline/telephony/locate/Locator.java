package org.meterline.telephony.locate;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.meterline.telephony.address.IpLiteral;
import org.meterline.telephony.address.OwnAddresses;

/**
 * Says where a SIP server is (RFC 3263, section 4). The transport is always known, so of NAPTR
 * those records count that name it. Safe for many threads; may block for {@link #PATIENCE}.
 */
public final class Locator {
  /** All that is asked for one place is asked within this. */
  static final Duration PATIENCE = Duration.ofSeconds(2);

  /** How long a spot that failed comes after the others. */
  private static final Duration REST = Duration.ofSeconds(30);

  private static final int MOST_TARGETS = 16;
  private static final int MOST_RESTING = 1_000;

  /** How this machine itself finds addresses: its hosts file, its own net. */
  private static final Duration SYSTEM_LIVES = Duration.ofSeconds(30);

  /** How long one question may take, and how much of what is left. */
  private static final long QUESTION = 900_000_000;

  private static final class Search {
    private final long deadline = System.nanoTime() + PATIENCE.toNanos();
    private volatile boolean unanswered;

    /** So that after a question that nobody answered there is time for the next one. */
    Duration limit() {
      long left = deadline - System.nanoTime();
      return Duration.ofNanos(Math.min(QUESTION, Math.max(50_000_000, left / 2)));
    }
  }

  private final Answer.Source dns;
  private final Answer.Source addresses;
  private final OwnAddresses own;
  private final Reach reach;
  private final Executor threads;
  private final LongSupplier nanos;
  private final RandomGenerator random;
  private final Map<Located.Spot, Long> resting = new ConcurrentHashMap<>();

  /**
   * @param servers the DNS servers; none: this machine's
   * @param own the families that are spoken
   * @param reach where those places may be that must be outside
   * @param threads runs questions that are asked at a time; may block
   * @param nanos a monotonic clock
   */
  public Locator(
      List<InetSocketAddress> servers,
      OwnAddresses own,
      Reach reach,
      Executor threads,
      LongSupplier nanos,
      RandomGenerator random) {
    List<InetSocketAddress> named = List.copyOf(servers);
    Answer.Source asked = new Servers(named.isEmpty() ? Servers::ofThisMachine : () -> named);
    this.dns = new Kept(asked, nanos);
    this.addresses =
        named.isEmpty() ? new Kept((n, t, limit) -> withSystem(asked, n, t, limit), nanos) : dns;
    this.own = own;
    this.reach = reach;
    this.threads = threads;
    this.nanos = nanos;
    this.random = random;
  }

  /** Where it is now. Spots that failed a while ago come last. */
  public Located locate(Place place) {
    Optional<InetAddress> literal = IpLiteral.read(place.host());
    if (literal.isPresent()) {
      return at(List.of(new Located.Spot(literal.get(), place.usualPort())), place, new Search());
    }
    var search = new Search();
    if (place.port() > 0 || place.host().indexOf('.') < 0) {
      return byAddress(place, search);
    }
    List<Entry.Served> services = services(place, search);
    if (services.isEmpty()) {
      return byAddress(place, search);
    }
    if (services.size() == 1 && services.getFirst().target().isEmpty()) {
      return new Located.Nowhere(
          place.host() + " takes no calls over " + place.transport() + ", says DNS");
    }
    List<Future<List<Located.Spot>>> found =
        Ranking.of(services, random).stream()
            .limit(MOST_TARGETS)
            .map(service -> elsewhere(() -> spots(service.target(), service.port(), search)))
            .toList();
    List<Located.Spot> spots = new ArrayList<>();
    found.forEach(each -> spots.addAll(await(each, search.deadline, List.of())));
    return at(spots, place, search);
  }

  private Located byAddress(Place place, Search search) {
    return at(spots(place.host(), place.usualPort(), search), place, search);
  }

  private Located at(List<Located.Spot> all, Place place, Search search) {
    List<Located.Spot> spots =
        all.stream().filter(spot -> !place.outside() || reach.admits(spot.address())).toList();
    if (spots.isEmpty() && !all.isEmpty()) {
      return new Located.Inside(
          place.host() + " leads to " + all.getFirst() + ", where no trunk of a tenant may be");
    }
    List<Located.Spot> reached =
        new LinkedHashSet<>(spots)
            .stream()
                .filter(spot -> own.speaks(spot.address()))
                .sorted(Comparator.comparing(this::rests))
                .toList();
    if (!reached.isEmpty()) {
      return new Located.At(reached);
    }
    return new Located.Nowhere(
        spots.isEmpty()
            ? (search.unanswered ? "DNS does not answer about " : "DNS knows no address of ")
                + place.host()
            : OwnAddresses.unspoken(spots.getFirst().address()));
  }

  /** Of a NAPTR that names the transport, or else where they usually are. */
  private List<Entry.Served> services(Place place, Search search) {
    Future<List<Entry.Pointer>> pointers =
        elsewhere(() -> ask(place.host(), Entry.Type.NAPTR, Entry.Pointer.class, search));
    List<Entry.Served> usual = services(place.service(), search);
    return await(pointers, search.deadline, List.of()).stream()
        .filter(pointer -> pointer.flags().equalsIgnoreCase("s"))
        .filter(pointer -> pointer.service().equalsIgnoreCase(place.naptrService()))
        .sorted(
            Comparator.comparingInt(Entry.Pointer::order)
                .thenComparingInt(Entry.Pointer::preference))
        .map(Entry.Pointer::replacement)
        .filter(name -> !name.isEmpty() && !name.equalsIgnoreCase(place.service()))
        .limit(2)
        .map(name -> services(name, search))
        .filter(named -> !named.isEmpty())
        .findFirst()
        .orElse(usual);
  }

  private List<Entry.Served> services(String name, Search search) {
    return ask(name, Entry.Type.SRV, Entry.Served.class, search);
  }

  /** IPv4 comes first, as everywhere. */
  private List<Located.Spot> spots(String host, int port, Search search) {
    if (host.isEmpty()) {
      return List.of();
    }
    Future<List<Entry.Address>> six =
        elsewhere(() -> ask(host, Entry.Type.AAAA, Entry.Address.class, search));
    List<Entry.Address> all = new ArrayList<>(ask(host, Entry.Type.A, Entry.Address.class, search));
    all.addAll(await(six, search.deadline, List.of()));
    return all.stream().map(each -> new Located.Spot(each.address(), port)).toList();
  }

  /** None, too, where DNS does not answer and never did. */
  private <E extends Entry> List<E> ask(
      String name, Entry.Type type, Class<E> kind, Search search) {
    boolean address = kind == Entry.Address.class;
    try {
      return (address ? addresses : dns).ask(name, type, search.limit()).all(kind);
    } catch (IOException e) {
      search.unanswered = true;
      return List.of();
    }
  }

  /** What DNS does not know this machine may know by itself: its hosts file comes first there. */
  private Answer withSystem(Answer.Source asked, String name, Entry.Type type, Duration limit)
      throws IOException {
    if (name.indexOf('.') >= 0) {
      try {
        Answer answer = asked.ask(name, type, limit.multipliedBy(3).dividedBy(4));
        if (answer.exists()) {
          return answer;
        }
      } catch (IOException e) {
        Future<Answer> system = elsewhere(() -> ofSystem(name, type));
        Answer none = new Answer(false, List.of(), Duration.ZERO);
        Answer found = await(system, System.nanoTime() + limit.toNanos() / 4, none);
        if (found.entries().isEmpty()) {
          throw e;
        }
        return found;
      }
    }
    Future<Answer> system = elsewhere(() -> ofSystem(name, type));
    Answer none = new Answer(false, List.of(), SYSTEM_LIVES);
    return await(system, System.nanoTime() + limit.toNanos(), none);
  }

  private static Answer ofSystem(String name, Entry.Type type) {
    int length = type == Entry.Type.A ? 4 : 16;
    try {
      List<Entry> all =
          Arrays.stream(InetAddress.getAllByName(name))
              .filter(address -> address.getAddress().length == length)
              .<Entry>map(Entry.Address::new)
              .toList();
      return new Answer(true, all, SYSTEM_LIVES);
    } catch (UnknownHostException e) {
      return new Answer(false, List.of(), SYSTEM_LIVES);
    }
  }

  private <T> Future<T> elsewhere(Supplier<T> question) {
    return CompletableFuture.supplyAsync(question, threads);
  }

  private static <T> T await(Future<T> answer, long deadline, T otherwise) {
    try {
      long left = Math.max(1_000_000, deadline - System.nanoTime());
      return answer.get(left, TimeUnit.NANOSECONDS);
    } catch (ExecutionException | TimeoutException e) {
      return otherwise;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return otherwise;
    }
  }

  /** Nobody answers at the spot. */
  public void failed(Located.Spot spot) {
    if (resting.size() >= MOST_RESTING) {
      resting.keySet().removeIf(each -> !rests(each));
    }
    if (resting.size() < MOST_RESTING) {
      resting.put(spot, nanos.getAsLong() + REST.toNanos());
    }
  }

  private boolean rests(Located.Spot spot) {
    Long until = resting.get(spot);
    return until != null && nanos.getAsLong() - until < 0;
  }
}
