package org.meterline.telephony.media;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Clips in memory, the latest used ones, up to a number of octets. Safe for many threads. */
final class ClipCache {
  /** Clips kept, however short they are. */
  private static final int MOST = 4096;

  private final long capacity;
  private final LinkedHashMap<Object, Clip> kept = new LinkedHashMap<>(64, 0.75f, true);
  private long size;

  /**
   * @param capacity in octets
   */
  ClipCache(long capacity) {
    this.capacity = capacity;
  }

  synchronized @Nullable Clip get(Object key) {
    return kept.get(key);
  }

  synchronized Clip keep(Object key, Clip clip) {
    Clip before = kept.put(key, clip);
    size += clip.size() - (before == null ? 0 : before.size());
    var eldest = kept.entrySet().iterator();
    while ((size > capacity || kept.size() > MOST) && eldest.hasNext()) {
      Map.Entry<Object, Clip> entry = eldest.next();
      size -= entry.getValue().size();
      eldest.remove();
    }
    return clip;
  }

  /** Octets held now. */
  synchronized long size() {
    return size;
  }
}
