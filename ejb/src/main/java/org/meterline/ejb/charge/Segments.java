package org.meterline.ejb.charge;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.meterline.billing.payer.Earlier;
import org.meterline.billing.payer.Segment;
import org.meterline.billing.wallet.LegHold;
import org.meterline.billing.wallet.WalletBook;

/** The holds of legs, with those that they were handed over to. */
final class Segments {
  private Segments() {}

  /**
   * By leg, in the order in which they pay; legs without a hold are absent. One round trip unless
   * some wallet's money ended.
   */
  static Map<UUID, List<LegHold>> of(WalletBook book, Collection<UUID> legs) {
    var found = new HashMap<UUID, List<LegHold>>();
    var asked = new LinkedHashMap<UUID, UUID>();
    legs.forEach(leg -> asked.put(leg, leg));
    while (!asked.isEmpty()) {
      var holds = book.holds(asked.keySet());
      var next = new LinkedHashMap<UUID, UUID>();
      asked.forEach(
          (id, leg) -> {
            var hold = holds.get(id);
            if (hold != null) {
              var all = found.computeIfAbsent(leg, l -> new ArrayList<>());
              all.add(charged(hold, all));
              if (hold.last()) {
                next.put(Segment.id(leg, all.size() + 1), leg);
              }
            }
          });
      asked.clear();
      asked.putAll(next);
    }
    return found;
  }

  /** The hold with the tariffs that it is charged by after those before it. */
  private static LegHold charged(LegHold hold, List<LegHold> before) {
    return before.isEmpty() ? hold : hold.with(Earlier.of(before)::goingOn);
  }
}
