package org.meterline.telephony.modem;

import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.meterline.telephony.call.Q850;

/**
 * Why a call over a modem did not come about, as other networks say it.
 *
 * @param status of SIP
 * @param cause of {@link Q850}
 * @param reason for people
 */
record CallFailure(int status, int cause, String reason) {
  private static final int UNAVAILABLE = 503;
  private static final int NOT_NOW = 480;
  private static final int NORMAL_UNSPECIFIED = 31;
  private static final int OUTGOING_BARRED = 52;
  private static final int PREEMPTION = 8;
  private static final int OUT_OF_TIME = 102;

  /**
   * What modems call the causes of 3GPP TS 24.008, Annex H, when they name them (27.007, section
   * 6.10, leaves the words to the maker); without punctuation, in lower case, told by a part.
   */
  private static final Map<String, Integer> NAMES =
      Map.ofEntries(
          Map.entry("unassigned", 1),
          Map.entry("unallocated", 1),
          Map.entry("no route to destination", 3),
          Map.entry("channel unacceptable", 6),
          Map.entry("operator determined barring", 8),
          Map.entry("normal call clearing", 16),
          Map.entry("user busy", 17),
          Map.entry("no user responding", 18),
          Map.entry("user alerting no answer", 19),
          Map.entry("no answer from user", 19),
          Map.entry("call rejected", 21),
          Map.entry("number changed", 22),
          Map.entry("pre emption", 25),
          Map.entry("preemption", 25),
          Map.entry("non selected user clearing", 26),
          Map.entry("destination out of order", 27),
          Map.entry("invalid number format", 28),
          Map.entry("incomplete number", 28),
          Map.entry("facility rejected", 29),
          Map.entry("normal unspecified", 31),
          Map.entry("no circuit", 34),
          Map.entry("network out of order", 38),
          Map.entry("temporary failure", 41),
          Map.entry("congestion", 42),
          Map.entry("requested circuit", 44),
          Map.entry("resources unavailable", 47),
          Map.entry("resource unavailable", 47),
          Map.entry("facility not subscribed", 50),
          Map.entry("calls barred", 55),
          Map.entry("bearer capability not authorized", 57),
          Map.entry("bearer capability not presently available", 58),
          Map.entry("bearer service not implemented", 65),
          Map.entry("acmmax", 68),
          Map.entry("incompatible destination", 88),
          Map.entry("no service", 38),
          Map.entry("busy", 17));

  /** A word for where it is from, then the number: {@code "CC setup error",17,"User busy"}. */
  private static final Pattern CALL_CONTROL = Pattern.compile("\"?CC [^,]*,\\s*(\\d{1,3})\\b.*");

  private static final Pattern NUMBER = Pattern.compile("\\d{1,3}");

  /** 27.007, section 9.2; what is not here is this modem's failure, too. */
  private static final Map<Integer, Integer> OF_EQUIPMENT =
      Map.ofEntries(
          Map.entry(30, Q850.NETWORK_OUT_OF_ORDER), // no network service
          Map.entry(31, OUT_OF_TIME), // network timeout
          Map.entry(32, Q850.NETWORK_OUT_OF_ORDER), // emergency calls only
          Map.entry(103, OUTGOING_BARRED), // illegal MS
          Map.entry(106, OUTGOING_BARRED), // illegal ME
          Map.entry(107, OUTGOING_BARRED), // services not allowed
          Map.entry(111, Q850.NETWORK_OUT_OF_ORDER), // PLMN not allowed
          Map.entry(112, Q850.NETWORK_OUT_OF_ORDER), // location area not allowed
          Map.entry(113, Q850.NETWORK_OUT_OF_ORDER)); // roaming not allowed

  /**
   * @param said what the modem ended the call with: {@code NO CARRIER}, {@code +CME ERROR: 30}
   * @param report its extended error report, what stands behind {@code +CEER:}; or nothing
   * @param told the cause of 24.008 that it told by itself; 0 if none
   */
  static CallFailure of(String said, String report, int told) {
    String reason = "The modem says " + said + (report.isEmpty() ? "" : ": " + report);
    OptionalInt named = told > 0 ? OptionalInt.of(told) : cause(report);
    boolean telling =
        named.isPresent()
            && named.getAsInt() != Q850.NORMAL
            && named.getAsInt() != NORMAL_UNSPECIFIED;
    // The report may be of a call before, or say only that it was cleared.
    return switch (said) {
      case "BUSY" -> of(Q850.BUSY, reason);
      case "NO ANSWER" -> telling ? of(named.getAsInt(), reason) : of(Q850.NO_ANSWER, reason);
      case "NO CARRIER" -> of(named.orElse(NORMAL_UNSPECIFIED), reason);
      case "NO DIALTONE", "NO DIAL TONE" ->
          new CallFailure(UNAVAILABLE, Q850.NETWORK_OUT_OF_ORDER, reason);
      case "DELAYED" -> new CallFailure(UNAVAILABLE, Q850.CONGESTION, reason);
      default -> equipment(said, reason);
    };
  }

  private static CallFailure equipment(String said, String reason) {
    String number = said.startsWith("+CME ERROR") ? said.replaceAll("\\D+", "") : "";
    int cause =
        number.isEmpty() || number.length() > 4
            ? Q850.TEMPORARY_FAILURE
            : OF_EQUIPMENT.getOrDefault(Integer.parseInt(number), Q850.TEMPORARY_FAILURE);
    return new CallFailure(UNAVAILABLE, cause, reason);
  }

  /** The cause of 24.008 that a report names by a number that can be nothing else, or in words. */
  static OptionalInt cause(String report) {
    Matcher number = CALL_CONTROL.matcher(report.strip());
    if (number.matches()) {
      return known(Integer.parseInt(number.group(1)));
    }
    if (NUMBER.matcher(report.strip()).matches()) {
      return known(Integer.parseInt(report.strip()));
    }
    String words = report.toLowerCase(Locale.ROOT).replaceAll("[^a-z]+", " ").strip();
    return NAMES.entrySet().stream()
        .filter(name -> words.contains(name.getKey()))
        .max(Comparator.comparingInt(name -> name.getKey().length()))
        .map(name -> OptionalInt.of(name.getValue()))
        .orElse(OptionalInt.empty());
  }

  private static OptionalInt known(int cause) {
    return Q850.isCause(cause) ? OptionalInt.of(cause) : OptionalInt.empty();
  }

  /** Those of 24.008 that Q.850 has not, or has another number for, are told by its nearest. */
  private static CallFailure of(int cause, String reason) {
    return switch (cause) {
      case 8 -> new CallFailure(UNAVAILABLE, OUTGOING_BARRED, reason);
      case 13 -> new CallFailure(NOT_NOW, Q850.NOT_SELECTED, reason);
      case Q850.NORMAL -> new CallFailure(NOT_NOW, Q850.NORMAL, reason);
      case 24 -> new CallFailure(603, Q850.REJECTED, reason);
      case 25 -> new CallFailure(UNAVAILABLE, PREEMPTION, reason);
      case 55, 57 -> new CallFailure(UNAVAILABLE, cause, reason); // the SIM may not, others may
      case 68 -> new CallFailure(UNAVAILABLE, OUTGOING_BARRED, reason);
      default -> new CallFailure(Q850.status(cause).orElseGet(() -> ofClass(cause)), cause, reason);
    };
  }

  /** By the class of a cause: the three bits above the lowest four. */
  private static int ofClass(int cause) {
    return switch (cause >> 4) {
      case 0, 1 -> NOT_NOW;
      case 2, 3 -> UNAVAILABLE;
      case 4 -> 501;
      default -> 500;
    };
  }
}
