package org.meterline.ejb.trunk;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;

/**
 * How a trunk carries the emergency calls of a country.
 *
 * @param country ISO 3166 alpha-2
 * @param preference of several trunks the lowest is tried first
 * @param numbers what is dialled, and what is sent for it; what is not there is sent as dialled
 */
public record EmergencyRoute(String country, int preference, Map<String, String> numbers) {
  private static final ObjectMapper JSON = new ObjectMapper();

  public EmergencyRoute {
    numbers = Map.copyOf(numbers);
  }

  static List<EmergencyRoute> read(String column) {
    try {
      return List.copyOf(JSON.readValue(column, new TypeReference<List<EmergencyRoute>>() {}));
    } catch (JsonProcessingException damaged) {
      throw new IllegalStateException("trunk.emergency_routes holds no JSON array", damaged);
    }
  }

  static String write(List<EmergencyRoute> routes) {
    try {
      return JSON.writeValueAsString(routes);
    } catch (JsonProcessingException never) {
      throw new IllegalStateException(never);
    }
  }
}
