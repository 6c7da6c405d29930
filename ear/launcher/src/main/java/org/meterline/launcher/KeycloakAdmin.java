package org.meterline.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.meterline.ejb.switchboard.Configuration;

/** Keycloak's interface for administrators, for as long as one token is good: a minute. */
final class KeycloakAdmin {
  static final int CONFLICT = 409;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final String realms;
  private final String token;

  private KeycloakAdmin(String realms, String token) {
    this.realms = realms;
    this.token = token;
  }

  static KeycloakAdmin signIn(Configuration.Keycloak keycloak)
      throws IOException, InterruptedException {
    String form =
        "client_id=admin-cli&grant_type=password&username=%s&password=%s"
            .formatted(encoded(keycloak.adminUser()), encoded(keycloak.adminPassword()));
    JsonNode token =
        read(
            Http.send(
                HttpRequest.newBuilder(
                        URI.create(keycloak.url() + "/realms/master/protocol/openid-connect/token"))
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(BodyPublishers.ofString(form))));
    return new KeycloakAdmin(keycloak.url() + "/admin/realms", token.path("access_token").asText());
  }

  /**
   * Reads something.
   *
   * @param path below {@code /admin/realms}, beginning with a slash
   */
  JsonNode get(String path) throws IOException, InterruptedException {
    return read(send("GET", path, null));
  }

  void put(String path, JsonNode body) throws IOException, InterruptedException {
    read(send("PUT", path, body));
  }

  JsonNode post(String path, JsonNode body) throws IOException, InterruptedException {
    return read(send("POST", path, body));
  }

  /** Any request, whatever the answer is. */
  HttpResponse<String> send(String method, String path, @Nullable JsonNode body)
      throws IOException, InterruptedException {
    return Http.send(
        HttpRequest.newBuilder(URI.create(realms + path))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .method(
                method,
                body == null
                    ? BodyPublishers.noBody()
                    : BodyPublishers.ofString(JSON.writeValueAsString(body))));
  }

  static JsonNode read(HttpResponse<String> answer) throws IOException {
    if (answer.statusCode() / 100 != 2) {
      throw new IOException("Keycloak answers " + answer.statusCode() + " to " + answer.uri());
    }
    return answer.body().isEmpty() ? JSON.missingNode() : JSON.readTree(answer.body());
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
