package org.meterline.telephony.call;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.trunk.Trunk;
import org.meterline.telephony.trunk.TrunkChoice;

/**
 * The trunks that are tried for a leg, one after the other. All of them together may be silent for
 * as long as one may: each has its part of that time.
 */
final class Hunt {
  /** A trunk that says nothing gets no longer while another one is left. */
  private static final Duration LONGEST = Duration.ofSeconds(1);

  private static final Duration SHORTEST = Duration.ofMillis(250);

  /** Causes that speak of the trunk, not of who is called (ITU-T Q.850, table 1). */
  private static final Set<Integer> NO_ROUTE = Set.of(2, 3, 25, 27, 34, 38, 41, 42, 44, 46, 47);

  /** Whoever is called has said so, or somebody on behalf of them. */
  private static final Set<Integer> FINAL = Set.of(486, 487, 600, 603);

  /** What names others: 305 would name a proxy, 380 another service (RFC 3261, section 21.3). */
  private static final Set<Integer> MOVED = Set.of(300, 301, 302);

  private final CallPorts ports;
  private final CallRecord record;
  private final boolean always;
  private final Deque<Trunk> left = new ArrayDeque<>();

  /** By trunk; of an emergency only. */
  private final Map<String, EmergencyWay> ways = new LinkedHashMap<>();

  private @Nullable Trunk tried;
  private boolean full;
  private @Nullable Long began;

  /**
   * @param always whether limits do not count
   */
  Hunt(CallPorts ports, CallRecord record, boolean always) {
    this.ports = ports;
    this.record = record;
    this.always = always;
  }

  /**
   * The tenant's trunks that reach a number; why others do not is noted.
   *
   * @param may which may be used at all
   */
  List<Trunk> able(Destination.Outside to, Predicate<Trunk> may) {
    TrunkChoice.Able able =
        ports
            .trunks()
            .able(
                ports.directory().trunks(to.domain()).stream().filter(may).toList(),
                to.number().digits());
    able.not().forEach((name, why) -> record.note("trunk passed over", name + ": " + why));
    return able.trunks();
  }

  /**
   * Tries those of the able ones that the payer allows, in the order that the number asks for.
   *
   * @param allowed their names
   */
  void among(List<Trunk> able, List<String> allowed, Destination.Outside to) {
    left.addAll(ports.trunks().order(able, allowed, to.number().digits()));
  }

  /** Tries the ways to call for help there. */
  void among(Destination.Emergency to) {
    for (EmergencyWay way : ports.directory().emergencyWays(to)) {
      ways.putIfAbsent(way.trunk().name(), way);
    }
    left.addAll(ports.trunks().emergency(ways(true), ways(false)));
  }

  private List<Trunk> ways(boolean meant) {
    return ways.values().stream()
        .filter(way -> way.meant() == meant)
        .map(EmergencyWay::trunk)
        .toList();
  }

  /** How help is called over the trunk that is tried; null if it is not, or none is. */
  @Nullable EmergencyWay way() {
    return tried == null ? null : ways.get(tried.name());
  }

  /** The next one that has room, for the leg; null if there is none. */
  @Nullable Trunk next(CallLeg leg) {
    leg.leaveTrunk();
    if (began == null) {
      began = ports.time().nanos().getAsLong();
    }
    while (!left.isEmpty()) {
      Trunk trunk = left.remove();
      Optional<Runnable> room = ports.trunks().capacity.take(trunk, always);
      if (room.isPresent()) {
        leg.enterTrunk(trunk.name(), room.get());
        tried = trunk;
        return trunk;
      }
      full = true;
      record.note(
          "trunk passed over",
          trunk.name() + ": " + ports.trunks().capacity.full(trunk).orElse("it has no room"));
    }
    tried = null;
    return null;
  }

  /** Whether one was passed over that had no room. */
  boolean full() {
    return full;
  }

  /** Whether another one is left that has room now. */
  boolean hasAnother() {
    return left.stream().anyMatch(trunk -> always || ports.trunks().capacity.full(trunk).isEmpty());
  }

  /** How long the one being tried may be silent. */
  Duration patience() {
    Duration gone =
        began == null ? Duration.ZERO : Duration.ofNanos(ports.time().nanos().getAsLong() - began);
    Duration remaining = ports.timings().trunkSilence().minus(gone);
    if (remaining.compareTo(SHORTEST) < 0) {
      return LONGEST; // it was taken by trunks that did say something
    }
    Duration part = remaining.dividedBy(left.size() + 1L);
    return left.isEmpty() || part.compareTo(LONGEST) < 0 ? max(part, SHORTEST) : LONGEST;
  }

  private static Duration max(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  /** Whether it takes no codec that it is offered, or sends the call elsewhere: another may not. */
  static boolean another(Signalling.Event.Failed failed) {
    return failed.status() == 488 || failed.status() / 100 == 3;
  }

  /**
   * Numbers of the world that the trunk says are to be called instead, as the tenant's are written;
   * none if it is not followed. Of help it never is.
   */
  static List<String> moved(Trunk by, Destination.Found to, Signalling.Event.Redirected event) {
    return by.follows() && to instanceof Destination.Outside && MOVED.contains(event.status())
        ? event.to().stream()
            .map(name -> Outgoing.ofTheWorld(by.rewriting().calledIn().of(name)))
            .filter(name -> E164.parse(name).isPresent())
            .toList()
        : List.of();
  }

  /** Whether it is the trunk that cannot, and not the one who is called. */
  static boolean cannot(Signalling.Event.Failed failed) {
    int status = failed.status();
    return !FINAL.contains(status)
        && (status == 408
            || status == 401
            || status == 407
            || status == 491 // of a first INVITE nothing else can be pending
            || (status >= 500 && status < 600)
            || NO_ROUTE.contains(failed.cause()));
  }
}
