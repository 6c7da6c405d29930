package org.meterline.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.meterline.ejb.switchboard.Configuration;
import org.meterline.launcher.phone.Dialog;
import org.meterline.launcher.phone.Phone;

/**
 * Stopping and starting again, this time by {@code ./meterline up} in a window: what it says, what
 * is there again, and how it ends. It starts with browsers' media passing rtpengine, so that the
 * tests of pages hold for that, too. The last of all tests: it leaves nothing running.
 */
@Order(Integer.MAX_VALUE)
class SecondStartIT extends WholeProductTest {
  private final Harbour harbour = new Harbour(meterline());

  @TempDir
  @SuppressWarnings("NullAway.Init") // set before the test
  private Path folder;

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

    try (Rtpengine relay = new Rtpengine();
        Command up = meterline().command(relay.settings(), "up")) {
      up.await("  Logs  ");
      assertWelcomes(up.said());
      assertEquals(wallets, meterline().get(Harbour.ADMIN, "wallets"));
      assertEquals(calls, meterline().get(Harbour.ADMIN, "calls?state=ended"));
      assertEquals(
          phones.path("items").size(),
          meterline().get(Harbour.ADMIN, "phones").path("items").size());
      assertEquals(records, harbour.records(customer.user(), 1));
      harbour.assertPaid(customer, customer.paidIn(), records);
      harbour.assertBooksAgree();
      JsonNode operator = meterline().get(DemoTenant.OPERATOR, "me");
      assertTrue(operator.path("tenant").path("operator").asBoolean(), operator::toString);
      JsonNode admin =
          KeycloakAdmin.signIn(keycloak()).get(realm() + people(Harbour.ADMIN)).path(0);
      assertEquals("Changed", admin.path("lastName").asText());
      assertRunsOnce();
      pagesTalkThrough(relay);
      assertEndsAllInOrderWhenAPartDies(up);
    }
    try (Command status = meterline().command("status")) {
      assertEquals(3, status.status());
    }
  }

  /** By the same tests as without it. */
  private void pagesTalkThrough(Rtpengine relay) throws Exception {
    try (TalkingPages pages = new TalkingPages(meterline(), folder)) {
      pages.hearEachOther("with-jssip", "with-sip.js");
      pages.hearEachOther("with-sip.js", "with-jssip");
      pages.talkWithAPhone("with-jssip", "audio_codecs=PCMA/8000/1");
      pages.talkWithAPhone("with-sip.js", "mediaenc=srtp-mand");
      for (String library : List.of("with-jssip", "with-sip.js")) {
        pages.transfer(library);
        pages.join(library);
      }
      pages.callOutside();
    }
    assertTrue(relay.forwarded() > 0, "it was not passed");
  }

  private static void assertWelcomes(String said) {
    Configuration settings = meterline().configuration();
    Secrets secrets = Secrets.open(settings.secretsFile());
    for (String line :
        List.of(
            "Meterline is up after ",
            "  Portal      http://localhost:" + settings.web().port(),
            "phone     101@harbour.example        " + secrets.phone(DemoTenant.HARBOUR, "101"),
            "login     payer@meadow.example       " + secrets.login("payer@meadow.example"),
            "login     finance@operator.example   " + secrets.login("finance@operator.example"),
            "login     admin@operator.example     " + secrets.login("admin@operator.example"),
            "dial      500 the tenant's program",
            "501 the same in Perl",
            "called    +4930555100 over the demo trunk",
            "UDP and TCP " + settings.sip().port(),
            "Try it      ./meterline call",
            "Programs    each runs in a sandbox of its own, by bubblewrap")) {
      assertTrue(said.contains(line), line);
    }
  }

  /** Its parts, with the one that watches them; nobody starts it twice. */
  private static void assertRunsOnce() throws Exception {
    try (Command status = meterline().command("status")) {
      assertEquals(0, status.status());
      for (String part :
          List.of(
              "PostgreSQL +runs",
              "Carrier +runs",
              "Program launcher +ready",
              "Keycloak +ready",
              "WildFly +ready",
              "Supervisor +runs")) {
        assertTrue(status.said().matches("(?s).*  " + part + " .*"), part);
      }
    }
    try (Command second = meterline().command("up")) {
      assertEquals(1, second.status());
      assertEquals(
          "Meterline is running already with the data in %s; ./meterline down stops it.\n"
              .formatted(meterline().configuration().data()),
          second.said());
    }
  }

  private static void assertEndsAllInOrderWhenAPartDies(Command up) throws Exception {
    Path data = meterline().configuration().data();
    List<Child> parts = Children.recorded(data).all();
    RunningMeterline.kill(java(part(parts, KeycloakServer.NAME)));
    assertEquals(1, up.status());
    assertEquals(
        List.of("WildFly", "Program launcher", "Carrier", "Keycloak", "PostgreSQL"),
        stopped(up.said()));
    String sentence =
        "Keycloak has ended by itself; its log %s ends with:"
            .formatted(data.resolve("logs/keycloak.log"));
    assertTrue(up.said().contains(sentence), up::said);
    assertTrue(parts.stream().noneMatch(Child::alive));
  }

  private static Child part(List<Child> parts, String name) {
    return parts.stream().filter(part -> part.name().equals(name)).findFirst().orElseThrow();
  }

  /** The virtual machine below a part's script. */
  private static long java(Child part) {
    return ProcessHandle.of(part.pid())
        .orElseThrow()
        .descendants()
        .filter(process -> process.info().command().orElse("").endsWith("/java"))
        .findFirst()
        .orElseThrow()
        .pid();
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
