package org.meterline.ejb.location;

import java.util.Map;
import java.util.Set;
import org.meterline.ejb.number.Dialling;

/**
 * Which numbers call for help where.
 *
 * @param more by country (ISO 3166 alpha-2), those that the operator adds
 */
public record EmergencyNumbers(Map<String, Set<String>> more) {
  /** Those that are known everywhere. */
  public static final EmergencyNumbers KNOWN = new EmergencyNumbers(Map.of());

  public EmergencyNumbers {
    more = Map.copyOf(more);
  }

  public boolean has(String dialled, String country) {
    return Dialling.emergency(dialled, country)
        || more.getOrDefault(country, Set.of()).contains(dialled);
  }
}
