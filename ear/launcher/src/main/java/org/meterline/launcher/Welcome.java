package org.meterline.launcher;

import org.meterline.ejb.switchboard.Configuration;

/** What a person needs once everything runs. */
final class Welcome {
  private Welcome() {}

  static void print(Configuration configuration, Secrets secrets, Progress progress) {
    Configuration.Sip sip = configuration.sip();
    StringBuilder text = new StringBuilder();
    text.append("\nMeterline is up after ").append(progress.total()).append(".\n\n");
    text.append("  Portal      ").append(configuration.web().url()).append('\n');
    if (configuration.demo().enabled()) {
      for (DemoTenant tenant : DemoTenant.ALL) {
        text.append("\n  ").append(tenant.name()).append('\n');
        for (String login : tenant.logins()) {
          text.append("    login     %-26s %s\n".formatted(login, secrets.login(login)));
        }
        for (String phone : tenant.phones()) {
          text.append(
              "    phone     %-26s %s\n"
                  .formatted(phone + "@" + tenant.domain(), secrets.phone(tenant, phone)));
        }
        text.append(
            """
                dial      500 the tenant's program (2 leads outside), %s another phone, +49 30 1234567 outside
                called    %s over the demo trunk
            """
                .indent(0)
                .formatted(String.join(" or ", tenant.phones()), tenant.number())
                .indent(0));
      }
      text.append(
          "\n  SIP server  %s, UDP and TCP %d, TLS %d (the phone's outbound proxy)\n"
              .formatted(sip.advertisedAddress(), sip.port(), sip.tlsPort()));
      text.append("  Try it      ./meterline call\n");
    }
    if (!sandboxed()) {
      text.append(
          "  Programs    bubblewrap cannot be used here: only the demo tenants' programs run, "
              + "in a weaker mode without a sandbox\n");
    }
    text.append("  Logs        ").append(configuration.logFolder()).append('\n');
    progress.line(text.toString());
  }

  /** Whether bubblewrap is there and may do what a sandbox needs. */
  private static boolean sandboxed() {
    try {
      return new ProcessBuilder("bwrap", "--unshare-all", "--ro-bind", "/", "/", "true")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (java.io.IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
