package org.meterline.launcher;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import org.junit.jupiter.api.Test;

/** Signing in to the portal through Keycloak, in Chromium. */
class LoginIT extends BrowserTest {
  @Test
  void anAdminSignsInAndSeesTheirTenant() {
    try (BrowserContext context = chromium.context()) {
      Page page = Chromium.signIn(context, meterline(), "admin@harbour.example");
      assertThat(page.getByText("Harbour Books").first()).isVisible();
      Accessibility.judge(page);
    }
  }

  @Test
  void aWrongPasswordIsRefused() {
    try (BrowserContext context = chromium.context()) {
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
