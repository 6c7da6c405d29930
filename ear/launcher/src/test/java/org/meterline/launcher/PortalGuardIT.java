package org.meterline.launcher;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import org.junit.jupiter.api.Test;

/** The portal over the real product: what calls may do, which way they go, and who is kept out. */
class PortalGuardIT extends BrowserTest {
  private final Harbour harbour = new Harbour(meterline());

  @Test
  void anAdminSaysWhatCallsMayCostAndWhereTheyMayGo() throws Exception {
    try (Portal portal = new Portal(chromium, meterline(), Harbour.ADMIN)) {
      portal.go("Limits");
      setAndChangeALimit(portal, harbour.customer("1").user());
      approveADestinationBeforeItIsCalled(portal);
      tryANumber(portal);
      portal.fine();
    }
  }

  @Test
  void theOperatorLooksAfterModemsAndBans() {
    String source = "192.0.2.77";
    try (Portal portal = new Portal(chromium, meterline(), "admin@operator.example")) {
      portal.go("Modems");
      if (modems().isPresent()) {
        assertThat(row(portal, "Modems", PluggedModems.FIRST)).containsText("Ready");
      } else {
        assertThat(portal.section("All modems")).containsText("modems.file");
      }
      portal.fitsAPhone();

      portal.go("Bans");
      assertThat(portal.table("Counters")).containsText("media.faults");
      portal.button("Ban a source").click();
      field(portal, "Source").fill("somewhere");
      field(portal, "Reason").fill("Scans at night");
      field(portal, "Hours").fill("1");
      in(portal.dialog(), "Ban").click();
      assertThat(portal.dialog()).containsText("Source: must be an IP address");
      assertThat(field(portal, "Source")).isFocused();
      portal.provoked("422 ");
      portal.accessible();
      field(portal, "Source").fill(source);
      in(portal.dialog(), "Ban").click();
      Locator ban = row(portal, "Banned sources", source);
      assertThat(ban).containsText("Scans at night");
      in(ban, "Keep the ban of " + source).click();
      assertThat(ban).containsText("it is lifted");
      portal.fitsAPhone();
      in(ban, "Lift " + source).click();
      in(portal.dialog(), "Lift").click();
      assertThat(ban).hasCount(0);
      portal.fine();
    }
  }

  private static void setAndChangeALimit(Portal portal, String user) {
    portal.button("Set a limit").click();
    field(portal, "User").fill(user);
    in(portal.dialog(), "Set").click();
    assertThat(portal.dialog()).containsText("Enter calls an hour, calls at once or money.");
    assertThat(field(portal, "Calls an hour")).isFocused();
    assertThat(field(portal, "User")).hasValue(user);
    field(portal, "Destination").fill("the moon");
    field(portal, "Calls an hour").fill("7");
    field(portal, "Calls an hour").press("Enter");
    assertThat(field(portal, "Destination")).isFocused();
    assertThat(portal.dialog()).containsText("Destination: must be such as LV");
    portal.provoked("422 ");
    portal.accessible();
    field(portal, "Destination").fill("");
    in(portal.dialog(), "Set").click();
    Locator limit = row(portal, "Limits", user);
    assertThat(limit).containsText(user + " to anywhere");
    assertThat(limit).containsText("0 of 7 calls in this hour");

    in(limit, "Change " + user + " to anywhere").click();
    assertThat(field(portal, "Calls an hour")).hasValue("7");
    field(portal, "Calls at once").fill("2");
    in(portal.dialog(), "Set").click();
    assertThat(limit).containsText("0 of 2 calls at once");
    assertThat(limit).containsText("0 of 7 calls in this hour");
    portal.fitsAPhone();

    portal.button("Set a limit").click();
    field(portal, "User").fill(user);
    assertThat(portal.dialog()).containsText("7 calls an hour, 2 calls at once");
    portal.page().keyboard().press("Escape");
    assertThat(portal.button("Set a limit")).isFocused();
    in(limit, "Delete " + user + " to anywhere").click();
    in(portal.dialog(), "Delete").click();
    assertThat(limit).hasCount(0);
  }

  private static void approveADestinationBeforeItIsCalled(Portal portal) {
    portal.button("Approve a destination").click();
    field(portal, "Destination").fill("Iceland");
    in(portal.dialog(), "Approve").click();
    assertThat(portal.dialog()).containsText("Enter the two letters of a country");
    field(portal, "Destination").fill("is");
    assertThat(portal.dialog()).containsText("Iceland");
    portal.accessible();
    in(portal.dialog(), "Approve").click();
    Locator iceland = row(portal, "Destinations", "Iceland");
    assertThat(iceland).containsText("Approved");
    in(iceland, "Refuse Iceland").click();
    assertThat(iceland).containsText("Refused");
  }

  private static void tryANumber(Portal portal) {
    portal.go("Trunks");
    Locator form = portal.section("Which trunk carries a number?");
    portal.button("Try this number").click();
    assertThat(form).containsText("Enter a number.");
    form.getByLabel("Number").fill("+49 30 1234567");
    form.getByLabel("Number").press("Enter");
    assertThat(form.getByRole(AriaRole.STATUS)).containsText("+49301234567");
    assertThat(row(portal, "Trunks for this number", "demo-carrier")).containsText("1.");
    portal.fitsAPhone();
  }

  private static Locator field(Portal portal, String label) {
    return portal.dialog().getByLabel(label);
  }

  private static Locator row(Portal portal, String table, String text) {
    return portal
        .table(table)
        .getByRole(AriaRole.ROW)
        .filter(new Locator.FilterOptions().setHasText(text));
  }

  private static Locator in(Locator where, String button) {
    return where.getByRole(
        AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(button).setExact(true));
  }
}
