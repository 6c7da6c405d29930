package org.meterline.launcher;

import org.meterline.ejb.switchboard.Configuration;
import org.meterline.ejb.switchboard.SipConfiguration;

/** What a person needs once everything runs. */
final class Welcome {
  private Welcome() {}

  static void print(Meterline meterline, Progress progress) {
    Configuration configuration = meterline.configuration();
    Secrets secrets = meterline.secrets();
    SipConfiguration sip = configuration.sip();
    StringBuilder text = new StringBuilder();
    text.append("\nMeterline is up after ").append(progress.total()).append(".\n\n");
    text.append("  Portal      ").append(configuration.web().url()).append('\n');
    if (configuration.demo().enabled()) {
      for (DemoTenant tenant : DemoTenant.ALL) {
        text.append("\n  ").append(tenant.name()).append('\n');
        tenant.logins().forEach(login -> text.append(login(meterline, login)));
        for (String phone : tenant.phones()) {
          text.append(
              "    phone     %-26s %s\n"
                  .formatted(phone + "@" + tenant.domain(), secrets.phone(tenant, phone)));
        }
        text.append(
            """
                dial      500 the tenant's program (2 leads outside), %s another phone, +49 30 1234567 outside
            """
                .formatted(String.join(" or ", tenant.phones())));
        if (meterline.offersPerl()) {
          text.append("              501 the same in Perl\n");
        }
        text.append("    called    %s over the demo trunk\n".formatted(tenant.number()));
      }
      text.append("\n  The operator\n");
      DemoTenant.OPERATORS.forEach(login -> text.append(login(meterline, login)));
      text.append(
          "\n  SIP server  %s, UDP and TCP %d, TLS %d (the phone's outbound proxy)\n"
              .formatted(sip.advertisedAddress(), sip.port(), sip.tlsPort()));
      text.append("  Try it      ./meterline call\n");
    }
    text.append("  Programs    ").append(new ProgramLauncher(configuration).told()).append('\n');
    text.append("  Logs        ").append(configuration.logFolder()).append('\n');
    progress.line(text.toString());
  }

  /** Whoever runs another Keycloak gives people their passwords there. */
  private static String login(Meterline meterline, String login) {
    Configuration configuration = meterline.configuration();
    String password =
        configuration.keycloak().external().isPresent()
            ? "as in " + configuration.keycloak().url()
            : meterline.secrets().login(login);
    return "    login     %-26s %s\n".formatted(login, password);
  }
}
