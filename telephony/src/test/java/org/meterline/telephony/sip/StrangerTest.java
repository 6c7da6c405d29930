package org.meterline.telephony.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.Patience.until;
import static org.meterline.telephony.sip.Exchange.DOMAIN;
import static org.meterline.telephony.sip.RawPhone.lines;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.meterline.telephony.call.Domain;
import org.meterline.telephony.guard.Ban;
import org.meterline.telephony.guard.GuardSettings;
import org.meterline.telephony.guard.Offence;
import org.meterline.telephony.guard.Prefix;

/** What somebody learns who has no password, and what becomes of them. */
class StrangerTest {
  private static final String GENUINE = DOMAIN;
  private static final String INVENTED = "d".repeat(DOMAIN.length() - 8) + ".example";
  private static Exchange exchange;

  @BeforeAll
  static void start() {
    var settings =
        new GuardSettings(
            10_000,
            10_000,
            10_000,
            10_000,
            6,
            Duration.ofHours(1),
            false,
            GuardSettings.SCANNERS,
            Set.of());
    exchange = new Exchange(Exchange.settings(), null, settings);
  }

  @AfterAll
  static void stop() {
    exchange.close();
  }

  private static void forgive() {
    exchange.guard.lift(Prefix.parse("127.0.0.1"));
    exchange.guard.keep(List.of(), Set.of());
  }

  /**
   * All that is said to who names this user and domain, first without a password, then with one.
   *
   * @param from what From has
   */
  private static String heard(
      RawPhone phone, String method, String from, String user, String domain) throws IOException {
    String uri = "sip:" + (method.equals("REGISTER") ? "" : "answer@") + domain;
    String challenge = said(phone, method, uri, from, 1, "");
    String credentials =
        RawPhone.credentials(challenge, Digest.MD5, user, "a guess!!", method, uri, "00000001");
    return challenge + said(phone, method, uri, from, 2, credentials);
  }

  private static String said(
      RawPhone phone, String method, String uri, String from, int sequence, String credentials)
      throws IOException {
    phone.send(
        phone
            .request(method, uri, sequence, "", credentials, "")
            .replace("<sip:101@" + DOMAIN + ">", "<sip:" + from + ">"));
    return phone.receive();
  }

  /** Without what differs each time, and with what was asked for by one name. */
  private static String plain(String said, RawPhone phone, String user, String domain) {
    return said.replaceAll("nonce=\"[^\"]+\"", "nonce=\"\"")
        .replaceAll("(?m)^(To:.*;tag=)\\S+", "$1")
        .replaceAll("branch=[^;\\s]+", "branch=")
        .replaceAll("(rport=|127\\.0\\.0\\.1:)" + phone.port(), "$1")
        .replace(phone.callId, "")
        .replace(phone.tag, "")
        .replace(domain, "DOMAIN")
        .replace(user, "USER");
  }

  @ParameterizedTest
  @CsvSource({"REGISTER,false", "INVITE,false", "INVITE,true"})
  void nobodyLearnsWhichUsersAndDomainsThereAre(String method, boolean hides) throws IOException {
    exchange.guard.keep(List.of(), Set.of(Prefix.parse("127.0.0.0/8")));
    try {
      String known = null;
      for (String[] who : new String[][] {{"101", GENUINE}, {"777", GENUINE}, {"101", INVENTED}}) {
        try (var phone = new RawPhone(exchange.port())) {
          String from = hides ? "anonymous@anonymous.invalid" : who[0] + "@" + who[1];
          String said = heard(phone, method, from, who[0], who[1]);
          assertTrue(said.contains("SIP/2.0 403 "), said);
          String all = plain(said, phone, who[0], who[1]);
          if (known == null) {
            known = all;
          }
          assertEquals(known, all, method + " of " + who[0] + "@" + who[1]);
        }
      }
    } finally {
      forgive();
    }
  }

  @Test
  void aGuessBehindAHiddenNameIsToldToWhoseAccountItIs() throws IOException {
    exchange.refused.clear();
    String uri = "sip:answer@127.0.0.1:" + exchange.port();
    String wish = lines("P-Preferred-Identity: <sip:102@" + DOMAIN + ">");
    try (var phone = new RawPhone(exchange.port())) {
      String challenge = said(phone, "INVITE", uri, "anonymous@anonymous.invalid", 1, wish);
      String proof =
          RawPhone.credentials(
              challenge, Digest.MD5, "101", "a guess!!", "INVITE", uri, "00000001");
      String no = said(phone, "INVITE", uri, "anonymous@anonymous.invalid", 2, wish + proof);
      assertTrue(no.startsWith("SIP/2.0 403 "), no);
      until("it is told", () -> !exchange.refused.isEmpty());
      assertEquals(new Domain(DOMAIN), exchange.refused.getFirst().domain());
    } finally {
      forgive();
    }
  }

  @Test
  void whoGuessesIsNotHeardAnyMore() throws IOException {
    try (var phone = new RawPhone(exchange.port())) {
      for (int i = 0; i < 6; i++) {
        heard(phone, "REGISTER", "1" + i + "9@" + GENUINE, "1" + i + "9", GENUINE);
      }
      long before = exchange.guard.counters().banned();
      phone.send(phone.request("OPTIONS", "sip:" + DOMAIN, 9, "", "", ""));
      assertNull(phone.receive(300), "banned");
      assertTrue(exchange.guard.counters().banned() > before);
      assertFalse(exchange.bans.isEmpty(), "it is told");
      forgive();
      phone.send(phone.request("OPTIONS", "sip:" + DOMAIN, 10, "", "", ""));
      assertTrue(phone.receive().startsWith("SIP/2.0 200 "), "lifted");
    } finally {
      forgive();
    }
  }

  @Test
  void aScannerHearsNothing() throws IOException {
    try (var phone = new RawPhone(exchange.port())) {
      phone.send(
          phone.request(
              "OPTIONS", "sip:" + DOMAIN, 1, "", lines("User-Agent: friendly-scanner"), ""));
      assertNull(phone.receive(300));
      assertEquals(
          List.of("is a scanner by its own word"),
          exchange.guard.bans().stream().map(Ban::why).toList());
    } finally {
      forgive();
    }
  }

  @Test
  void aCancelOfNothingIsNotKept() throws IOException {
    try (var phone = new RawPhone(exchange.port())) {
      int before = exchange.sip.transactions();
      for (int i = 1; i <= 20; i++) {
        phone.send(phone.request("CANCEL", "sip:answer@" + DOMAIN, i, "", "", ""));
        assertTrue(phone.receive().startsWith("SIP/2.0 481 "));
      }
      assertEquals(before, exchange.sip.transactions());
    } finally {
      forgive();
    }
  }

  @Test
  void aStreamIsGuardedAsWell() throws IOException {
    try (var stream = RawStream.tcp(exchange.port());
        var phone = new RawPhone(exchange.port())) {
      stream.send(phone.request("TCP", 5060, "OPTIONS", "sip:" + DOMAIN, 1, "", "", ""));
      assertTrue(String.valueOf(stream.receive()).startsWith("SIP/2.0 200 "));
      exchange.guard.offended(InetAddress.getLoopbackAddress(), Offence.SCANNER);
      stream.send(phone.request("TCP", 5060, "OPTIONS", "sip:" + DOMAIN, 2, "", "", ""));
      assertNull(stream.receive(), "it is closed");
    } finally {
      forgive();
    }
  }
}
