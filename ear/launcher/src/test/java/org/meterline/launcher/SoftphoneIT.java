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
  private static final int OTHER = 1500;

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

  /** A second microphone, with a tone of its own, which can be unplugged. */
  private static final String HEADSET =
      """
      {
        const context = new AudioContext();
        const tone = new OscillatorNode(context, {frequency: 1500});
        const headset = context.createMediaStreamDestination();
        tone.connect(new GainNode(context, {gain: 0.25})).connect(headset);
        tone.start();
        const media = navigator.mediaDevices;
        const named = (deviceId, label) => ({kind: 'audioinput', deviceId, label});
        let plugged = true;
        window.unplug = () => {
          plugged = false;
          media.dispatchEvent(new Event('devicechange'));
        };
        media.enumerateDevices = async () =>
          [named('default', 'Default'), ...(plugged ? [named('h1', 'Headset')] : [])];
        const plain = media.getUserMedia;
        media.getUserMedia = async wanted =>
          plugged && wanted.audio.deviceId?.ideal === 'h1' ? headset.stream.clone() : plain(wanted);
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
    page.addInitScript(ListeningPage.SCRIPT + MICROPHONE + HEADSET);
    portal.open("/softphone");
    page.getByLabel("Phone", new Page.GetByLabelOptions().setExact(true))
        .selectOption(mine.phone().toString());
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
  void itPutsWhoItTalksWithThrough() throws Exception {
    Harbour.Customer mine = harbour.customer("1");
    Harbour.Customer desk = harbour.customer("1");
    Harbour.Customer colleague = harbour.customer("1");
    String deskNumber = harbour.number(desk);
    String colleaguesNumber = harbour.number(colleague);
    try (Baresip phone = Baresip.of(harbour, meterline(), desk, HIGH);
        Baresip other = Baresip.of(harbour, meterline(), colleague, OTHER);
        Chromium chromium = Chromium.start();
        Portal portal = new Portal(chromium, meterline(), Harbour.ADMIN)) {
      Page page = connected(portal, mine);
      calls(portal, deskNumber, phone, HIGH);
      transferTo(portal, "7300", "Transfer");
      assertThat(page.getByText("You are still connected with " + deskNumber).first()).isVisible();
      hearEachOther(page, phone, HIGH);

      portal.button("Transfer…").click();
      assertThat(page.getByLabel("Transfer to")).isFocused();
      portal.fitsAPhone();
      page.keyboard().press("Escape");
      assertThat(page.getByLabel("Transfer to")).hasCount(0);
      transferTo(portal, colleaguesNumber, "Transfer");
      String through = deskNumber + ": put through to " + colleaguesNumber;
      assertThat(page.getByText(through, exactly())).isVisible();
      talk(phone, other);
      portal.fine();
    }
  }

  @Test
  void itAsksFirstAndJoins() throws Exception {
    Harbour.Customer mine = harbour.customer("1");
    Harbour.Customer desk = harbour.customer("1");
    Harbour.Customer colleague = harbour.customer("1");
    String deskNumber = harbour.number(desk);
    String colleaguesNumber = harbour.number(colleague);
    try (Baresip phone = Baresip.of(harbour, meterline(), desk, HIGH);
        Baresip other = Baresip.of(harbour, meterline(), colleague, OTHER);
        Chromium chromium = Chromium.start();
        Portal portal = new Portal(chromium, meterline(), Harbour.ADMIN)) {
      Page page = connected(portal, mine);
      calls(portal, deskNumber, phone, HIGH);
      transferTo(portal, colleaguesNumber, "Ask first");
      hearEachOther(page, other, OTHER);
      Patience.until("who is held hears nothing of it", LIMIT, () -> phone.hears(LOW) < 300);
      portal.fitsAPhone();
      portal.button("Back to " + deskNumber).click();
      other.awaitEnd();
      hearEachOther(page, phone, HIGH);

      transferTo(portal, colleaguesNumber, "Ask first");
      hearEachOther(page, other, OTHER);
      portal.button("Join").click();
      assertThat(page.getByText("joined with")).isVisible();
      talk(phone, other);
      portal.fine();
    }
  }

  @Test
  void itsMicrophoneIsChangedInACall() throws Exception {
    Harbour.Customer mine = harbour.customer("1");
    Harbour.Customer desk = harbour.customer("1");
    String deskNumber = harbour.number(desk);
    try (Baresip phone = Baresip.of(harbour, meterline(), desk, HIGH);
        Chromium chromium = Chromium.start();
        Portal portal = new Portal(chromium, meterline(), Harbour.ADMIN)) {
      Page page = connected(portal, mine);
      calls(portal, deskNumber, phone, HIGH);
      Locator choice = page.getByLabel("Microphone", new Page.GetByLabelOptions().setExact(true));
      choice.selectOption("Headset");
      Patience.until("the phone hears the headset", LIMIT, () -> phone.hears(OTHER) > 6000);
      portal.fitsAPhone();
      page.evaluate("() => unplug()");
      assertThat(page.getByText("The microphone Headset is not plugged in")).isVisible();
      hearEachOther(page, phone, HIGH);
      portal.button("Hang up").click();
      phone.awaitEnd();
      portal.fine();
    }
  }

  private static void calls(Portal portal, String number, Baresip phone, int hertz)
      throws Exception {
    portal.page().getByLabel("Number").fill(number);
    portal.button("Call").click();
    hearEachOther(portal.page(), phone, hertz);
  }

  private static void hearEachOther(Page page, Baresip phone, int hertz) throws Exception {
    ListeningPage.awaitTone(page, hertz);
    Patience.until("the phone hears the page", LIMIT, () -> phone.hears(LOW) > 6000);
  }

  private static void transferTo(Portal portal, String number, String how) {
    portal.button("Transfer…").click();
    portal.page().getByLabel("Transfer to").fill(number);
    portal.button(how).click();
  }

  /** Two phones hear each other, without the page, until one hangs up. */
  private static void talk(Baresip phone, Baresip other) throws Exception {
    Patience.until("they talk", LIMIT, () -> other.hears(HIGH) > 6000);
    Patience.until("both ways", LIMIT, () -> phone.hears(OTHER) > 6000);
    other.tell("hangup", "");
    phone.awaitEnd();
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
