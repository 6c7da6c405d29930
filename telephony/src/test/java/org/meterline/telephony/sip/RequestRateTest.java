package org.meterline.telephony.sip;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.sip.Exchange.DOMAIN;

import java.io.IOException;
import java.net.InetAddress;
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

  /** A flood of them costs others nothing, nor who calls for help from the same address later. */
  @Test
  void aFloodOfCallsForHelpIsDroppedAndOthersAreHeard() throws IOException {
    try (var exchange =
            new Exchange(SipSettings.of("0.0.0.0", "127.0.0.1", 0), null, ONE_A_SECOND);
        var flood = new RawPhone(exchange.port());
        var other = new RawPhone(InetAddress.ofLiteral("127.0.0.2"), exchange.port())) {
      exchange.directory.emergency(new Domain(DOMAIN), "112");
      int answered = 0;
      for (int i = 1; i <= 1_000; i++) {
        flood.send(flood.request("INVITE", "sip:112@" + DOMAIN, i, "", "", ""));
        answered += i % 10 == 0 ? heard(flood, 20) : 0;
      }
      for (int i = 1; i <= 5; i++) {
        String said = other.receiveAfter(help("112", other, "101@" + DOMAIN, i, ""));
        assertTrue(said.startsWith("SIP/2.0 407 "), said);
      }
      answered += heard(flood, 500);
      assertTrue(answered >= 20 && answered < 500, answered + " of the flood");
      assertTrue(exchange.guard.counters().help() > 0, "it is counted");
      String said = flood.receiveAfter(help("112", flood, "101@" + DOMAIN, 1_001, ""));
      assertTrue(said.startsWith("SIP/2.0 407 "), "after the flood: " + said);
    }
  }

  private static int heard(RawPhone phone, int millis) throws IOException {
    int heard = 0;
    while (phone.receive(millis) != null) {
      heard++;
    }
    return heard;
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
    return help("answer", phone, who, sequence, credentials);
  }

  private static String help(
      String dialled, RawPhone phone, String who, int sequence, String credentials) {
    return phone
        .request("INVITE", "sip:" + dialled + "@" + DOMAIN, sequence, "", credentials, "")
        .replace("<sip:101@" + DOMAIN + ">", "<sip:" + who + ">");
  }
}
