package org.meterline.launcher;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.FilePayload;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.meterline.launcher.phone.Dialog;
import org.meterline.launcher.phone.Ladder;
import org.meterline.launcher.phone.Phone;

/** The portal over the real product: what people do in it, while a phone calls. */
class PortalIT extends BrowserTest {
  private static final String ADMIN = "admin@harbour.example";
  private static final String PAYER = "payer@harbour.example";
  private static final String STRANGER = "admin@meadow.example";

  @Test
  void aCallIsSeenWhileItLastsAndAfterwards() throws Exception {
    String outside = "+49301234517";
    try (Portal portal = new Portal(chromium, meterline(), ADMIN);
        Portal stranger = new Portal(chromium, meterline(), STRANGER);
        Phone phone = meterline().phone("101", new Ladder())) {
      Page page = portal.go("Calls");
      stranger.go("Calls");
      assertEquals(200, phone.register(Duration.ofMinutes(2)));

      Dialog call = phone.call(outside);
      assertEquals(200, call.status());
      call.audio().tone(700);
      Locator live = portal.table("Live calls").getByRole(AriaRole.ROW).filter(with(outside));
      assertThat(live).containsText("Talking");
      assertFalse(call.awaitEnd(Duration.ofSeconds(2)));
      call.hangUp();
      assertThat(live).hasCount(0);
      Locator ended = portal.table("Ended calls").getByRole(AriaRole.ROW).filter(with(outside));
      assertThat(ended.first()).containsText("EUR");
      assertThat(stranger.page().getByText(outside)).hasCount(0);

      ended.first().getByRole(AriaRole.LINK).click();
      assertThat(portal.heading("101 → " + outside)).isVisible();
      Locator ladder = portal.section("Messages and states");
      for (String step : List.of("INVITE", "200 OK", "BYE")) {
        assertThat(ladder.getByText(step).first()).isVisible();
      }
      Locator cost = portal.section("Cost");
      assertThat(cost).containsText("Prefix matched");
      for (String step : List.of("Quote", "Hold", "Debit")) {
        assertThat(portal.table("How the cost came about")).containsText(step);
      }
      assertThat(cost.getByText("Ledger entries")).isVisible();
      assertThat(portal.table("Legs")).containsText("MOS");
      assertThat(portal.table("Legs")).containsText("demo-carrier");
      portal.accessible();
      String record = path(page);

      portal.go("Wallets");
      portal.table("Wallets").getByRole(AriaRole.LINK).first().waitFor();
      portal.accessible();
      cameFrom(portal, record);
      portal.fine();

      stranger.open(record);
      assertThat(stranger.page().getByText("101 → ")).hasCount(0);
      phone.register(Duration.ZERO);
    }
  }

  /** The wallet that paid shows the call, and what is left. */
  private static void cameFrom(Portal portal, String record) throws Exception {
    JsonNode charge =
        meterline()
            .get(ADMIN, "calls/" + record.substring(record.lastIndexOf('/') + 1))
            .path("charges")
            .path(0);
    portal.open("/wallets/" + charge.path("walletId").asText());
    Locator statement = portal.table("Statement");
    assertThat(statement.locator("a[href='" + record + "']").first()).isVisible();
    assertThat(portal.page().getByText("Available").first()).isVisible();
    portal.accessible();
  }

  @Test
  void aProgramsNewVersionAnswersTheNextCall() throws Exception {
    try (Portal portal = new Portal(chromium, meterline(), ADMIN);
        Phone phone = meterline().phone("102", new Ladder())) {
      Page page = portal.go("Programs");
      portal.button("Create a program").click();
      portal.dialog().getByLabel("Name").fill("Noted");
      portal.dialog().getByRole(AriaRole.BUTTON, named("Create")).click();
      assertThat(portal.heading("Noted")).isVisible();
      upload(page, "first.sh", "first version");
      assertThat(portal.table("Versions")).containsText("first.sh");
      portal.accessible();

      portal.go("Numbers");
      portal.button("Attach a number").click();
      portal.dialog().getByLabel("Number").fill("577");
      portal.dialog().getByLabel("Leads to").selectOption(label("Program Noted"));
      portal.accessible();
      portal.dialog().getByRole(AriaRole.BUTTON, named("Attach")).click();
      assertThat(page.getByRole(AriaRole.ROW).filter(with("577"))).containsText("Noted");

      assertEquals(200, phone.register(Duration.ofMinutes(2)));
      dial(phone, "577");
      portal.go("Programs");
      page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Noted")).click();
      Locator runs = portal.table("Runs");
      assertThat(runs.getByRole(AriaRole.ROW)).hasCount(2);
      upload(page, "second.sh", "second version");
      assertThat(portal.table("Versions")).containsText("second.sh");
      String second = dialUntilItSays(phone, "577", "second version");
      phone.register(Duration.ZERO);

      portal.open("/calls/" + second);
      Locator run = portal.section("Program runs");
      assertThat(run).containsText("second version");
      assertThat(run).containsText("Exit status");
      portal.accessible();
      portal.fine();
    }
  }

  /** Answers, says who it is, and hangs up. */
  private static void upload(Page page, String file, String says) {
    String program =
        """
        #!/bin/sh
        while read -r line && [ -n "$line" ]; do :; done
        echo ANSWER
        read -r reply
        echo "%s" >&2
        echo HANGUP
        read -r reply
        """
            .formatted(says);
    page.locator("input[type=file]")
        .setInputFiles(
            new FilePayload(file, "text/x-sh", program.getBytes(StandardCharsets.UTF_8)));
    assertThat(page.getByText("The new version is live").first()).isVisible();
  }

  /** A number that was just attached is known to the server a moment later. */
  private static void dial(Phone phone, String number) throws Exception {
    List<Dialog> calls = new ArrayList<>();
    Patience.until(
        number + " is known",
        Duration.ofSeconds(60),
        () -> {
          calls.add(phone.call(number));
          return calls.getLast().status() != 404;
        });
    assertEquals(200, calls.getLast().status());
    assertTrue(calls.getLast().awaitEnd(Duration.ofSeconds(60)));
  }

  /**
   * Calls a number that was called once before until its program says so: the server hears of a new
   * version a moment later. Answers that call's id.
   */
  private static String dialUntilItSays(Phone phone, String number, String words) throws Exception {
    List<String> calls = new ArrayList<>();
    Patience.until(
        "the program says " + words,
        Duration.ofSeconds(60),
        () -> {
          dial(phone, number);
          calls.add(ended(number, calls.size() + 2).path(0).path("id").asText());
          JsonNode runs = meterline().get(ADMIN, "calls/" + calls.getLast()).path("programRuns");
          return runs.path(0).path("standardError").asText().contains(words);
        });
    return calls.getLast();
  }

  /** The records of answered calls to this number, newest first; waits until there are so many. */
  private static JsonNode ended(String dialled, int count) throws Exception {
    ArrayNode found = JsonNodeFactory.instance.arrayNode();
    Patience.until(
        count + " calls to " + dialled + " are on record",
        Duration.ofSeconds(60),
        () -> {
          found.removeAll();
          for (JsonNode call : meterline().get(ADMIN, "calls?state=ended&limit=50").path("items")) {
            if (call.path("dialled").asText().equals(dialled)
                && call.path("sipStatus").asInt() == 200) {
              found.add(call);
            }
          }
          return found.size() >= count;
        });
    return found;
  }

  @Test
  void aPhoneIsCreatedAndRegisters() throws Exception {
    try (Portal portal = new Portal(chromium, meterline(), ADMIN)) {
      Page page = portal.go("Phones");
      portal.accessible();
      portal.button("Create a phone").click();
      portal.dialog().getByLabel("User").fill("117");
      portal.dialog().getByLabel("Display name").fill("Packing room");
      portal.dialog().getByRole(AriaRole.BUTTON, named("Create")).click();
      Locator settings = portal.dialog();
      assertThat(settings).containsText("shown only this once");
      portal.accessible();
      String password = settings.locator("dd").nth(1).innerText().strip();
      settings.getByRole(AriaRole.BUTTON, named("I have noted it")).click();
      assertThat(page.getByText(password)).hasCount(0);

      page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("117").setExact(true))
          .click();
      assertThat(page.getByText("Nowhere right now")).isVisible();
      try (Phone phone =
          new Phone(
              InetAddress.getLoopbackAddress(),
              0,
              meterline().sip(),
              "117",
              DemoTenant.HARBOUR.domain(),
              password,
              new Ladder())) {
        assertEquals(200, phone.register(Duration.ofMinutes(2)));
        assertThat(portal.table("Registrations")).containsText("UDP");
        portal.accessible();
        assertEquals(200, phone.register(Duration.ZERO));
        assertThat(page.getByText("Nowhere right now")).isVisible();
      }
      portal.fine();
    }
  }

  @Test
  void everyPageIsThereForWhoMaySeeIt() {
    try (Portal portal = new Portal(chromium, meterline(), ADMIN)) {
      for (String page :
          List.of(
              "Calls",
              "Wallets",
              "Phones",
              "Numbers",
              "Programs",
              "Rates",
              "Trunks",
              "Journals",
              "Re-ratings",
              "Reconciliation")) {
        portal.go(page);
        assertThat(portal.heading(page)).isVisible();
        portal.accessible();
      }
      portal.go("Ledger");
      assertThat(portal.section("Chart of accounts")).containsText("EUR");
      portal.accessible();
      portal.fine();
    }
    try (Portal portal = new Portal(chromium, meterline(), "finance@harbour.example")) {
      portal.go("Ledger");
      assertThat(portal.heading("Ledger")).isVisible();
      assertThat(portal.page().getByRole(AriaRole.LINK, link("Trunks"))).hasCount(0);
      portal.fine();
    }
    try (Portal portal = new Portal(chromium, meterline(), "agent@harbour.example")) {
      portal.go("Phones");
      assertThat(portal.page().getByText("101").first()).isVisible();
      assertThat(portal.button("Create a phone")).hasCount(0);
      assertThat(portal.page().getByRole(AriaRole.LINK, link("Wallets"))).hasCount(0);
      portal.fine();
    }
  }

  @Test
  void aPayerSeesTheirOwnAndIsSignedOutForGood() throws Exception {
    try (Phone phone = meterline().phone("102", new Ladder());
        Portal portal = new Portal(chromium, meterline(), PAYER)) {
      // The tenant pays for 102: no business of this payer's.
      assertEquals(200, phone.register(Duration.ofMinutes(2)));
      Dialog call = phone.call("+49301234518");
      assertEquals(200, call.status());
      Page page = portal.go("My calls");
      assertThat(page.getByText("No call is up right now")).isVisible();
      assertThat(page.getByText("+49301234518")).hasCount(0);
      call.hangUp();
      phone.register(Duration.ZERO);

      portal.go("My wallet");
      assertThat(page.getByText("Available").first()).isVisible();
      portal.accessible();
      assertEquals(1, meterline().get(PAYER, "wallets").path("items").size());
      portal.fine();

      page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(Pattern.compile("Payer")))
          .click();
      page.getByRole(AriaRole.MENUITEM, new Page.GetByRoleOptions().setName("Sign out")).click();
      assertThat(page.locator("#username")).isVisible();
      page.navigate(meterline().configuration().web().url() + "/wallets");
      assertThat(page.locator("#username")).isVisible();
    }
  }

  private static String path(Page page) {
    return java.net.URI.create(page.url()).getPath();
  }

  private static Locator.FilterOptions with(String text) {
    return new Locator.FilterOptions().setHasText(text);
  }

  private static Locator.GetByRoleOptions named(String name) {
    return new Locator.GetByRoleOptions().setName(name).setExact(true);
  }

  private static Page.GetByRoleOptions link(String name) {
    return new Page.GetByRoleOptions().setName(name).setExact(true);
  }

  private static com.microsoft.playwright.options.SelectOption label(String text) {
    return new com.microsoft.playwright.options.SelectOption().setLabel(text);
  }
}
