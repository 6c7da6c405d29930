package org.meterline.telephony.guard;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

/**
 * Says whether anything is taken from a source, before it is read: not from one that is banned, nor
 * more than its share. Trunks and those on the list of the allowed pass always. Learns whom to ban
 * from what it is told. Safe for many threads; asking allocates nothing.
 *
 * <p>Over UDP a sender may write any source. So who has lately proved who they are is not banned
 * for what others may have sent in their name, and a ban that was learned ends by itself.
 */
public final class Guard {
  /** Within which offences add up. */
  public static final Duration WINDOW = Duration.ofMinutes(10);

  private static final Duration TRUSTED = Duration.ofHours(1);
  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final int MOST_KNOWN = 10_000;
  private static final int MOST_BANS = 10_000;

  /**
   * So many bans may be learned at once, then one each while: over UDP one packet may have another
   * source banned, and each ban is stored, told, and costs more than the packet.
   */
  private static final int LEARNED_AT_ONCE = 1_000;

  private static final long LEARNED_EVERY = Duration.ofMillis(500).toNanos();

  /**
   * Of one source, calls for help beyond what else it may begin: each comes twice, with a proof.
   */
  static final int HELP_AT_ONCE = 50;

  static final int HELP_A_SECOND = 20;

  /** The same of all sources that have not lately proved who they are: anybody may write many. */
  static final int ALL_HELP_AT_ONCE = 1_000;

  static final int ALL_HELP_A_SECOND = 200;

  private record Blame(long since, long points) {}

  private record Held(Ban ban, boolean stored) {}

  private final GuardSettings settings;
  private final InstantSource clock;
  private final LongSupplier nanos;
  private final Consumer<Ban> learned;
  private final SourceRates messages;
  private final SourceRates requests;
  private final SourceRates help;
  private final Rate allHelp;
  private final Pattern scanners;
  private final GuardCounters counters = new GuardCounters();
  private final LoadGate load;
  private final Map<Long, Blame> blamed = latest();
  private final Map<Long, Long> proved = latest();
  private final Map<Prefix, Held> bans = new HashMap<>();
  private final Rate learning;
  private Set<Prefix> allowed = Set.of();
  private Set<Prefix> trunks = Set.of();
  private volatile Prefixes exempt = Prefixes.NONE;
  private volatile Prefixes banned = Prefixes.NONE;

  /**
   * @param nanos a monotonic clock, as {@link System#nanoTime}
   * @param learned is told of bans that came by themselves; must return at once
   */
  public Guard(
      GuardSettings settings, InstantSource clock, LongSupplier nanos, Consumer<Ban> learned) {
    this.settings = settings;
    this.clock = clock;
    this.nanos = nanos;
    this.learned = learned;
    this.messages = new SourceRates(settings.messageBurst(), settings.messages(), nanos);
    this.requests = new SourceRates(settings.requestBurst(), settings.requests(), nanos);
    this.help = new SourceRates(HELP_AT_ONCE, HELP_A_SECOND, nanos);
    this.allHelp = new Rate(ALL_HELP_AT_ONCE, SECOND / ALL_HELP_A_SECOND, nanos);
    this.scanners = Pattern.compile(settings.scanners(), Pattern.CASE_INSENSITIVE);
    this.load = new LoadGate(nanos, counters);
    this.learning = new Rate(LEARNED_AT_ONCE, LEARNED_EVERY, nanos);
    exemptNow();
  }

  private static <V> Map<Long, V> latest() {
    return new LinkedHashMap<>(16, 0.75f, true) {
      private static final long serialVersionUID = 1;

      @Override
      protected boolean removeEldestEntry(Map.Entry<Long, V> eldest) {
        return size() > MOST_KNOWN;
      }
    };
  }

  /** Whether a message, or a connection, from there is taken. */
  public boolean admits(InetAddress from) {
    long key = Prefix.keyOf(from);
    if (exempt.contains(key)) {
      return true;
    }
    if (banned.contains(key)) {
      counters.banned.increment();
      return false;
    }
    return counted(messages.take(key));
  }

  /** Whether nothing is taken from there until a ban ends. */
  public boolean isBanned(InetAddress from) {
    long key = Prefix.keyOf(from);
    return !exempt.contains(key) && banned.contains(key);
  }

  /** Whether it is known who is there: they have lately proved it, or are never limited. */
  public boolean knows(InetAddress from) {
    long key = Prefix.keyOf(from);
    return exempt.contains(key) || provedLately(key);
  }

  private synchronized boolean provedLately(long key) {
    return trusted(key, nanos.getAsLong());
  }

  /** Whether a request from there may begin something: a registration, a call. */
  public boolean admitsRequest(InetAddress from) {
    long key = Prefix.keyOf(from);
    return exempt.contains(key) || counted(requests.take(key));
  }

  /**
   * Whether a request from there that may call for help passes although too much is begun, there or
   * here. Who has lately proved who they are is not held up by how many others there are.
   */
  public boolean admitsHelp(InetAddress from) {
    long key = Prefix.keyOf(from);
    if (exempt.contains(key)) {
      return true;
    }
    boolean passes = help.take(key) && roomForHelp(key);
    if (!passes) {
      counters.help.increment();
    }
    return passes;
  }

  private synchronized boolean roomForHelp(long key) {
    return trusted(key, nanos.getAsLong()) || allHelp.take();
  }

  private boolean trusted(long key, long now) {
    Long proof = proved.get(key);
    return proof != null && now - proof < TRUSTED.toNanos();
  }

  private boolean counted(boolean within) {
    if (!within) {
      counters.limited.increment();
    }
    return within;
  }

  /** Whether only scanners call themselves so. */
  public boolean isScanner(String userAgent) {
    return scanners.matcher(userAgent).matches();
  }

  /** Somebody there did what only strangers do often. */
  public void offended(InetAddress from, Offence what) {
    long key = Prefix.keyOf(from);
    if (settings.offences() == 0 || exempt.contains(key) || banned.contains(key)) {
      return;
    }
    Ban ban;
    synchronized (this) {
      long now = nanos.getAsLong();
      if (trusted(key, now)) {
        return;
      }
      Blame before = blamed.get(key);
      Blame blame =
          before == null || now - before.since >= WINDOW.toNanos()
              ? new Blame(now, what.weight)
              : new Blame(before.since, before.points + what.weight);
      blamed.put(key, blame);
      if (blame.points < settings.offences() || !learning.take()) {
        return;
      }
      blamed.remove(key);
      Instant at = clock.instant();
      ban = new Ban(Prefix.of(from), what.sentence, null, at, at.plus(settings.banTime()));
      makeRoom();
      bans.put(ban.source(), new Held(ban, false));
      bannedNow();
    }
    learned.accept(ban);
  }

  private void makeRoom() {
    if (bans.size() >= MOST_BANS) {
      bans.values().stream()
          .map(Held::ban)
          .filter(b -> b.until() != null)
          .min(Comparator.comparing(b -> String.valueOf(b.until())))
          .ifPresent(soonest -> bans.remove(soonest.source()));
    }
  }

  /** Somebody there proved who they are. */
  public synchronized void proved(InetAddress from) {
    long key = Prefix.keyOf(from);
    blamed.remove(key);
    proved.put(key, nanos.getAsLong());
  }

  /**
   * What is stored, by whatever node.
   *
   * @param stored all bans; those that were learned here and never stored are kept beside them
   * @param always prefixes that are never limited nor banned
   */
  public synchronized void keep(Collection<Ban> stored, Set<Prefix> always) {
    bans.values().removeIf(Held::stored);
    stored.forEach(ban -> bans.put(ban.source(), new Held(ban, true)));
    allowed = Set.copyOf(always);
    exemptNow();
    bannedNow();
  }

  /** Where trunks are. */
  public synchronized void trunks(Set<Prefix> at) {
    trunks = Set.copyOf(at);
    exemptNow();
    bannedNow();
  }

  /** Ends a ban at once. */
  public synchronized void lift(Prefix source) {
    bans.remove(source);
    bannedNow();
  }

  /** Forgets bans that are over. */
  public synchronized void expire() {
    Instant now = clock.instant();
    if (bans.values().removeIf(held -> held.ban.over(now))) {
      bannedNow();
    }
  }

  private void exemptNow() {
    Set<Prefix> all = new HashSet<>(settings.known());
    all.addAll(allowed);
    all.addAll(trunks);
    if (settings.loopback()) {
      all.add(Prefix.parse("127.0.0.0/8"));
      all.add(Prefix.parse("::1"));
    }
    exempt = new Prefixes(all);
  }

  private void bannedNow() {
    Instant now = clock.instant();
    banned =
        new Prefixes(
            bans.values().stream()
                .map(Held::ban)
                .filter(b -> !b.over(now))
                .map(Ban::source)
                .toList());
  }

  /** The bans in force here, the latest first. */
  public synchronized List<Ban> bans() {
    Instant now = clock.instant();
    return bans.values().stream()
        .map(Held::ban)
        .filter(b -> !b.over(now))
        .sorted(Comparator.comparing(Ban::since).reversed())
        .toList();
  }

  /** What was learned here and is stored nowhere. */
  public synchronized List<Ban> unstored() {
    List<Ban> fresh = new ArrayList<>();
    bans.values().stream().filter(h -> !h.stored).map(Held::ban).forEach(fresh::add);
    return fresh;
  }

  public GuardCounters counters() {
    return counters;
  }

  /** Whether there is too much to do for anything new. */
  public LoadGate load() {
    return load;
  }
}
