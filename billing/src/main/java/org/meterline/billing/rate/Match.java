package org.meterline.billing.rate;

import java.time.Instant;
import java.util.Optional;

/** What a deck says of a destination, with an explanation for people. */
public sealed interface Match {
  String explanation();

  /**
   * What it is sold for; empty if it is free, or not sold.
   *
   * @param agreed when its price is agreed
   */
  default Optional<Tariff> sold(Instant agreed) {
    return this instanceof Priced(Tariff tariff, String why) && !tariff.free(agreed)
        ? Optional.of(tariff)
        : Optional.empty();
  }

  /** It has a price. */
  record Priced(Tariff tariff, String explanation) implements Match {}

  /** It has a line that forbids it. */
  record Blocked(Tariff tariff, String explanation) implements Match {}

  /**
   * No line covers it. A retry does not help.
   *
   * @param expired one did, but its time in force, or the deck's, is over
   */
  record NoPrice(String explanation, boolean expired) implements Match {
    /** The name of the refusal. */
    public String code() {
      return expired ? "deck-expired" : "no-price";
    }
  }
}
