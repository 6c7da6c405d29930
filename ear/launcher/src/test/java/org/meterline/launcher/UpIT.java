package org.meterline.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.meterline.ejb.switchboard.Configuration;

/**
 * {@code ./meterline up} in a window of its own, beside the one of all tests; {@link SecondStartIT}
 * has that one in a window.
 */
@SuppressWarnings("try") // stopping may be interrupted
class UpIT extends WholeProductTest {
  private static final Path FOLDER = Path.of("target/up").toAbsolutePath();

  /** With a database and a Keycloak that others run, both made ready as the manual says. */
  @Test
  void usesWhatOthersRunAndLeavesItAloneAtCtrlC() throws Exception {
    Path data = FOLDER.resolve("part");
    Files.createDirectories(data);
    Files.writeString(data.resolve("old"), "of an earlier Meterline");
    Folders.delete(FOLDER.resolve("external"));
    try (OwnPostgres postgres = new OwnPostgres(FOLDER.resolve("external"))) {
      postgres.prepareAsTheManualSays("owners-secret", "app-secret");
      Map<String, String> settings = FreeSettings.in(data);
      settings.remove("METERLINE_WEB_TLS_PORT"); // as by default: none
      settings.put("METERLINE_DATABASE_URL", postgres.configuration().database().url());
      settings.put("METERLINE_DATABASE_OWNER_PASSWORD", "owners-secret");
      settings.put("METERLINE_DATABASE_APP_PASSWORD", "app-secret");
      ForeignRealm realm =
          new ForeignRealm(
              meterline().configuration(), "outside", Configuration.read(settings).web().url());
      realm.make();
      settings.putAll(realm.settings());

      try (Command up = Command.script(settings, "up", "--fresh")) {
        up.await("  Logs  ");
        assertFalse(Files.exists(data.resolve("old")));
        assertFalse(up.said().contains("  PostgreSQL "), up::said);
        assertFalse(up.said().contains("  Keycloak "), up::said);

        Configuration configuration = Configuration.read(settings);
        String login = Harbour.ADMIN;
        assertTrue(
            up.said()
                .contains("login     " + login + "      as in " + configuration.keycloak().url()),
            up::said);
        JsonNode phones =
            new Rest(configuration, login, ForeignRealm.PASSWORD).get("phones").path("items");
        assertEquals(2, phones.size(), phones::toString);
        try (Chromium chromium = Chromium.start();
            BrowserContext context = chromium.context()) {
          Page page =
              Chromium.tryToSignIn(
                  context, configuration.web().url(), login, ForeignRealm.PASSWORD);
          page.waitForURL(url -> url.startsWith(configuration.web().url().toString()));
          page.getByText("Harbour Books").first().waitFor();
        }

        List<Child> parts = Children.recorded(data).all();
        up.signal("INT");
        assertEquals(130, up.status());
        assertEquals(
            List.of("WildFly", "Program launcher", "Carrier"), SecondStartIT.stopped(up.said()));
        assertTrue(parts.stream().noneMatch(Child::alive));
      }
      try (Command status = Command.script(settings, "status")) {
        assertEquals(3, status.status());
      }
      assertTrue(postgres.runs());
    } finally {
      Folders.delete(FOLDER.resolve("external"));
    }
    meterline().rest(Harbour.ADMIN).freshToken();
  }

  /** In the middle of the start, what is there already is stopped again. */
  @Test
  void ctrlCDuringTheStartEndsWhatWasStarted() throws Exception {
    Path data = FOLDER.resolve("interrupted");
    Map<String, String> settings = FreeSettings.in(data);
    try (Command up = Command.script(settings, "up", "--fresh")) {
      up.await("roles and databases");
      List<Child> parts = Children.recorded(data).all();
      assertEquals(PostgresServer.NAME, parts.getFirst().name());
      up.signal("INT");
      assertEquals(130, up.status());
      assertTrue(SecondStartIT.stopped(up.said()).contains("PostgreSQL"), up::said);
      assertTrue(parts.stream().noneMatch(Child::alive));
    }
    assertEquals(List.of(), Children.recorded(data).all());
    Folders.delete(data);
  }
}
