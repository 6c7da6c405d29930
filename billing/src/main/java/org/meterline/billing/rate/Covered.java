package org.meterline.billing.rate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Parts of a leg that somebody else has paid for, as with free minutes: those seconds cost nothing.
 * The connect fee is no part of them, and they count when increments and later prices are counted.
 */
public final class Covered {
  public static final Covered NOTHING = new Covered(new long[0]);

  // begin, end, begin, end … in their order, none touching the next
  private final long[] edges;

  private Covered(long[] edges) {
    this.edges = edges;
  }

  /**
   * Seconds of a leg, counted from its answer.
   *
   * @param from included
   * @param until not included
   */
  public record Interval(long from, long until) {
    public Interval {
      if (from < 0 || until <= from) {
        throw new IllegalArgumentException("no seconds of a call: " + from + " to " + until);
      }
    }
  }

  /** The intervals, which may overlap and come in any order. */
  public static Covered of(List<Interval> intervals) {
    var merged = new ArrayList<Interval>();
    for (var next : intervals.stream().sorted(Comparator.comparingLong(Interval::from)).toList()) {
      if (!merged.isEmpty() && next.from() <= merged.getLast().until()) {
        var last = merged.removeLast();
        merged.add(new Interval(last.from(), Math.max(last.until(), next.until())));
      } else {
        merged.add(next);
      }
    }
    return merged.isEmpty()
        ? NOTHING
        : new Covered(
            merged.stream()
                .flatMapToLong(i -> java.util.stream.LongStream.of(i.from(), i.until()))
                .toArray());
  }

  /** So many seconds from the answer on; of none or less, nothing. */
  public static Covered first(long seconds) {
    return seconds > 0 ? new Covered(new long[] {0, seconds}) : NOTHING;
  }

  /** The intervals, in their order, none touching the next. */
  public List<Interval> intervals() {
    var all = new ArrayList<Interval>();
    for (int i = 0; i < edges.length; i += 2) {
      all.add(new Interval(edges[i], edges[i + 1]));
    }
    return all;
  }

  int count() {
    return edges.length;
  }

  long edge(int index) {
    return edges[index];
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Covered that && Arrays.equals(edges, that.edges);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(edges);
  }

  @Override
  public String toString() {
    return intervals().toString();
  }
}
