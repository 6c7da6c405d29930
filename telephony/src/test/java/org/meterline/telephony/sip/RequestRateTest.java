package org.meterline.telephony.sip;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.sip.Exchange.DOMAIN;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
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

  /** A number that calls help from where one phone stands, and from nowhere else. */
  @Test
  void beyondItNobodyLearnsWhoIsThere() throws IOException {
    try (var exchange = new Exchange(Exchange.settings(), null, ONE_A_SECOND)) {
      exchange.directory.emergency("101", "answer");
      for (int i = 0; i < 3; i++) {
        for (String who : List.of("101@" + DOMAIN, "777@" + DOMAIN, "101@invented.example")) {
          try (var phone = new RawPhone(exchange.port())) {
            phone.send(help(phone, who, 1, ""));
            String said = phone.receive();
            assertTrue(said.startsWith("SIP/2.0 407 "), who + ": " + said);
          }
        }
      }
      try (var phone = new RawPhone(exchange.port())) {
        long beyond = exchange.guard.counters().limited();
        String challenge = phone.receiveAfter(help(phone, "101@" + DOMAIN, 1, ""));
        String credentials =
            RawPhone.credentials(
                challenge,
                Digest.SHA_256,
                "101",
                "one-0-one",
                "INVITE",
                "sip:answer@" + DOMAIN,
                "00000001");
        phone.send(help(phone, "101@" + DOMAIN, 2, credentials));
        phone.receive("SIP/2.0 200 ");
        assertTrue(exchange.guard.counters().limited() > beyond, "it was beyond the rate");
      }
    }
  }

  private static String help(RawPhone phone, String who, int sequence, String credentials) {
    return phone
        .request("INVITE", "sip:answer@" + DOMAIN, sequence, "", credentials, "")
        .replace("<sip:101@" + DOMAIN + ">", "<sip:" + who + ">");
  }
}
