package org.meterline.billing.rate;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.zone.ZoneRules;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Which time bands hold when, in a deck's own zone: across changes of the clocks each second is
 * judged by the local time it has. Immutable to see; safe for many threads.
 */
public final class DeckCalendar {
  private static final int MOST_BANDS = 62;

  private final ZoneId zone;
  private final ZoneRules rules;
  private final List<LocalDate> holidays;
  private final List<TimeBand> bands;
  private final Map<String, Long> bits = new HashMap<>();
  private final long[] holidayDays;
  // seconds of the day at which some band begins or ends, and what holds from there, by kind of day
  private final int[] edges;
  private final long[][] holding;
  // the zone's offset as last looked up: a cache of what the zone says
  private volatile Offset known;

  private record Offset(long from, long until, int seconds) {}

  private DeckCalendar(ZoneId zone, List<LocalDate> holidays, List<TimeBand> bands) {
    this.zone = zone;
    this.rules = zone.getRules();
    this.holidays = holidays;
    this.bands = bands;
    holidayDays = holidays.stream().mapToLong(LocalDate::toEpochDay).sorted().toArray();
    var times = new TreeSet<>(List.of(0));
    for (var band : bands) {
      bits.computeIfAbsent(band.name(), name -> 1L << bits.size());
      times.add(band.from());
      times.add(band.until() % TimeBand.DAY);
    }
    edges = times.stream().mapToInt(t -> t).toArray();
    holding = new long[TimeBand.HOLIDAY + 1][edges.length];
    for (int day = 0; day <= TimeBand.HOLIDAY; day++) {
      for (int i = 0; i < edges.length; i++) {
        for (var band : bands) {
          if (band.holds(day, edges[i])) {
            holding[day][i] |= bit(band.name());
          }
        }
      }
    }
    known = offset(0);
  }

  /** A calendar without bands. */
  public static DeckCalendar plain(ZoneId zone) {
    return of(zone, List.of(), List.of());
  }

  /**
   * A calendar.
   *
   * @throws IllegalArgumentException if there are more than 62 bands
   */
  public static DeckCalendar of(ZoneId zone, Collection<LocalDate> holidays, List<TimeBand> bands) {
    if (bands.stream().map(TimeBand::name).distinct().count() > MOST_BANDS) {
      throw new IllegalArgumentException("more than " + MOST_BANDS + " time bands");
    }
    return new DeckCalendar(zone, holidays.stream().sorted().toList(), List.copyOf(bands));
  }

  public ZoneId zone() {
    return zone;
  }

  public List<LocalDate> holidays() {
    return holidays;
  }

  public List<TimeBand> bands() {
    return bands;
  }

  /** Whether there is a band of that name. */
  public boolean knows(String band) {
    return bits.containsKey(band);
  }

  /** Whether the band of that name holds at an instant. */
  public boolean holds(String band, Instant at) {
    return (holdingAt(at.getEpochSecond()) & bit(band)) != 0;
  }

  /** The bands that hold at an instant, a bit each. */
  long holdingAt(long epochSecond) {
    if (bands.isEmpty()) {
      return 0;
    }
    long local = epochSecond + offsetAt(epochSecond).seconds();
    return holding[kind(Math.floorDiv(local, (long) TimeBand.DAY))][slot(local)];
  }

  /** The next instant at which other bands may hold; after the given one. */
  long nextChange(long epochSecond) {
    if (bands.isEmpty()) {
      return Long.MAX_VALUE;
    }
    var offset = offsetAt(epochSecond);
    long local = epochSecond + offset.seconds();
    int next = slot(local) + 1;
    long midnight = Math.floorDiv(local, (long) TimeBand.DAY) * TimeBand.DAY;
    long edge = midnight + (next < edges.length ? edges[next] : TimeBand.DAY);
    return Math.min(edge - offset.seconds(), offset.until());
  }

  /** Whether a line with that band is meant when these bands hold. */
  boolean fits(String band, long holding) {
    return band.isEmpty() || (holding & bit(band)) != 0;
  }

  private long bit(String band) {
    return bits.getOrDefault(band, 0L);
  }

  private int kind(long day) {
    return holidayDays.length > 0 && Arrays.binarySearch(holidayDays, day) >= 0
        ? TimeBand.HOLIDAY
        : Math.floorMod(day + 3, 7); // the first of January 1970 was a Thursday
  }

  private int slot(long local) {
    int second = Math.floorMod(local, TimeBand.DAY);
    int slot = edges.length - 1;
    while (edges[slot] > second) {
      slot--;
    }
    return slot;
  }

  private Offset offsetAt(long epochSecond) {
    var last = known;
    if (last.from() <= epochSecond && epochSecond < last.until()) {
      return last;
    }
    var found = offset(epochSecond);
    known = found;
    return found;
  }

  private Offset offset(long epochSecond) {
    var at = Instant.ofEpochSecond(epochSecond);
    var before = rules.previousTransition(at.plusSeconds(1));
    var after = rules.nextTransition(at);
    return new Offset(
        before == null ? Long.MIN_VALUE : before.toEpochSecond(),
        after == null ? Long.MAX_VALUE : after.toEpochSecond(),
        rules.getOffset(at).getTotalSeconds());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DeckCalendar that
        && zone.equals(that.zone)
        && holidays.equals(that.holidays)
        && bands.equals(that.bands);
  }

  @Override
  public int hashCode() {
    return zone.hashCode() * 31 + bands.hashCode();
  }

  @Override
  public String toString() {
    return zone + " " + bands + " " + holidays;
  }
}
