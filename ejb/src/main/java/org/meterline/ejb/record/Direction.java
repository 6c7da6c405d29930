package org.meterline.ejb.record;

import org.jspecify.annotations.Nullable;
import org.meterline.telephony.call.Origin;

/** Where a call came from and where it went, seen from the tenant. */
public enum Direction {
  /** From a phone, or who says to be one, to a phone or program of the tenant, or nowhere. */
  INTERNAL,
  /** From a phone to the outside, or asked for with somebody outside. */
  OUTGOING,
  /** From outside. */
  INCOMING;

  static Direction of(Origin from, String caller, @Nullable String callee) {
    return switch (from) {
      case Origin.Carrier carrier -> INCOMING;
      case Origin.Stranger stranger -> INTERNAL;
      case Origin.Desk desk when caller.startsWith("+") -> OUTGOING;
      case Origin.Desk desk -> inside(callee);
      case Origin.Phone phone -> inside(callee);
    };
  }

  private static Direction inside(@Nullable String callee) {
    return callee != null && callee.startsWith("+") ? OUTGOING : INTERNAL;
  }
}
