package org.meterline.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.meterline.launcher.phone.Dialog;
import org.meterline.launcher.phone.Phone;

/** The WebSocket is sent what no browser sends, and a browser's call goes on as if nothing were. */
class BrowserFuzzIT extends WholeProductTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int LOW = 440;
  private static final int HIGH = 1000;

  /** More than one address may have. */
  private static final int CROWD = 230;

  @TempDir private static Path folder;
  private final Harbour harbour = new Harbour(meterline());

  @Test
  void aCallGoesOnBesideRubbish() throws Exception {
    Harbour.Customer browser = harbour.customer("1");
    Harbour.Customer desk = harbour.customer("1");
    String number = harbour.number(browser);
    long seed = ThreadLocalRandom.current().nextLong();
    try (PhonePages site = new PhonePages(meterline(), folder);
        Chromium chromium = Chromium.start();
        Phone phone = harbour.phone(desk);
        BrowserContext context = chromium.context()) {
      site.allow(harbour);
      Page page = context.newPage();
      site.register(page, "/page/with-jssip", browser);
      page.evaluate("hertz => hum(hertz)", LOW);
      List<String> before = errors();
      try (Dialog dialog =
          Harbour.untilPutThrough("the number is known", phone, number).getLast()) {
        dialog.audio().tone(HIGH);
        ListeningPage.awaitBoth(page, HIGH, dialog, LOW);
        int port = meterline().configuration().web().port();
        try (var fuzzer = new SocketFuzzer(seed, port, site.origin())) {
          fuzzer.run(Duration.ofSeconds(8));
          int taken = fuzzer.crowd(CROWD);
          assertTrue(taken > 100 && taken < CROWD, () -> taken + " are taken of one address");
          int heard = dialog.audio().packets();
          ListeningPage.awaitBoth(page, HIGH, dialog, LOW);
          Patience.until("audio still comes", LIMIT, () -> dialog.audio().packets() > heard + 50);
          assertFalse(dialog.isOver(), () -> "seed " + seed + ": " + dialog.ending());
          assertEquals("talking", page.title(), () -> "seed " + seed);
        }
        dialog.hangUp();
        page.waitForFunction("document.title === 'over'");
      }
      Patience.until("others are let in again", LIMIT, () -> connects(site));
      List<String> since = errors();
      assertEquals(before, since.subList(0, before.size()));
      assertEquals(List.of(), since.subList(before.size(), since.size()), () -> "seed " + seed);
    }
  }

  private static boolean connects(PhonePages site) {
    return site.connect(site.origin()).getSubprotocol().equals("sip");
  }

  /** What the product has complained about in its log. */
  private static List<String> errors() throws IOException {
    Path log = meterline().configuration().logFolder().resolve("meterline.log");
    try (var lines = Files.lines(log)) {
      return lines.filter(line -> line.contains("\"ERROR\"")).toList();
    }
  }
}
