package org.meterline.billing.rate;

/** What a deck says of a destination, with an explanation for people. */
public sealed interface Match {
  String explanation();

  /** It has a price. */
  record Priced(Tariff tariff, String explanation) implements Match {}

  /** It has a line that forbids it. */
  record Blocked(Tariff tariff, String explanation) implements Match {}

  /** No line covers it. A retry does not help. */
  record NoPrice(String explanation) implements Match {}
}
