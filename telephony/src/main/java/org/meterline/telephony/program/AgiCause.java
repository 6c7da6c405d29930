package org.meterline.telephony.program;

import java.util.Locale;
import java.util.Map;
import org.meterline.telephony.call.Q850;

/** A cause of ITU-T Q.850 as the application Hangup takes it: a number, or one of these names. */
final class AgiCause {
  private static final Map<String, Integer> NAMES =
      Map.ofEntries(
          Map.entry("UNALLOCATED", 1),
          Map.entry("NO_ROUTE_TRANSIT_NET", 2),
          Map.entry("NO_ROUTE_DESTINATION", 3),
          Map.entry("NORMAL_CLEARING", 16),
          Map.entry("NORMAL", 16),
          Map.entry("USER_BUSY", 17),
          Map.entry("BUSY", 17),
          Map.entry("NO_USER_RESPONSE", 18),
          Map.entry("NO_ANSWER", 19),
          Map.entry("NOANSWER", 19),
          Map.entry("SUBSCRIBER_ABSENT", 20),
          Map.entry("CALL_REJECTED", 21),
          Map.entry("NUMBER_CHANGED", 22),
          Map.entry("DESTINATION_OUT_OF_ORDER", 27),
          Map.entry("INVALID_NUMBER_FORMAT", 28),
          Map.entry("FACILITY_REJECTED", 29),
          Map.entry("NORMAL_UNSPECIFIED", 31),
          Map.entry("NORMAL_CIRCUIT_CONGESTION", 34),
          Map.entry("CONGESTION", 34),
          Map.entry("NETWORK_OUT_OF_ORDER", 38),
          Map.entry("FAILURE", 38),
          Map.entry("NORMAL_TEMPORARY_FAILURE", 41),
          Map.entry("SWITCH_CONGESTION", 42),
          Map.entry("INTERWORKING", 127));

  private AgiCause() {}

  /** {@link Q850#NONE} if it is none. */
  static int of(String text) {
    Integer named = NAMES.get(text.toUpperCase(Locale.ROOT).replaceFirst("^AST_CAUSE_", ""));
    if (named != null) {
      return named;
    }
    int number = (int) AgiNumbers.bounded(text, 0, Integer.MAX_VALUE);
    return Q850.isCause(number) ? number : Q850.NONE;
  }
}
