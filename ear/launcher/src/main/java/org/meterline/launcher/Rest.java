package org.meterline.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.meterline.ejb.switchboard.Configuration;

/** Meterline's REST interface, for one person signed in through the client meterline-cli. */
public final class Rest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration USE = Duration.ofSeconds(20);

  private final URI base;
  private final URI tokens;
  private final String login;
  private final String password;
  private @Nullable Token kept;

  private record Token(String text, long since) {}

  public Rest(Configuration configuration, String login, String password) {
    this.base = URI.create("http://127.0.0.1:" + configuration.web().port() + "/api/v1/");
    this.tokens =
        URI.create(
            configuration.keycloak().url()
                + "/realms/"
                + configuration.keycloak().realm()
                + "/protocol/openid-connect/token");
    this.login = login;
    this.password = password;
  }

  /** An access token that serves for a while: Keycloak takes its time to check a password. */
  public synchronized String token() throws IOException, InterruptedException {
    Token known = kept;
    if (known == null || System.nanoTime() - known.since > USE.toNanos()) {
      known = new Token(freshToken(), System.nanoTime());
      kept = known;
    }
    return known.text;
  }

  /** A fresh access token. */
  String freshToken() throws IOException, InterruptedException {
    String form =
        "client_id=meterline-cli&grant_type=password&username=%s&password=%s"
            .formatted(encoded(login), encoded(password));
    HttpRequest.Builder request =
        HttpRequest.newBuilder(tokens)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(form));
    HttpResponse<String> answer = Http.send(request);
    // Each pooled connection that died with Keycloak's database may answer 500 once.
    for (int i = 0; i < KeycloakServer.POOL && answer.statusCode() == 500; i++) {
      answer = Http.send(request);
    }
    if (answer.statusCode() != 200) {
      throw new IOException("Keycloak gives " + login + " no token: " + answer.statusCode());
    }
    return JSON.readTree(answer.body()).path("access_token").asText();
  }

  /**
   * Reads a resource.
   *
   * @param path below {@code /api/v1/}, without a slash at the beginning
   */
  public JsonNode get(String path) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        Http.send(
            HttpRequest.newBuilder(base.resolve(path))
                .header("Authorization", "Bearer " + token())
                .header("Accept", "application/json"));
    if (answer.statusCode() != 200) {
      throw new IOException(path + " answers " + answer.statusCode() + ": " + answer.body());
    }
    return JSON.readTree(answer.body());
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
