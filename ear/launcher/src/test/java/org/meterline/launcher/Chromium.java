package org.meterline.launcher;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Debian's Chromium, steered by Playwright. */
public final class Chromium implements AutoCloseable {
  private static final double LIMIT_MILLIS = 60_000;

  private final Playwright playwright;
  private final Browser browser;

  private Chromium(Playwright playwright, Browser browser) {
    this.playwright = playwright;
    this.browser = browser;
  }

  /**
   * @param more options beside those that all have
   */
  public static Chromium start(String... more) {
    List<String> options =
        new ArrayList<>(
            List.of(
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--autoplay-policy=no-user-gesture-required",
                "--allow-loopback-in-peer-connection"));
    options.addAll(List.of(more));
    PlaywrightAssertions.setDefaultAssertionTimeout(LIMIT_MILLIS);
    Playwright playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    Browser browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(Path.of("/usr/bin/chromium"))
                    .setArgs(options));
    return new Chromium(playwright, browser);
  }

  /** A fresh profile. */
  public BrowserContext context() {
    BrowserContext context = browser.newContext();
    context.setDefaultTimeout(LIMIT_MILLIS);
    context.setDefaultNavigationTimeout(LIMIT_MILLIS);
    return context;
  }

  /** Signs a person of the demo in; returns the portal's first page. */
  public static Page signIn(BrowserContext context, RunningMeterline meterline, String login) {
    URI web = meterline.configuration().web().url();
    Page page = tryToSignIn(context, web, login, meterline.password(login));
    page.waitForURL(url -> url.startsWith(web.toString()));
    return page;
  }

  /** Name first, password on the second page: so it is with organizations. */
  static Page tryToSignIn(BrowserContext context, URI web, String login, String password) {
    Page page = context.newPage();
    page.navigate(web + "/");
    page.locator("#username").fill(login);
    if (!page.locator("#password").isVisible()) {
      page.locator("#kc-login").click();
    }
    page.locator("#password").fill(password);
    page.locator("#kc-login").click();
    return page;
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }
}
