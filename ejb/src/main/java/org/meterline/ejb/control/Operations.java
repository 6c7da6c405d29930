package org.meterline.ejb.control;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.meterline.ejb.record.Operation;

/**
 * What was asked for with a key, so that nothing is done twice: the last ones of this node, for a
 * call is steered on its node alone. Safe for many threads.
 */
public final class Operations {
  private static final int REMEMBERED = 10_000;

  private final Map<Key, Running> known = new LinkedHashMap<>();

  private record Key(UUID tenant, UUID call, String key) {}

  /**
   * An operation.
   *
   * @param what what was asked for, to be compared
   * @param id its id
   * @param end told when it is over
   */
  record Running(Object what, UUID id, CompletableFuture<Operation> end) {}

  /** The one with that key; it is made if there is none. */
  synchronized Running put(UUID tenant, UUID call, String key, Running made) {
    Running before = known.putIfAbsent(new Key(tenant, call, key), made);
    if (known.size() > REMEMBERED) {
      Key eldest = known.keySet().iterator().next();
      known.remove(eldest);
    }
    return before == null ? made : before;
  }

  /** It came to nothing: the key is free again. */
  synchronized void forget(UUID tenant, UUID call, String key) {
    known.remove(new Key(tenant, call, key));
  }
}
