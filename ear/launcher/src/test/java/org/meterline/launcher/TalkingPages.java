package org.meterline.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Web pages that talk with baresip phones and with each other, whatever their audio passes: what
 * one says is measured where it is heard.
 */
final class TalkingPages implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int LOW = 440;
  private static final int HIGH = 1000;
  private static final int OTHER = 1500;
  private static final String OUTSIDE = "+49301234567";

  private final RunningMeterline meterline;
  private final Harbour harbour;
  private final PhonePages site;
  private final Chromium chromium;

  /**
   * @param folder for what is made
   */
  TalkingPages(RunningMeterline meterline, Path folder) throws Exception {
    this.meterline = meterline;
    harbour = new Harbour(meterline);
    site = new PhonePages(meterline, folder);
    // The certificate of the server's own is signed by itself.
    chromium = Chromium.start("--ignore-certificate-errors");
    site.allow(harbour);
  }

  /** A fresh profile of the browser that its pages are in. */
  BrowserContext context() {
    return chromium.context();
  }

  /**
   * One page calls another.
   *
   * @param calls the page, by its library: {@code with-jssip} or {@code with-sip.js}
   */
  void hearEachOther(String calls, String called) throws Exception {
    Harbour.Customer caller = harbour.customer("1");
    Harbour.Customer callee = harbour.customer("1");
    String number = harbour.number(callee);
    try (BrowserContext context = chromium.context()) {
      Page one = page(context, calls, caller, LOW);
      Page two = page(context, called, callee, HIGH);
      call(one, number);
      ListeningPage.awaitTone(two, LOW);
      ListeningPage.awaitTone(one, HIGH);
      assertEquals("audio/opus", one.evaluate("() => codec()"));
      assertEquals("audio/opus", two.evaluate("() => codec()"));
      one.close();
      two.waitForFunction("document.title === 'over'");
    }
    onRecord(caller.user());
  }

  /**
   * A page calls a baresip, presses a key, holds, restarts ICE and hangs up; the phone calls back
   * and hangs up.
   *
   * @param phones a parameter of the phone's account
   */
  void talkWithAPhone(String library, String phones) throws Exception {
    Harbour.Customer browser = harbour.customer("1");
    Harbour.Customer desk = harbour.customer("1");
    String browsersNumber = harbour.number(browser);
    String desksNumber = harbour.number(desk);
    try (Baresip phone = Baresip.of(harbour, meterline, desk, HIGH, phones);
        BrowserContext context = chromium.context()) {
      Page page = page(context, library, browser, LOW);
      call(page, desksNumber);
      hearEachOther(page, phone);
      String codec = (String) page.evaluate("() => codec()");
      assertTrue(codec.startsWith("audio/PCM"), "nothing is translated: " + codec);
      page.evaluate("() => press('7')");
      Patience.until("the key is heard", LIMIT, () -> phone.digits().equals("7"));

      page.evaluate("() => hold(true)");
      Patience.until("who is held hears the page no longer", LIMIT, () -> phone.hears(LOW) < 300);
      Patience.until("who holds is quiet", LIMIT, () -> !ListeningPage.hears(page, HIGH));
      page.evaluate("() => hold(false)");
      hearEachOther(page, phone);
      restartIce(page);
      hearEachOther(page, phone);
      page.evaluate("() => hangUp()");
      page.waitForFunction("document.title === 'over'");
      phone.awaitEnd();

      phone.dial(browsersNumber);
      page.waitForFunction("document.title === 'talking'");
      hearEachOther(page, phone);
      phone.tell("hangup", "");
      page.waitForFunction("document.title === 'over'");
    }
    onRecord(browser.user());
    onRecord(desk.user());
  }

  /** By a new offer (RFC 8839, section 4.4.1.1.1); all goes by new credentials from then on. */
  private static void restartIce(Page page) {
    Object before = page.evaluate("() => credentials()");
    page.evaluate("() => { restart(); }");
    page.waitForFunction(
        """
        before => {
          const [offered, answered, used] = credentials();
          return offered !== before[0] && answered !== before[1] && used === offered;
        }""",
        before);
  }

  /** A page puts the phone it talks with through to another one, and leaves. */
  void transfer(String library) throws Exception {
    Harbour.Customer browser = harbour.customer("1");
    Harbour.Customer desk = harbour.customer("1");
    Harbour.Customer colleague = harbour.customer("1");
    String colleaguesNumber = harbour.number(colleague);
    try (Baresip phone = Baresip.of(harbour, meterline, desk, HIGH);
        Baresip other = Baresip.of(harbour, meterline, colleague, OTHER);
        BrowserContext context = chromium.context()) {
      Page page = page(context, library, browser, LOW);
      call(page, harbour.number(desk));
      hearEachOther(page, phone);
      page.evaluate("number => refer(number)", colleaguesNumber);
      page.waitForFunction("document.title === 'over'");
      Patience.until("they talk", LIMIT, () -> other.hears(HIGH) > 6000);
      Patience.until("both ways", LIMIT, () -> phone.hears(OTHER) > 6000);
      other.tell("hangup", "");
      phone.awaitEnd();
    }
    onRecord(browser.user());
  }

  /** A page holds one phone, asks another one, and joins the two (RFC 5589, section 7). */
  void join(String library) throws Exception {
    Harbour.Customer browser = harbour.customer("1");
    Harbour.Customer desk = harbour.customer("1");
    Harbour.Customer colleague = harbour.customer("1");
    String colleaguesNumber = harbour.number(colleague);
    try (Baresip phone = Baresip.of(harbour, meterline, desk, HIGH);
        Baresip other = Baresip.of(harbour, meterline, colleague, OTHER);
        BrowserContext context = chromium.context()) {
      Page page = page(context, library, browser, LOW);
      call(page, harbour.number(desk));
      hearEachOther(page, phone);
      page.evaluate("() => hold(true)");
      Patience.until("who is held hears the page no longer", LIMIT, () -> phone.hears(LOW) < 300);
      call(page, colleaguesNumber);
      Patience.until("who is asked hears the page", LIMIT, () -> other.hears(LOW) > 6000);
      page.evaluate("() => { join(); }");
      page.waitForFunction("document.title === 'over'");
      Patience.until("they talk", LIMIT, () -> other.hears(HIGH) > 6000);
      Patience.until("both ways", LIMIT, () -> phone.hears(OTHER) > 6000);
      other.tell("hangup", "");
      phone.awaitEnd();
    }
    onRecord(browser.user());
  }

  /** A page calls a carrier's end that is a baresip, which calls back. */
  void talkOverTheTrunk(String library) throws Exception {
    Harbour.Customer customer = harbour.customer("1");
    String number = harbour.numberOutside(customer);
    meterline.leaveTrunk();
    try (Baresip carrier = Baresip.carrier(meterline, OUTSIDE, HIGH);
        BrowserContext context = chromium.context()) {
      Page page = page(context, library, customer, LOW);
      call(page, OUTSIDE);
      hearEachOther(page, carrier);
      carrier.tell("hangup", "");
      page.waitForFunction("document.title === 'over'");

      carrier.dial(number);
      page.waitForFunction("document.title === 'talking'");
      hearEachOther(page, carrier);
      page.evaluate("() => press('5')");
      Patience.until("the key is heard", LIMIT, () -> carrier.digits().equals("5"));
      page.evaluate("() => hangUp()");
      carrier.awaitEnd();
    } finally {
      meterline.startTrunk();
    }
    onRecord(customer.user());
  }

  /**
   * The caller's latest call was answered; one before may have come before its number was known.
   */
  void onRecord(String caller) throws Exception {
    Patience.until(
        "the call is on record, answered",
        LIMIT,
        () -> harbour.records(caller, 1).getFirst().path("sipStatus").asInt() == 200);
  }

  /** Over the demo trunk, whose far end sends back what it hears; SIP comes over TLS. */
  void callOutside() throws Exception {
    Harbour.Customer customer = harbour.customer("1");
    try (BrowserContext context = chromium.context()) {
      Page page = context.newPage();
      site.registerSecurely(page, "/page/with-jssip", customer);
      page.evaluate("hertz => hum(hertz)", 700);
      call(page, OUTSIDE);
      ListeningPage.awaitTone(page, 700);
      String codec = (String) page.evaluate("() => codec()");
      assertTrue(codec.startsWith("audio/PCM"), "nothing is translated: " + codec);
      Patience.until("it reported", LIMIT, () -> (boolean) page.evaluate("() => reports()"));
      page.close();
    }
    onRecord(customer.user());
    JsonNode heard = harbour.records(customer.user(), 1).getFirst().at("/legs/0/quality/reported");
    assertTrue(heard.path("mos").asDouble() > 4, () -> "what the page reported: " + heard);
  }

  private static void hearEachOther(Page page, Baresip phone) throws Exception {
    ListeningPage.awaitTone(page, HIGH);
    Patience.until("the phone hears the page", LIMIT, () -> phone.hears(LOW) > 6000);
    assertTrue(phone.hears(LOW) < 10_000, "a quarter of full scale, not more");
  }

  /** A page that is the customer's phone and hums. */
  Page page(BrowserContext context, String phone, Harbour.Customer customer, int hertz)
      throws Exception {
    Page page = context.newPage();
    site.register(page, "/page/" + phone, customer);
    page.evaluate("hertz => hum(hertz)", hertz);
    return page;
  }

  /** Once the number is known, which it is a moment after it was made. */
  static void call(Page page, String number) throws Exception {
    Patience.until(
        "the number is known",
        LIMIT,
        () -> {
          page.evaluate("() => { document.title = 'calling'; }");
          page.evaluate("number => call(number)", number);
          page.waitForFunction("document.title !== 'calling'");
          return !page.title().equals("failed: Not Found");
        });
    assertEquals("talking", page.title());
  }

  @Override
  public void close() {
    chromium.close();
    site.close();
  }
}
