package org.meterline.telephony.locate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** In which order the targets of SRV are tried (RFC 2782): by priority, within it by weight. */
final class Ranking {
  private Ranking() {}

  static List<Entry.Served> of(List<Entry.Served> services, RandomGenerator random) {
    Map<Integer, List<Entry.Served>> priorities = new TreeMap<>();
    for (Entry.Served each : services) {
      priorities.computeIfAbsent(each.priority(), none -> new ArrayList<>()).add(each);
    }
    List<Entry.Served> ranked = new ArrayList<>();
    for (List<Entry.Served> alike : priorities.values()) {
      // Those without a weight come first, so that they have a small chance.
      alike.sort(Comparator.comparing((Entry.Served s) -> s.weight() > 0));
      while (!alike.isEmpty()) {
        ranked.add(drawn(alike, random));
      }
    }
    return ranked;
  }

  private static Entry.Served drawn(List<Entry.Served> alike, RandomGenerator random) {
    int drawn = random.nextInt(1 + alike.stream().mapToInt(Entry.Served::weight).sum());
    int sum = 0;
    for (Entry.Served each : alike) {
      sum += each.weight();
      if (sum >= drawn) {
        alike.remove(each);
        return each;
      }
    }
    return alike.removeLast();
  }
}
