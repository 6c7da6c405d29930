package org.meterline.telephony.sip;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.sip.Exchange.DOMAIN;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.meterline.telephony.call.Domain;
import org.meterline.telephony.guard.GuardSettings;

/** A source that begins more than its share. */
class RequestRateTest {
  private static final GuardSettings ONE_A_SECOND =
      new GuardSettings(
          10_000, 10_000, 1, 1, 6, Duration.ofHours(1), false, GuardSettings.SCANNERS, Set.of());

  @Test
  void whoCallsForHelpIsHeardBeyondIt() throws IOException {
    try (var exchange = new Exchange(Exchange.settings(), null, ONE_A_SECOND);
        var phone = new RawPhone(exchange.port())) {
      exchange.directory.emergency(new Domain(DOMAIN), "112");
      for (int i = 1; i <= 20; i++) {
        phone.send(phone.request("INVITE", "sip:112@" + DOMAIN, i, "", "", ""));
        String said = phone.receive();
        assertTrue(said.startsWith("SIP/2.0 407 "), said);
      }
      assertTrue(exchange.guard.counters().limited() > 0, "too many of anything else");
    }
  }
}
