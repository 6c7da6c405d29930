package org.meterline.launcher;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.FilePayload;
import com.microsoft.playwright.options.SelectOption;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.meterline.launcher.phone.Dialog;
import org.meterline.launcher.phone.Phone;

/** The portal over the real product: who pays, and what wallets hold and owe besides cash. */
class PortalMoneyIT extends BrowserTest {
  /** Not what has the same letters within. */
  private static final Locator.GetByLabelOptions EXACTLY =
      new Locator.GetByLabelOptions().setExact(true);

  private static final String DIALLED = "+33123456722";

  private final Harbour harbour = new Harbour(meterline());
  private final PayerRule rule = new PayerRule(meterline());

  @AfterEach
  void callersPayAgain() throws Exception {
    rule.callersPay();
  }

  /** What is set up in the portal decides about the next call, whose record says so. */
  @Test
  void aSponsorIsOpenedAndPaysForACall() throws Exception {
    Harbour.Customer customer = harbour.customer("0");
    try (Portal portal = new Portal(chromium, meterline(), Harbour.ADMIN);
        Phone phone = harbour.phone(customer)) {
      portal.go("Sponsors");
      open(portal, "Wine Fair");
      Locator sponsor = portal.section("All sponsors").locator(".ml-charge").filter(with("Wine"));
      assertThat(sponsor).containsText("It offers nothing yet");
      offer(portal, sponsor);
      Locator offers = portal.table("Offers of Wine Fair");
      for (String part :
          List.of("To the winery", "0.60 EUR a minute", "by 1 s", "at most 2.00 EUR a call")) {
        assertThat(offers).containsText(part);
      }
      assertThat(offers.locator("code")).hasText(new String[] {"to 33123456722", "country FR"});
      portal.accessible();

      sponsor.getByRole(AriaRole.LINK, named("Wallet of Wine Fair")).click();
      topUp(portal, "1.00");
      assertThat(portal.table("Pockets")).containsText("Refundable");
      portal.go("Sponsors");
      assertThat(sponsor).containsText("Budget left 1.00 EUR");
      portal.button("Change").click();
      portal
          .dialog()
          .getByLabel("Steps")
          .fill("sponsors then next\ncaller then end\ntenant then end");
      portal.accessible();
      send(portal, "Save");
      assertThat(portal.section("Who pays").locator("ol")).containsText("sponsors then next");

      portal.open("/calls/" + sponsored(phone, customer));
      Locator pays = portal.section("Who pays");
      assertThat(pays).containsText("sponsors then next");
      Locator considered = portal.table("Who was considered").getByRole(AriaRole.ROW);
      Locator winner = considered.filter(with("Wine Fair"));
      for (String part : List.of("To the winery", "1.80 EUR", "Agreed first")) {
        assertThat(winner).containsText(part);
      }
      assertThat(considered.filter(with("Tess Customer"))).hasCount(1);
      assertThat(portal.section("Cost")).containsText("Wine Fair");
      portal.accessible();

      portal.go("Sponsors");
      assertThat(sponsor).not().containsText("Budget left 1.00 EUR");
      portal.button("End the offer To the winery").click();
      assertThat(offers).containsText("Ended");
      portal.fine();
    }
    harbour.assertBooksAgree();
  }

  private static void open(Portal portal, String name) {
    portal.button("Open a sponsor").click();
    portal.dialog().getByLabel("Name").fill(name);
    portal.accessible();
    send(portal, "Open");
  }

  private static void offer(Portal portal, Locator sponsor) {
    sponsor.getByRole(AriaRole.BUTTON, named("Make an offer")).click();
    Locator form = portal.dialog();
    form.getByLabel("Name").fill("To the winery");
    form.getByLabel("Amount in EUR").fill("0,6");
    form.getByLabel("At most for one call").fill("2");
    form.getByLabel("Conditions").fill("to 33123456722\ncountry FR");
    portal.accessible();
    send(portal, "Make the offer");
  }

  private static void topUp(Portal portal, String euros) {
    portal.button("Top up").click();
    portal.dialog().getByLabel("Amount in EUR").fill(euros);
    send(portal, "Top up");
  }

  /** Sends the form of the dialog, which closes when all went well. */
  private static void send(Portal portal, String button) {
    portal.dialog().getByRole(AriaRole.BUTTON, named(button)).click();
    assertThat(portal.dialog()).hasCount(0);
  }

  /** A call that is put through though the caller has no money. Answers its record's id. */
  private String sponsored(Phone phone, Harbour.Customer customer) throws Exception {
    List<Dialog> placed =
        Harbour.untilPutThrough("rule, offer and budget are known", phone, DIALLED);
    placed.getLast().hangUp();
    return harbour.records(customer.user(), placed.size()).stream()
        .filter(record -> record.path("sipStatus").asInt() == 200)
        .map(record -> record.path("id").asText())
        .findFirst()
        .orElseThrow();
  }

  /** Goodwill has an end; what a lost dispute did not find is paid by a top-up or written off. */
  @Test
  void aWalletShowsItsPocketsAndWhatItOwes() throws Exception {
    Harbour.Customer customer = harbour.customer("1");
    String wallet = "wallets/" + customer.wallet();
    harbour.post(
        wallet + "/top-ups",
        """
        {"amount": {"amount": "0.25", "currency": "EUR"}, "reason": "Sorry",
         "goodwillUntil": "2099-01-01T00:00:00Z"}\
        """,
        201);
    try (Portal portal = new Portal(chromium, meterline(), Harbour.ADMIN)) {
      portal.open("/" + wallet);
      assertThat(portal.page().getByText("on the books, 0.25 EUR of it goodwill")).isVisible();
      Locator pockets = portal.table("Pockets").getByRole(AriaRole.ROW);
      assertThat(pockets.filter(with("Goodwill"))).containsText("0.25 EUR");
      assertThat(pockets.filter(with("Goodwill"))).containsText("2099");
      assertThat(pockets.filter(with("Refundable"))).containsText("1.00 EUR");
      assertThat(pockets.filter(with("Refundable"))).containsText("never");
      assertThat(portal.page().getByText("This wallet has never owed anything")).isVisible();
      portal.accessible();

      JsonNode debit =
          harbour.post(
              wallet + "/forced-debits",
              """
              {"kind": "DISPUTE", "amount": {"amount": "3.25", "currency": "EUR"},
               "reason": "Card"}\
              """,
              201);
      assertEquals("2.00000000", debit.path("owed").path("amount").asText(), debit::toString);
      portal.open("/" + wallet);
      assertThat(portal.page().getByText("This wallet is frozen")).isVisible();
      Locator owed = portal.table("Receivables").getByRole(AriaRole.ROW).filter(with("Card"));
      assertThat(owed).containsText("Lost dispute");
      assertThat(owed).containsText("2.00 EUR");
      portal.accessible();

      topUp(portal, "0.50");
      assertThat(owed).containsText("0.50 EUR");
      owed.getByRole(AriaRole.BUTTON, named("Settle")).click();
      assertThat(portal.dialog().getByLabel("Amount in EUR")).hasValue("1.5");
      portal.dialog().getByLabel("How").selectOption("WRITE_OFF");
      portal.dialog().getByLabel("Reason").fill("Let go");
      portal.accessible();
      send(portal, "Settle");
      assertThat(owed).containsText("settled");
      assertThat(portal.page().getByText("This wallet is frozen")).hasCount(0);

      owed.getByRole(AriaRole.LINK).click();
      assertThat(portal.page().getByText("1400 Receivables from wallets").first()).isVisible();
      portal.accessible();
      portal.fine();
    }
    harbour.assertBooksAgree();
  }

  @Test
  void aBundleIsOpenedFilledAndChanged() throws Exception {
    Harbour.Customer customer = harbour.customer("1");
    try (Portal portal = new Portal(chromium, meterline(), Harbour.ADMIN)) {
      portal.open("/wallets/" + customer.wallet());
      portal.button("Open a bundle").click();
      portal.dialog().getByLabel("Name").fill("Ten minutes");
      portal.dialog().getByLabel("Covers numbers that begin with").fill("49, 0033");
      portal.dialog().getByRole(AriaRole.BUTTON, named("Open")).click();
      assertThat(portal.dialog()).containsText("0033 is no beginning of a number");
      portal.accessible();
      portal.dialog().getByLabel("Covers numbers that begin with").fill("49, +33");
      send(portal, "Open");
      Locator covers = portal.section("Covers");
      assertThat(covers.locator("code")).hasText(new String[] {"33", "49"});
      portal.button("Top up").click();
      portal.dialog().getByLabel("Amount in SEC").fill("600");
      send(portal, "Top up");
      assertThat(portal.table("Pockets")).containsText("600 s");
      portal.button("Change the numbers").click();
      portal.dialog().getByLabel("Numbers that begin with").fill("4930");
      portal.accessible();
      send(portal, "Save");
      assertThat(covers.locator("code")).hasText(new String[] {"4930"});
      portal.accessible();
      portal.fine();
    }
    harbour.assertBooksAgree();
  }

  /** The operator opens a carrier, whose deck of cost becomes a draft. */
  @Test
  void aCarrierIsOpenedAndItsDeckUploaded() throws Exception {
    String carrier = "Carrier " + UUID.randomUUID();
    try (Portal portal = new Portal(chromium, meterline(), DemoTenant.OPERATOR)) {
      portal.go("Wallets");
      portal.button("Open a wallet").click();
      assertThat(portal.dialog().getByLabel("Tenant"))
          .containsText(Pattern.compile("Harbour Books.*Meadow Clinic"));
      portal.dialog().getByLabel("For").selectOption("CARRIER");
      portal.dialog().getByLabel("Carrier").fill(carrier);
      portal.accessible();
      send(portal, "Open");
      assertThat(portal.page().getByText("Opened the wallet of " + carrier).first()).isVisible();
      Locator row = portal.table("Wallets").getByRole(AriaRole.ROW).filter(with(carrier));
      assertThat(row).containsText("owed 0.00 EUR");
      row.getByRole(AriaRole.LINK).click();
      assertThat(portal.page().getByText("Carrier: " + carrier)).isVisible();
      assertThat(portal.page().getByText("to the carrier, for calls that ended")).isVisible();
      assertThat(portal.button("Top up")).hasCount(0);
      assertThat(portal.table("Pockets")).hasCount(0);
      portal.accessible();

      portal.go("Rate decks");
      portal.button("Upload a deck").click();
      portal.dialog().getByLabel("For", EXACTLY).selectOption("COST");
      portal.dialog().getByLabel("Carrier").selectOption(new SelectOption().setLabel(carrier));
      portal
          .dialog()
          .locator("input[type=file]")
          .setInputFiles(
              new FilePayload(
                  "cost.csv",
                  "text/csv",
                  "prefix,price\n49,0.01\n".getBytes(StandardCharsets.UTF_8)));
      portal.accessible();
      send(portal, "Upload");
      assertThat(portal.page().getByText("cost.csv")).isVisible();
      assertThat(portal.page().getByText("Cost: what a carrier asks")).isVisible();
      assertThat(portal.section("About")).containsText("Whose deck" + carrier);
      assertThat(portal.page().getByText("Nobody called last month")).isVisible();
      portal.accessible();
      portal.open("/calls");
      assertThat(portal.page().getByText("The operator has no such page")).isVisible();
      portal.fine();
    }
  }

  private static Locator.FilterOptions with(String text) {
    return new Locator.FilterOptions().setHasText(text);
  }

  private static Locator.GetByRoleOptions named(String name) {
    return new Locator.GetByRoleOptions().setName(name).setExact(true);
  }
}
