package org.meterline.telephony.guard;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Many prefixes, to be asked for each packet: looking one up allocates nothing. Unchangeable. */
final class Prefixes {
  static final Prefixes NONE = new Prefixes(List.of());

  /** Those of one length, by open addressing. */
  private static final class Table {
    private final long mask;
    private final long[] keys;
    private final boolean[] used;

    Table(int bits, Set<Long> all) {
      mask = Prefix.mask(bits);
      keys = new long[Integer.highestOneBit(all.size()) * 4];
      used = new boolean[keys.length];
      for (long key : all) {
        int slot = slot(key);
        keys[slot] = key;
        used[slot] = true;
      }
    }

    boolean contains(long key) {
      return used[slot(key & mask)];
    }

    /** Where the key is, or would be. */
    private int slot(long key) {
      int slot = (int) ((key * 0x9e37_79b9_7f4a_7c15L) >>> 40) & (keys.length - 1);
      while (used[slot] && keys[slot] != key) {
        slot = (slot + 1) & (keys.length - 1);
      }
      return slot;
    }
  }

  private final Table[] tables;

  Prefixes(Collection<Prefix> all) {
    Map<Integer, Set<Long>> byLength = new TreeMap<>();
    all.forEach(p -> byLength.computeIfAbsent(p.bits(), b -> new HashSet<>()).add(p.key()));
    tables =
        byLength.entrySet().stream()
            .map(e -> new Table(e.getKey(), e.getValue()))
            .toArray(Table[]::new);
  }

  /** Whether one of them has the address of this key. */
  boolean contains(long key) {
    for (Table table : tables) {
      if (table.contains(key)) {
        return true;
      }
    }
    return false;
  }
}
