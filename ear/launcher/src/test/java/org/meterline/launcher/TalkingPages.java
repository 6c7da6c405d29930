package org.meterline.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.LinkedBlockingQueue;
import org.meterline.launcher.phone.Dialog;
import org.meterline.launcher.phone.Phone;

/**
 * Web pages that talk with phones and with each other, whatever their audio passes: what one says
 * is measured where it is heard.
 */
final class TalkingPages implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int LOW = 440;
  private static final int HIGH = 1000;

  private final Harbour harbour;
  private final PhonePages site;
  private final Chromium chromium;

  /**
   * @param folder for what is made
   */
  TalkingPages(RunningMeterline meterline, Path folder) throws Exception {
    harbour = new Harbour(meterline);
    site = new PhonePages(meterline, folder);
    // The certificate of the server's own is signed by itself.
    chromium = Chromium.start("--ignore-certificate-errors");
    site.allow(harbour);
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
    JsonNode record = harbour.records(caller.user(), 1).getFirst();
    assertEquals(200, record.path("sipStatus").asInt(), record::toString);
  }

  void talkWithAPhoneWhoeverCalls() throws Exception {
    Harbour.Customer browser = harbour.customer("1");
    Harbour.Customer desk = harbour.customer("1");
    try (Phone phone = harbour.phone(desk);
        BrowserContext context = chromium.context()) {
      var taken = new LinkedBlockingQueue<Dialog>();
      phone.onCall(dialog -> take(dialog, HIGH, taken));
      Page page = page(context, "with-jssip", browser, LOW);
      call(page, harbour.number(desk));
      try (Dialog dialog = taken.take()) {
        hearEachOther(page, dialog);
        String codec = (String) page.evaluate("() => codec()");
        assertTrue(codec.startsWith("audio/PCM"), "nothing is translated: " + codec);
        dialog.hangUp();
      }
      page.waitForFunction("document.title === 'over'");

      try (Dialog dialog =
          Harbour.untilPutThrough("the number is known", phone, harbour.number(browser))
              .getLast()) {
        dialog.audio().tone(HIGH);
        hearEachOther(page, dialog);
        page.close();
        assertTrue(dialog.awaitEnd(LIMIT), "the phone hears of the end");
      }
    }
  }

  void pressKeysHoldAndTransfer(String library) throws Exception {
    Harbour.Customer browser = harbour.customer("1");
    Harbour.Customer desk = harbour.customer("1");
    Harbour.Customer colleague = harbour.customer("1");
    String colleaguesNumber = harbour.number(colleague);
    try (Phone phone = harbour.phone(desk);
        Phone other = harbour.phone(colleague);
        BrowserContext context = chromium.context()) {
      var taken = new LinkedBlockingQueue<Dialog>();
      phone.onCall(dialog -> take(dialog, HIGH, taken));
      var transferred = new LinkedBlockingQueue<Dialog>();
      other.onCall(dialog -> take(dialog, LOW, transferred));
      Page page = page(context, library, browser, LOW);
      call(page, harbour.number(desk));
      try (Dialog dialog = taken.take()) {
        hearEachOther(page, dialog);
        page.evaluate("() => press('7')");
        Patience.until("the key is heard", LIMIT, () -> dialog.audio().digits().equals("7"));

        page.evaluate("() => hold(true)");
        Patience.until("who is held no longer hears the page", LIMIT, () -> quiet(dialog, LOW));
        page.evaluate("() => hold(false)");
        hearEachOther(page, dialog);

        page.evaluate("number => refer(number)", colleaguesNumber);
        try (Dialog third = transferred.take()) {
          page.waitForFunction("document.title === 'over'");
          Patience.until("they talk", LIMIT, () -> Heard.amplitude(third, HIGH) > 6000);
          Patience.until("both ways", LIMIT, () -> Heard.amplitude(dialog, LOW) > 6000);
          third.hangUp();
        }
        assertTrue(dialog.awaitEnd(LIMIT), "the phone hears of the end");
      }
    }
  }

  /** Over the demo trunk, whose far end sends back what it hears; SIP comes over TLS. */
  void callOutside() throws Exception {
    Harbour.Customer customer = harbour.customer("1");
    try (BrowserContext context = chromium.context()) {
      Page page = context.newPage();
      site.registerSecurely(page, "/page/with-jssip", customer);
      page.evaluate("hertz => hum(hertz)", 700);
      call(page, "+49301234567");
      ListeningPage.awaitTone(page, 700);
      String codec = (String) page.evaluate("() => codec()");
      assertTrue(codec.startsWith("audio/PCM"), "nothing is translated: " + codec);
      page.close();
    }
    JsonNode record = harbour.records(customer.user(), 1).getFirst();
    assertEquals(200, record.path("sipStatus").asInt(), record::toString);
  }

  private static boolean quiet(Dialog phone, int hertz) {
    return Heard.amplitude(phone, hertz) < 300;
  }

  private static void take(Dialog dialog, int hertz, Queue<Dialog> taken) {
    try {
      dialog.answer();
      dialog.audio().tone(hertz);
      taken.add(dialog);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void hearEachOther(Page page, Dialog phone) throws Exception {
    ListeningPage.awaitBoth(page, HIGH, phone, LOW);
    assertTrue(Heard.amplitude(phone, LOW) < 10_000, "a quarter of full scale, not more");
  }

  private Page page(BrowserContext context, String phone, Harbour.Customer customer, int hertz)
      throws Exception {
    Page page = context.newPage();
    site.register(page, "/page/" + phone, customer);
    page.evaluate("hertz => hum(hertz)", hertz);
    return page;
  }

  /** Once the number is known, which it is a moment after it was made. */
  private static void call(Page page, String number) throws Exception {
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
