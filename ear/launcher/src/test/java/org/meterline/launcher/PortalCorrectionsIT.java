package org.meterline.launcher;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The portal over the real product: what finance does with the money of a wallet. */
class PortalCorrectionsIT extends BrowserTest {
  private final Harbour harbour = new Harbour(meterline());

  /** What is held is captured and refunded; a forced debit freezes; then money moves again. */
  @Test
  void theBookIsDownloadedForHledger() throws Exception {
    try (Portal portal = new Portal(chromium, meterline(), Harbour.ADMIN)) {
      portal.open("/ledger");
      Download book =
          portal
              .page()
              .waitForDownload(() -> portal.page().getByText("Download for hledger").click());
      assertEquals("book.journal", book.suggestedFilename());
      String text = Files.readString(book.path());
      assertTrue(text.contains("liabilities:2100 Customer wallets"), text);
      assertTrue(text.stripTrailing().endsWith(" transfers"), text);
    }
  }

  @Test
  void financeCorrectsAWallet() throws Exception {
    Harbour.Customer customer = harbour.customer("5");
    String wallet = "wallets/" + customer.wallet();
    UUID other = secondWallet(wallet);
    harbour.post(
        "purchases",
        """
        {"walletId": "%s", "item": "atlas", "text": "Sea atlas",
         "price": {"amount": "2.00", "currency": "EUR"}}\
        """
            .formatted(customer.wallet()),
        201);
    try (Portal portal = new Portal(chromium, meterline(), Harbour.ADMIN)) {
      portal.open("/" + wallet);
      Locator held = portal.table("Open holds").getByRole(AriaRole.ROW).filter(with("a purchase"));
      held.getByRole(AriaRole.BUTTON, named("Capture")).click();
      assertThat(portal.dialog().getByLabel("Amount in EUR")).hasValue("2");
      portal.accessible();
      send(portal, "Capture");
      assertThat(held).hasCount(0);

      Locator statement = portal.table("Statement").getByRole(AriaRole.ROW);
      statement
          .filter(with("Sea atlas"))
          .getByRole(
              AriaRole.BUTTON,
              new Locator.GetByRoleOptions().setName(Pattern.compile("^Refund Sea atlas")))
          .click();
      portal.dialog().getByLabel("Amount in EUR").fill("1,50");
      portal.dialog().getByLabel("Reason").fill("Two pages missing");
      portal.accessible();
      send(portal, "Refund");
      assertThat(statement.filter(with("Two pages missing"))).containsText("+1.50 EUR");

      portal.button("Forced debit").click();
      portal.dialog().getByLabel("Amount in EUR").fill("6");
      portal.dialog().getByLabel("Reason").fill("Card");
      assertThat(portal.dialog()).containsText("4.50 EUR is taken now; 1.50 EUR stays owed");
      portal.dialog().getByLabel("Yes, take").check();
      portal.accessible();
      send(portal, "Take it");
      assertThat(portal.page().getByText("This wallet is frozen")).isVisible();
      Locator owed = portal.table("Receivables").getByRole(AriaRole.ROW).filter(with("Card"));
      assertThat(owed).containsText("1.50 EUR");
      owed.getByRole(AriaRole.BUTTON, named("Settle")).click();
      portal.dialog().getByLabel("How").selectOption("WRITE_OFF");
      portal.dialog().getByLabel("Reason").fill("Let go");
      send(portal, "Settle");
      assertThat(portal.page().getByText("This wallet is frozen")).hasCount(0);

      limits(portal);
      portal.button("Top up").click();
      portal.dialog().getByLabel("Amount in EUR").fill("3");
      send(portal, "Top up");
      portal.button("Move money").click();
      portal.dialog().getByLabel("Amount in EUR").fill("1");
      portal.dialog().getByLabel("Reason").fill("Rome");
      portal.accessible();
      send(portal, "Move");
      assertThat(statement.filter(with("Rome"))).containsText("2.00 EUR");

      portal.page().getByLabel("Balance as of").fill("2020-01-01T00:00");
      assertThat(portal.section("Balance at another time")).containsText("): 0.00 EUR");
      portal.accessible();
      portal.fine();
    }
    JsonNode moved = meterline().get(Harbour.ADMIN, "wallets/" + other).path("available");
    assertEquals(0, BigDecimal.ONE.compareTo(Harbour.amount(moved)), moved::toString);
    harbour.assertBooksAgree();
  }

  /** The floor and the freeze by hand, each by itself. */
  private static void limits(Portal portal) {
    Locator limit = portal.section("Limit");
    limit.getByRole(AriaRole.BUTTON, named("Change the floor")).click();
    portal.dialog().getByLabel("Floor in EUR").fill("-5");
    portal.accessible();
    send(portal, "Save");
    assertThat(limit).containsText("a credit of 5.00 EUR");
    limit.getByRole(AriaRole.BUTTON, named("Freeze")).click();
    send(portal, "Freeze");
    assertThat(limit).containsText("it was frozen by hand");
    assertThat(limit).containsText("a credit of 5.00 EUR");
    limit.getByRole(AriaRole.BUTTON, named("Unfreeze")).click();
    send(portal, "Unfreeze");
    assertThat(portal.page().getByText("This wallet is frozen")).hasCount(0);
  }

  private UUID secondWallet(String first) throws Exception {
    String payer = meterline().get(Harbour.ADMIN, first).path("payer").path("id").asText();
    JsonNode second =
        harbour.post(
            "wallets",
            "{\"payerId\": \"%s\", \"currency\": \"EUR\", \"name\": \"Travels\"}".formatted(payer),
            201);
    return UUID.fromString(second.path("id").asText());
  }

  /** Sends the form of the dialog, which closes when all went well. */
  private static void send(Portal portal, String button) {
    portal.dialog().getByRole(AriaRole.BUTTON, named(button)).click();
    assertThat(portal.dialog()).hasCount(0);
  }

  private static Locator.FilterOptions with(String text) {
    return new Locator.FilterOptions().setHasText(text);
  }

  private static Locator.GetByRoleOptions named(String name) {
    return new Locator.GetByRoleOptions().setName(name).setExact(true);
  }
}
