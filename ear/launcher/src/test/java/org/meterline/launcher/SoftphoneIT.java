package org.meterline.launcher;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Page;
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
      Page page = portal.page();
      page.addInitScript(ListeningPage.SCRIPT + MICROPHONE);
      portal.open("/softphone");
      page.getByLabel("Phone").selectOption(mine.phone().toString());
      portal.button("Connect").click();
      assertThat(page.getByText("Ready", exactly())).isVisible();
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

  private static Page.GetByTextOptions exactly() {
    return new Page.GetByTextOptions().setExact(true);
  }

  private long passes(Harbour.Customer customer) throws Exception {
    return harbour.count(
        "select count(*) from phone_pass where phone = '" + customer.phone() + "'");
  }
}
