package org.meterline.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.meterline.ejb.switchboard.Configuration;
import org.meterline.launcher.phone.Dialog;
import org.meterline.launcher.phone.Phone;

/** Stopping and starting again, as after {@code ./meterline up --detach}. */
class SecondStartIT extends WholeProductTest {
  private final Harbour harbour = new Harbour(meterline());

  @Test
  void whatWasThereIsThereAfterDownAndUp() throws Exception {
    Harbour.Customer customer = harbour.customer("1");
    try (Phone phone = harbour.phone(customer)) {
      Dialog call = phone.call("+33123456700");
      assertEquals(200, call.status(), call.reason());
      call.hangUp();
    }
    List<JsonNode> records = harbour.records(customer.user(), 1);
    assertTrue(harbour.assertPaid(customer, customer.paidIn(), records).signum() > 0);
    JsonNode wallets = meterline().get(Harbour.ADMIN, "wallets");
    JsonNode calls = meterline().get(Harbour.ADMIN, "calls?state=ended");
    JsonNode phones = meterline().get(Harbour.ADMIN, "phones");

    makeRealmOlder();
    try (Command status = meterline().command("status")) {
      assertEquals(0, status.status());
      for (String part : List.of("WildFly", "Program launcher", "Keycloak")) {
        assertTrue(status.said().matches("(?s).*" + part + " +ready .*"), status::said);
      }
      assertTrue(status.said().contains("Programs: each runs in a sandbox"), status::said);
    }
    try (Command down = meterline().command("down")) {
      assertEquals(0, down.status());
      assertEquals(
          List.of("WildFly", "Program launcher", "Carrier", "Keycloak", "PostgreSQL"),
          stopped(down.said()));
    }
    try (Command status = meterline().command("status")) {
      assertEquals(3, status.status());
    }

    meterline().startAgain();
    assertEquals(wallets, meterline().get(Harbour.ADMIN, "wallets"));
    assertEquals(calls, meterline().get(Harbour.ADMIN, "calls?state=ended"));
    assertEquals(
        phones.path("items").size(), meterline().get(Harbour.ADMIN, "phones").path("items").size());
    assertEquals(records, harbour.records(customer.user(), 1));
    harbour.assertPaid(customer, customer.paidIn(), records);
    harbour.assertBooksAgree();
    JsonNode operator = meterline().get(DemoTenant.OPERATOR, "me");
    assertTrue(operator.path("tenant").path("operator").asBoolean(), operator::toString);
    JsonNode admin = KeycloakAdmin.signIn(keycloak()).get(realm() + people(Harbour.ADMIN)).path(0);
    assertEquals("Changed", admin.path("lastName").asText());
  }

  /** Takes away what a realm of an earlier Meterline lacks, and changes what is there. */
  private static void makeRealmOlder() throws Exception {
    KeycloakAdmin admin = KeycloakAdmin.signIn(keycloak());
    for (JsonNode client : admin.get(realm() + "/clients?clientId=meterline-cli")) {
      delete(admin, "/clients/" + client.path("id").asText());
    }
    for (JsonNode person : admin.get(realm() + people(DemoTenant.OPERATOR))) {
      delete(admin, "/users/" + person.path("id").asText());
    }
    for (JsonNode one : admin.get(realm() + "/organizations?search=operator.example&exact=true")) {
      delete(admin, "/organizations/" + one.path("id").asText());
    }
    ObjectNode changed = (ObjectNode) admin.get(realm() + people(Harbour.ADMIN)).path(0);
    changed.put("lastName", "Changed");
    admin.put(realm() + "/users/" + changed.path("id").asText(), changed);
  }

  private static void delete(KeycloakAdmin admin, String path) throws Exception {
    assertEquals(204, admin.send("DELETE", realm() + path, null).statusCode(), path);
  }

  private static Configuration.Keycloak keycloak() {
    return meterline().configuration().keycloak();
  }

  private static String realm() {
    return "/" + keycloak().realm();
  }

  private static String people(String login) {
    return "/users?exact=true&username=" + KeycloakAdmin.encoded(login);
  }

  /** The parts that a command says it has stopped, in order. */
  static List<String> stopped(String said) {
    List<String> parts = new ArrayList<>();
    said.lines()
        .map(String::strip)
        .filter(line -> line.contains(" stopped "))
        .forEach(line -> parts.add(line.substring(0, line.indexOf(" stopped "))));
    return parts;
  }
}
