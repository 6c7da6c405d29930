package org.meterline.telephony.program;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What a program believes of its channel: whether it is dead, and what it was told at the start.
 */
final class AgiChannel {
  /** More variables than this are a flood, not a program. */
  static final int MOST_VARIABLES = 256;

  private final Map<String, String> variables;
  private volatile boolean dead;

  AgiChannel(Map<String, String> variables) {
    this.variables = new ConcurrentHashMap<>(variables);
  }

  boolean dead() {
    return dead;
  }

  void die() {
    dead = true;
  }

  /** Keeps the variable; false when there are too many. */
  boolean set(String name, String value) {
    if (variables.size() >= MOST_VARIABLES && !variables.containsKey(name)) {
      return false;
    }
    put(name, value);
    return true;
  }

  void put(String name, String value) {
    variables.put(name, value);
  }

  Optional<String> get(String name) {
    return Optional.ofNullable(variables.get(name));
  }

  /** Whether SIGHUP is wanted at hang-up: not when {@code AGISIGHUP} says no. */
  boolean wantsHangUpSignal() {
    return !get("AGISIGHUP").map(AgiChannel::saysNo).orElse(false);
  }

  /** Whether the conversation ends with the call: when {@code AGIEXITONHANGUP} says yes. */
  boolean endsAtHangUp() {
    return get("AGIEXITONHANGUP").map(AgiChannel::saysYes).orElse(false);
  }

  private static boolean saysNo(String value) {
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "no", "false", "n", "f", "0", "off" -> true;
      default -> false;
    };
  }

  private static boolean saysYes(String value) {
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "yes", "true", "y", "t", "1", "on" -> true;
      default -> false;
    };
  }
}
