package org.meterline.launcher;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.meterline.ejb.switchboard.Configuration;

/**
 * A realm for another Meterline in a running Keycloak, imported from Meterline's own realm file as
 * an administrator of that Keycloak may.
 */
final class ForeignRealm {
  /** Of all its people. */
  static final String PASSWORD = "the-same-for-all";

  private static final String SECRET = "the-clients-secret";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Configuration.Keycloak keycloak;
  private final String name;
  private final URI web;

  /**
   * @param owner whose Keycloak it is
   * @param web the address of the Meterline that uses the realm
   */
  ForeignRealm(Configuration owner, String name, URI web) {
    this.keycloak = owner.keycloak();
    this.name = name;
    this.web = web;
  }

  /** What that Meterline is told. */
  Map<String, String> settings() {
    return Map.of(
        "METERLINE_KEYCLOAK_URL", keycloak.url().toString(),
        "METERLINE_KEYCLOAK_REALM", name,
        "METERLINE_KEYCLOAK_CLIENT_SECRET", SECRET);
  }

  /** Makes it, in the place of one with its name. */
  void make() throws IOException, InterruptedException {
    KeycloakAdmin admin = KeycloakAdmin.signIn(keycloak);
    admin.send("DELETE", "/" + name, null);
    admin.post("", JSON.readTree(text()));
  }

  private String text() throws IOException {
    try (InputStream in = Database.resource("/org/meterline/launcher/realm.json")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .replace("\"realm\": \"meterline\"", "\"realm\": \"" + name + "\"")
          .replace("${REALM_CLIENT_SECRET}", SECRET)
          .replace("${REALM_WEB_URL}", web.toString())
          .replaceAll("\\$\\{REALM_[A-Z_]+}", PASSWORD);
    }
  }
}
