package org.meterline.launcher;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Signing in to the portal through Keycloak, in Chromium. */
class LoginIT extends WholeProductTest {

  @Test
  void anAdminSignsInAndSeesTheirTenant() {
    try (Chromium chromium = Chromium.start();
        BrowserContext context = chromium.context()) {
      Page page = Chromium.signIn(context, meterline(), "admin@harbour.example");
      assertThat(page.getByText("Harbour Books").first()).isVisible();
      List<String> serious =
          new AxeBuilder(page)
              .analyze().getViolations().stream()
                  .filter(rule -> List.of("serious", "critical").contains(rule.getImpact()))
                  .map(rule -> rule.getId() + ": " + rule.getNodes())
                  .toList();
      assertEquals(List.of(), serious);
    }
  }

  @Test
  void aWrongPasswordIsRefused() {
    try (Chromium chromium = Chromium.start();
        BrowserContext context = chromium.context()) {
      Page page =
          Chromium.tryToSignIn(
              context,
              meterline().configuration().web().url(),
              "agent@meadow.example",
              "wrong-wrong");
      assertThat(page.getByText("Invalid").first()).isVisible();
    }
  }
}
