package org.meterline.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.options.AriaRole;
import java.util.ArrayList;
import java.util.List;

/**
 * The portal as one person has it open in Chromium. What a browser complains about on the way
 * (errors of scripts, breaches of the policy, refused requests) is collected; see {@link #fine}.
 */
final class Portal implements AutoCloseable {
  private final RunningMeterline meterline;
  private final BrowserContext context;
  private final Page page;
  private final List<String> complaints = new ArrayList<>();

  Portal(Chromium chromium, RunningMeterline meterline, String login) {
    this.meterline = meterline;
    this.context = chromium.context();
    this.page = Chromium.signIn(context, meterline, login);
    page.setViewportSize(1400, 900);
    page.onPageError(fault -> complaints.add("script: " + fault));
    page.onConsoleMessage(this::said);
    page.onResponse(this::answered);
    heading("").waitFor();
  }

  private void said(ConsoleMessage message) {
    if (message.type().equals("error") && !message.text().startsWith("Failed to load resource")) {
      complaints.add("console: " + message.text());
    }
  }

  private void answered(Response response) {
    if (response.status() >= 400) {
      complaints.add(response.status() + " " + response.url());
    }
  }

  Page page() {
    return page;
  }

  /** Opens a page of the portal by its path and waits until its lists are there. */
  Page open(String path) {
    page.navigate(meterline.configuration().web().url() + path);
    settled();
    return page;
  }

  /** Follows a link of the navigation. */
  Page go(String name) {
    page.getByRole(AriaRole.NAVIGATION)
        .getByRole(AriaRole.LINK, new Locator.GetByRoleOptions().setName(name).setExact(true))
        .click();
    settled();
    return page;
  }

  private void settled() {
    heading("").waitFor();
    page.waitForCondition(() -> page.locator(".pf-v6-c-spinner, .pf-v6-c-skeleton").count() == 0);
  }

  /** The page's first heading, with this text in it. */
  Locator heading(String text) {
    return page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1).setName(text));
  }

  Locator table(String name) {
    return page.getByRole(AriaRole.GRID, new Page.GetByRoleOptions().setName(name).setExact(true));
  }

  Locator section(String name) {
    return page.getByRole(
        AriaRole.REGION, new Page.GetByRoleOptions().setName(name).setExact(true));
  }

  Locator button(String name) {
    return page.getByRole(
        AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
  }

  Locator dialog() {
    return page.getByRole(AriaRole.DIALOG);
  }

  /** Nothing that axe calls serious or critical on the page as it is. */
  void accessible() {
    Accessibility.judge(page);
  }

  /** One complaint that begins so was provoked, and is none. */
  void provoked(String begin) {
    assertEquals(1, complaints.stream().filter(said -> said.startsWith(begin)).count(), begin);
    complaints.removeIf(said -> said.startsWith(begin));
  }

  /** On the screen of a mobile phone nothing is cut off or inaccessible. */
  void fitsAPhone() {
    var before = page.viewportSize();
    page.setViewportSize(390, 844);
    assertEquals(
        0,
        page.evaluate(
            "() => [document.documentElement, document.querySelector('main')]"
                + ".reduce((wide, each) => wide + each.scrollWidth - each.clientWidth, 0)"),
        () -> page.url() + " is wider than a phone");
    accessible();
    page.setViewportSize(before.width, before.height);
  }

  /** The browser had nothing to complain about. */
  void fine() {
    assertEquals(List.of(), complaints);
  }

  @Override
  public void close() {
    context.close();
  }
}
