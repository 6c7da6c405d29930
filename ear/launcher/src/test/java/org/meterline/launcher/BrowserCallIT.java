package org.meterline.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.meterline.launcher.phone.Dialog;
import org.meterline.launcher.phone.Phone;

/** Web pages talk with phones and with each other: what one says is measured where it is heard. */
class BrowserCallIT extends WholeProductTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int LOW = 440;
  private static final int HIGH = 1000;

  @TempDir static Path folder;
  private static PhonePages site;
  private static Chromium chromium;
  private final Harbour harbour = new Harbour(meterline());

  @BeforeAll
  static void start() throws Exception {
    site = new PhonePages(meterline(), folder);
    chromium = Chromium.start();
    site.allow(new Harbour(meterline()));
  }

  @AfterAll
  static void stop() {
    if (chromium != null) {
      chromium.close();
    }
    site.close();
  }

  /** By the libraries that web sites use. */
  @ParameterizedTest
  @CsvSource({"with-jssip, with-jssip", "with-jssip, with-sip.js", "with-sip.js, with-jssip"})
  void twoPagesHearEachOther(String calls, String called) throws Exception {
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

  @Test
  void aPageAndAPhoneHearEachOtherWhoeverCalls() throws Exception {
    Harbour.Customer browser = harbour.customer("1");
    Harbour.Customer desk = harbour.customer("1");
    try (Phone phone = harbour.phone(desk);
        BrowserContext context = chromium.context()) {
      var taken = new LinkedBlockingQueue<Dialog>();
      phone.onCall(
          dialog -> {
            answer(dialog);
            taken.add(dialog);
          });
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

  private static void answer(Dialog dialog) {
    try {
      dialog.answer();
      dialog.audio().tone(HIGH);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void hearEachOther(Page page, Dialog phone) throws Exception {
    ListeningPage.awaitBoth(page, HIGH, phone, LOW);
    assertTrue(Heard.amplitude(phone, LOW) < 10_000, "a quarter of full scale, not more");
  }

  private static Page page(
      BrowserContext context, String phone, Harbour.Customer customer, int hertz) throws Exception {
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
}
