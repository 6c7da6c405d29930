package org.meterline.billing.payer;

import java.time.Instant;
import java.util.Map;

/**
 * What is known of a leg when it is decided who pays for it.
 *
 * @param at when it is asked, whole seconds
 * @param to digits of E.164 without the plus, or {@code extension} or {@code program}
 * @param country where the number is, as two capital letters (ISO 3166-1); empty if it is nowhere
 * @param facts what the visitor's session says of itself, by name
 */
public record Circumstances(Instant at, String to, String country, Map<String, String> facts) {
  public Circumstances {
    facts = Map.copyOf(facts);
  }
}
