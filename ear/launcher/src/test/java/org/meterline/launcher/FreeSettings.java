package org.meterline.launcher;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Settings for a Meterline beside others: free ports and a data folder of its own. */
final class FreeSettings {
  /** The checkout. */
  static final Path HOME =
      Objects.requireNonNull(
          Objects.requireNonNull(Path.of("").toAbsolutePath().getParent()).getParent());

  /**
   * What whoever runs tests or benchmarks may choose: the collector, who relays media, and how many
   * calls are rehearsed.
   */
  private static final List<String> CHOOSABLE =
      List.of(
          "METERLINE_WEB_COLLECTOR",
          "METERLINE_REHEARSAL",
          "METERLINE_MEDIA_RELAY",
          "METERLINE_MEDIA_RELAY_ADDRESS",
          "METERLINE_MEDIA_RELAY_ALL");

  private FreeSettings() {}

  /** What was chosen for this run, by environment variable. */
  static Map<String, String> chosen() {
    Map<String, String> chosen = new HashMap<>(System.getenv());
    chosen.keySet().retainAll(CHOOSABLE);
    return chosen;
  }

  /** By environment variable; the map may be changed. */
  static Map<String, String> in(Path data) throws IOException {
    Map<String, String> environment = new HashMap<>();
    environment.put("METERLINE_DATA", data.toString());
    environment.put("METERLINE_CACHE", HOME.resolve(".meterline/cache").toString());
    for (String name :
        List.of(
            "METERLINE_WEB_PORT",
            "METERLINE_WEB_TLS_PORT",
            "METERLINE_WEB_MANAGEMENT_PORT",
            "METERLINE_KEYCLOAK_PORT",
            "METERLINE_KEYCLOAK_MANAGEMENT_PORT",
            "METERLINE_DATABASE_PORT",
            "METERLINE_SIP_TLS_PORT",
            "METERLINE_SIP_PORT",
            "METERLINE_DEMO_CARRIER_PORT")) {
      environment.put(name, Integer.toString(FreePorts.next()));
    }
    // Beside the default range, so that a Meterline that is up does not matter.
    environment.put("METERLINE_MEDIA_FIRST_PORT", "25000");
    environment.put("METERLINE_MEDIA_LAST_PORT", "29999");
    return environment;
  }
}
