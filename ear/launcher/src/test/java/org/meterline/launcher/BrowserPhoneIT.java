package org.meterline.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A web site's page is a phone, by the libraries that web sites use. */
class BrowserPhoneIT extends WholeProductTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  @TempDir static Path folder;
  private static PhonePages site;
  private static Chromium chromium;
  private final Harbour harbour = new Harbour(meterline());

  @BeforeAll
  static void start() throws Exception {
    site = new PhonePages(meterline(), folder);
    chromium = Chromium.start();
  }

  @AfterAll
  static void stop() {
    if (chromium != null) {
      chromium.close();
    }
    site.close();
  }

  private static int refusal(String origin) {
    CompletionException no = assertThrows(CompletionException.class, () -> site.connect(origin));
    return no.getCause() instanceof WebSocketHandshakeException handshake
        ? handshake.getResponse().statusCode()
        : 0;
  }

  @Test
  void aPageOfAnAllowedSiteIsAPhoneWhileItIsOpen() throws Exception {
    assertEquals(403, refusal(site.origin()), "nobody has allowed it yet");
    site.allow(harbour);
    assertEquals(403, refusal("https://elsewhere.example"));

    Harbour.Customer customer = harbour.customer("0");
    registersAndGoes("/page/with-jssip", customer);
    registersAndGoes("/page/with-sip.js", customer);
  }

  private void registersAndGoes(String path, Harbour.Customer customer) throws Exception {
    try (BrowserContext context = chromium.context()) {
      Page page = context.newPage();
      site.register(page, path, customer);
      Patience.until("it is bound", LIMIT, () -> browsers(customer) == 1);
    }
    Patience.until("nothing is left of it", LIMIT, () -> browsers(customer) == 0);
  }

  private long browsers(Harbour.Customer customer) throws Exception {
    return harbour.count(
        "select count(*) from binding where transport = 'ws' and phone = '"
            + customer.phone()
            + "'");
  }
}
