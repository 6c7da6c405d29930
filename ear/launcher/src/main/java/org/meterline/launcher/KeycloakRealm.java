package org.meterline.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.meterline.ejb.switchboard.Configuration;

/**
 * The realm file is read at the first start only: this brings the portal's client to the address
 * and the secret that are set now.
 */
final class KeycloakRealm {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Configuration configuration;
  private final Configuration.Keycloak settings;

  KeycloakRealm(Configuration configuration) {
    this.configuration = configuration;
    this.settings = configuration.keycloak();
  }

  void adjust() throws IOException, InterruptedException {
    String token = token();
    String clients = settings.url() + "/admin/realms/" + settings.realm() + "/clients";
    JsonNode found =
        send(
            HttpRequest.newBuilder(URI.create(clients + "?clientId=" + encoded(settings.client())))
                .header("Authorization", "Bearer " + token));
    if (!(found.path(0) instanceof ObjectNode client)) {
      throw new Trouble(
          "Keycloak's realm %s has no client %s.".formatted(settings.realm(), settings.client()));
    }
    JsonNode before = client.deepCopy();
    String web = configuration.web().url().toString();
    client.put("rootUrl", web);
    client.put("secret", settings.clientSecret());
    client.putArray("redirectUris").add(web + "/*");
    client.putArray("webOrigins").add(web);
    ((ObjectNode) client.path("attributes")).put("post.logout.redirect.uris", web + "/*");
    if (!client.equals(before)) {
      send(
          HttpRequest.newBuilder(URI.create(clients + "/" + client.path("id").asText()))
              .header("Authorization", "Bearer " + token)
              .header("Content-Type", "application/json")
              .PUT(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(client))));
    }
  }

  private String token() throws IOException, InterruptedException {
    String form =
        "client_id=admin-cli&grant_type=password&username=%s&password=%s"
            .formatted(encoded(settings.adminUser()), encoded(settings.adminPassword()));
    return send(HttpRequest.newBuilder(
                URI.create(settings.url() + "/realms/master/protocol/openid-connect/token"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(form)))
        .path("access_token")
        .asText();
  }

  private static JsonNode send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    HttpResponse<String> answer = Http.send(request);
    if (answer.statusCode() / 100 != 2) {
      throw new IOException("Keycloak answers " + answer.statusCode() + " to " + answer.uri());
    }
    return answer.body().isEmpty() ? JSON.missingNode() : JSON.readTree(answer.body());
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
