package org.meterline.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.meterline.ejb.switchboard.Configuration;

/**
 * The realm file is read by Keycloak at the first start only. At each start this adds what a realm
 * of an earlier Meterline lacks: clients, and with the demo its people and organizations. What is
 * there is left as people made it, but for the portal's client, which gets the address and the
 * secret that are set now.
 */
final class KeycloakRealm {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** All of a list: Keycloak's own default is ten. */
  private static final String ALL = "?first=0&max=-1";

  private final Configuration configuration;
  private final Configuration.Keycloak settings;
  private final Secrets secrets;

  KeycloakRealm(Configuration configuration, Secrets secrets) {
    this.configuration = configuration;
    this.settings = configuration.keycloak();
    this.secrets = secrets;
  }

  /** The realm file; without the demo its people and organizations are left out. */
  ObjectNode file() throws IOException {
    try (InputStream in = Database.resource("/org/meterline/launcher/realm.json")) {
      ObjectNode realm = (ObjectNode) JSON.readTree(in);
      realm.put("realm", settings.realm());
      if (!configuration.demo().enabled()) {
        realm.remove(List.of("users", "organizations"));
      }
      return realm;
    }
  }

  /** Brings the realm up to the file and the settings. */
  void adjust() throws IOException, InterruptedException {
    KeycloakAdmin admin = KeycloakAdmin.signIn(settings);
    ObjectNode file = file();
    addClientsAndPeople(admin, file);
    addOrganizations(admin, file);
    adjustPortal(admin);
  }

  private String realm() {
    return "/" + settings.realm();
  }

  private void addClientsAndPeople(KeycloakAdmin admin, ObjectNode file)
      throws IOException, InterruptedException {
    ObjectNode lacking = JSON.createObjectNode().put("ifResourceExists", "SKIP");
    lacking.set("clients", file.path("clients"));
    for (JsonNode client : file.path("clients")) {
      if (client.path("clientId").asText().equals(settings.client())) {
        fit((ObjectNode) client);
      }
    }
    if (file.has("users")) {
      lacking.set("users", file.path("users"));
      for (JsonNode person : file.path("users")) {
        ObjectNode password = (ObjectNode) person.path("credentials").path(0);
        password.put("value", secrets.login(person.path("username").asText()));
      }
    }
    admin.post(realm() + "/partialImport", lacking);
  }

  private void addOrganizations(KeycloakAdmin admin, ObjectNode file)
      throws IOException, InterruptedException {
    if (!file.has("organizations")) {
      return;
    }
    String organizations = realm() + "/organizations";
    JsonNode before = admin.get(organizations + ALL);
    for (JsonNode wanted : file.path("organizations")) {
      if (find(before, wanted).isMissingNode()) {
        ObjectNode made = wanted.deepCopy();
        made.remove("members");
        HttpResponse<String> answer = admin.send("POST", organizations, made);
        if (answer.statusCode() == KeycloakAdmin.CONFLICT) {
          // People gave its name or its domain to another one.
          continue;
        }
        KeycloakAdmin.read(answer);
        before = admin.get(organizations + ALL);
      }
      String id = find(before, wanted).path("id").asText();
      addMembers(admin, organizations + "/" + id + "/members", wanted.path("members"));
    }
  }

  private static JsonNode find(JsonNode organizations, JsonNode wanted) {
    for (JsonNode one : organizations) {
      if (one.path("alias").equals(wanted.path("alias"))) {
        return one;
      }
    }
    return JSON.missingNode();
  }

  /** Whoever is in no organization, into their own. */
  private void addMembers(KeycloakAdmin admin, String members, JsonNode wanted)
      throws IOException, InterruptedException {
    Set<String> before = new HashSet<>();
    admin.get(members + ALL).forEach(member -> before.add(member.path("username").asText()));
    for (JsonNode member : wanted) {
      String login = member.path("username").asText();
      if (before.contains(login)) {
        continue;
      }
      String exactly = "/users?exact=true&username=" + KeycloakAdmin.encoded(login);
      for (JsonNode person : admin.get(realm() + exactly)) {
        String id = person.path("id").asText();
        String theirs = realm() + "/organizations/members/" + id + "/organizations";
        if (admin.get(theirs).isEmpty()) {
          admin.post(members, TextNode.valueOf(id));
        }
      }
    }
  }

  private void adjustPortal(KeycloakAdmin admin) throws IOException, InterruptedException {
    String clients = realm() + "/clients";
    JsonNode found = admin.get(clients + "?clientId=" + KeycloakAdmin.encoded(settings.client()));
    if (!(found.path(0) instanceof ObjectNode client)) {
      throw new Trouble(
          "Keycloak's realm %s has no client %s.".formatted(settings.realm(), settings.client()));
    }
    JsonNode before = client.deepCopy();
    fit(client);
    if (!client.equals(before)) {
      admin.put(clients + "/" + client.path("id").asText(), client);
    }
  }

  /** Gives the portal's client the address and the secret that are set. */
  private void fit(ObjectNode client) {
    String web = configuration.web().url().toString();
    client.put("rootUrl", web);
    client.put("secret", settings.clientSecret());
    client.putArray("redirectUris").add(web + "/*");
    client.putArray("webOrigins").add(web);
    ((ObjectNode) client.path("attributes")).put("post.logout.redirect.uris", web + "/*");
  }
}
