package org.meterline.launcher;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.SelectOption;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The portal over the real product: wallets are opened, and found where there are many. */
class PortalWalletsIT extends BrowserTest {
  /** What the portal shows at once. */
  private static final int PAGE = 50;

  private static final int FLEET = 60;

  private final Harbour harbour = new Harbour(meterline());

  /** A customer gets a wallet and one more; money moves between them. */
  @Test
  void aCustomerGetsASecondWallet() throws Exception {
    String customer = "Customer " + UUID.randomUUID();
    try (Portal portal = new Portal(chromium, meterline(), Harbour.ADMIN)) {
      portal.go("Wallets");
      portal.button("Open a wallet").click();
      portal.dialog().getByLabel("Customer").fill(customer);
      portal.accessible();
      send(portal, "Open");
      Locator row = portal.table("Wallets").getByRole(AriaRole.ROW).filter(with(customer));
      assertThat(row).hasCount(1);
      portal.button("Open a wallet").click();
      portal.dialog().getByLabel("For").selectOption("PAYER");
      portal.dialog().getByLabel("Payer").selectOption(new SelectOption().setLabel(customer));
      portal.dialog().getByLabel("Name of the wallet").fill(customer + " travels");
      send(portal, "Open");
      assertThat(row).hasCount(2);
      portal.fine();
    }
    String first = walletNamed(customer);
    String second = walletNamed(customer + " travels");
    String five = "\"amount\": {\"amount\": \"5.00\", \"currency\": \"EUR\"}, \"reason\": \"x\"}";
    harbour.post("wallets/" + first + "/top-ups", "{" + five, 201);
    harbour.post(
        "wallets/" + first + "/transfers",
        "{\"toWalletId\": \"%s\", %s".formatted(second, five),
        201);
    assertAvailable("5", second);
    harbour.assertBooksAgree();
  }

  /** Pages are turned, a name is searched for, in the list as in the form that moves money. */
  @Test
  void oneOfManyWalletsIsFound() throws Exception {
    // the last by name: what other tests look for stays on the first page
    String fleet = "Zz fleet " + UUID.randomUUID().toString().substring(0, 8);
    String flagship = openFleet(fleet);
    meterline().topUp(UUID.fromString(flagship), "3.00");
    try (Portal portal = new Portal(chromium, meterline(), Harbour.ADMIN)) {
      portal.go("Wallets");
      Locator rows = portal.table("Wallets").locator("tbody tr");
      assertThat(rows).hasCount(PAGE);
      String first = rows.first().getByRole(AriaRole.LINK).innerText();
      turn(portal, "Next page", 2);
      assertThat(rows.first()).not().containsText(first);
      turn(portal, "Previous page", 1);
      assertThat(rows.first()).containsText(first);

      Locator field = portal.page().getByLabel("Wallets or payers whose name begins with");
      field.fill(fleet.toUpperCase(Locale.ROOT));
      assertThat(rows.first()).containsText(fleet + " 00");
      assertThat(rows.first()).containsText("3.00 EUR");
      assertThat(rows).hasCount(PAGE);
      turn(portal, "Next page", 2);
      assertThat(rows).hasCount(FLEET - PAGE);
      assertThat(rows.last()).containsText(fleet + " 59");
      portal.accessible();

      field.fill(fleet + " 57");
      assertThat(rows).hasCount(1);
      assertThat(pager(portal)).hasCount(0);
      rows.getByRole(AriaRole.LINK).click();
      assertThat(portal.heading(fleet + " 57")).isVisible();
      portal.page().goBack();
      assertThat(field).hasValue(fleet + " 57");
      assertThat(rows).hasCount(1);
      field.fill(fleet + "%");
      assertThat(portal.page().getByText("Nothing found")).isVisible();
      portal.accessible();

      portal.open("/wallets/" + flagship);
      portal.button("Move money").click();
      Locator to = portal.dialog().getByLabel("To", new Locator.GetByLabelOptions().setExact(true));
      assertThat(to.getByRole(AriaRole.OPTION)).hasCount(PAGE);
      Locator search = portal.dialog().getByLabel("Search the list below");
      search.fill(fleet + " 58");
      assertThat(portal.dialog()).containsText("One wallet found.");
      to.selectOption(new SelectOption().setLabel(fleet + " 58"));
      search.fill("");
      assertThat(portal.dialog()).containsText("The first 50.");
      portal.dialog().getByLabel("Amount in EUR").fill("2");
      portal.dialog().getByLabel("Reason").fill("Provisions");
      portal.accessible();
      send(portal, "Move");
      assertThat(portal.table("Statement").getByRole(AriaRole.ROW).filter(with("Provisions")))
          .containsText("2.00 EUR");
      portal.fine();
    }
    assertAvailable("2", walletNamed(fleet + " 58"));
    harbour.assertBooksAgree();
  }

  /** Opens a customer's wallets, named by a number of two digits. Answers the first one's id. */
  private String openFleet(String customer) throws Exception {
    String whose = "\"customer\": \"" + customer + "\"";
    String first = "";
    for (int each = 0; each < FLEET; each++) {
      JsonNode opened =
          harbour.post(
              "wallets",
              "{%s, \"name\": \"%s %02d\", \"currency\": \"EUR\"}".formatted(whose, customer, each),
              201);
      if (each == 0) {
        first = opened.path("id").asText();
        whose = "\"payerId\": \"" + opened.path("payer").path("id").asText() + "\"";
      }
    }
    return first;
  }

  private static Locator pager(Portal portal) {
    return portal
        .page()
        .getByRole(AriaRole.NAVIGATION, new Page.GetByRoleOptions().setName("Pages of wallets"));
  }

  private static void turn(Portal portal, String button, int page) {
    pager(portal).getByRole(AriaRole.BUTTON, named(button)).click();
    assertThat(pager(portal)).containsText("Page " + page);
  }

  private static String walletNamed(String name) throws Exception {
    String wanted = "wallets?name=" + URLEncoder.encode(name, StandardCharsets.UTF_8);
    for (JsonNode wallet : meterline().get(Harbour.ADMIN, wanted).path("items")) {
      if (wallet.path("name").asText().equals(name)) {
        return wallet.path("id").asText();
      }
    }
    throw new AssertionError("no wallet " + name);
  }

  private static void assertAvailable(String euros, String wallet) throws Exception {
    JsonNode available = meterline().get(Harbour.ADMIN, "wallets/" + wallet).path("available");
    assertEquals(0, new BigDecimal(euros).compareTo(Harbour.amount(available)), wallet);
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
