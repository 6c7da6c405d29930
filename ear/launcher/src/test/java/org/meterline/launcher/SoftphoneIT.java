package org.meterline.launcher;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.meterline.launcher.phone.Dialog;
import org.meterline.launcher.phone.Phone;

/** The portal's softphone calls and is called; what one end says is measured at the other. */
class SoftphoneIT extends WholeProductTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int LOW = 440;
  private static final int HIGH = 1000;

  /** What the portal asks the browser for is a {@link ListeningPage}'s. */
  private static final String MICROPHONE =
      """
      {
        hum(440);
        navigator.mediaDevices.getUserMedia = async () => microphone.clone();
        const Plain = window.RTCPeerConnection;
        window.RTCPeerConnection = class extends Plain {
          constructor(settings) {
            super(settings);
            listen(this);
          }
        };
      }""";

  private final Harbour harbour = new Harbour(meterline());

  @Test
  void aBrowserIsAPhoneWhileThePortalIsUsed() throws Exception {
    Harbour.Customer mine = harbour.customer("1");
    Harbour.Customer desk = harbour.customer("1");
    String deskNumber = harbour.number(desk);
    String myNumber = harbour.number(mine);
    var taken = new LinkedBlockingQueue<Dialog>();
    try (Phone phone = harbour.phone(desk);
        ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor();
        Chromium chromium = Chromium.start();
        Portal portal = new Portal(chromium, meterline(), Harbour.ADMIN)) {
      phone.onCall(
          dialog -> {
            try {
              dialog.answer();
              dialog.audio().tone(HIGH);
              taken.add(dialog);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          });
      Page page = connected(portal, mine);
      portal.accessible();

      page.getByLabel("Number").fill(deskNumber);
      portal.button("Call").click();
      try (Dialog dialog = taken.take()) {
        ListeningPage.awaitBoth(page, HIGH, dialog, LOW);
        portal.accessible();
        portal.go("Wallets");
        assertThat(page.getByText(deskNumber, exactly())).isVisible();
        portal.button("Hang up").click();
        assertTrue(dialog.awaitEnd(LIMIT), "the phone hears of the end");
      }

      var calling = pool.submit(() -> phone.call(myNumber));
      portal.button("Answer").click();
      try (Dialog dialog = calling.get()) {
        assertEquals(200, dialog.status());
        dialog.audio().tone(HIGH);
        ListeningPage.awaitBoth(page, HIGH, dialog, LOW);
        dialog.hangUp();
        assertThat(portal.button("Hang up")).hasCount(0);
      }

      assertEquals(1, passes(mine));
      harbour.post("phones/" + mine.phone() + "/password", "", 200);
      assertEquals(0, passes(mine), "a new password ends what browsers were given");
      portal.fine();
    }
  }

  /** The page of a softphone that is ready. */
  private static Page connected(Portal portal, Harbour.Customer mine) {
    Page page = portal.page();
    page.addInitScript(ListeningPage.SCRIPT + MICROPHONE);
    portal.open("/softphone");
    page.getByLabel("Phone").selectOption(mine.phone().toString());
    portal.button("Connect").click();
    assertThat(page.getByText("Ready", exactly())).isVisible();
    return page;
  }

  @Test
  void itsButtonsAreHeardAtTheOtherEnd() throws Exception {
    Harbour.Customer mine = harbour.customer("1");
    Harbour.Customer desk = harbour.customer("1");
    String myNumber = harbour.number(mine);
    try (Phone phone = harbour.phone(desk);
        ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor();
        Chromium chromium = Chromium.start();
        Portal portal = new Portal(chromium, meterline(), Harbour.ADMIN)) {
      Page page = connected(portal, mine);
      var calling = pool.submit(() -> phone.call(myNumber));
      portal.button("Answer").click();
      try (Dialog dialog = calling.get()) {
        dialog.audio().tone(HIGH);
        ListeningPage.awaitBoth(page, HIGH, dialog, LOW);
        assertThat(page.getByRole(AriaRole.GROUP, named("Your call"))).isFocused();
        portal.button("Mute").click();
        Patience.until("the phone hears nothing", LIMIT, () -> Heard.amplitude(dialog, LOW) < 100);
        portal.button("Unmute").click();
        ListeningPage.awaitBoth(page, HIGH, dialog, LOW);
        key(page, "4").click();
        key(page, "#").click();
        page.keyboard().press("5");
        Patience.until("the keys came", LIMIT, () -> dialog.audio().digits().equals("4#5"));
        assertThat(page.getByText("Sent: 4#5")).isVisible();
        portal.button("Hold").click();
        assertThat(page.getByText("on hold,")).isVisible();
        Patience.until("the page hears nothing", LIMIT, () -> !ListeningPage.hears(page, HIGH));
        portal.fitsAPhone();
        portal.button("Resume").click();
        ListeningPage.awaitBoth(page, HIGH, dialog, LOW);
        portal.button("Hang up").click();
        assertTrue(dialog.awaitEnd(LIMIT), "the phone hears of the end");
      }

      var declined = pool.submit(() -> phone.call(myNumber));
      portal.button("Decline").click();
      try (Dialog dialog = declined.get()) {
        assertTrue(dialog.status() >= 400, () -> "declined with " + dialog.status());
      }
      assertThat(portal.button("Call")).isVisible();
      portal.fine();
    }
  }

  @Test
  void aPhoneThatIsNotLetInSaysSo() throws Exception {
    Harbour.Customer mine = harbour.customer("1");
    try (Chromium chromium = Chromium.start();
        Portal portal = new Portal(chromium, meterline(), Harbour.ADMIN)) {
      Page page = connected(portal, mine);
      portal.button("Disconnect").click();
      page.route(
          "**/passes",
          route -> {
            APIResponse given = route.fetch();
            String wrong = given.text().replaceFirst("\"password\":\"", "$0wrong");
            route.fulfill(new Route.FulfillOptions().setResponse(given).setBody(wrong));
          });
      portal.button("Connect").click();
      assertThat(page.getByRole(AriaRole.ALERT).filter(notLetIn())).isVisible();
      portal.accessible();
      page.unroute("**/passes");
      portal.button("Connect").click();
      assertThat(page.getByText("Ready", exactly())).isVisible();
      portal.fine();
    }
  }

  private static Locator.FilterOptions notLetIn() {
    return new Locator.FilterOptions().setHasText("Not with this password");
  }

  private static Locator key(Page page, String key) {
    return page.getByRole(AriaRole.GROUP, named("Keys"))
        .getByText(key, new Locator.GetByTextOptions().setExact(true));
  }

  private static Page.GetByRoleOptions named(String name) {
    return new Page.GetByRoleOptions().setName(name).setExact(true);
  }

  private static Page.GetByTextOptions exactly() {
    return new Page.GetByTextOptions().setExact(true);
  }

  private long passes(Harbour.Customer customer) throws Exception {
    return harbour.count(
        "select count(*) from phone_pass where phone = '" + customer.phone() + "'");
  }
}
