package org.meterline.telephony.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.sip.Exchange.DOMAIN;
import static org.meterline.telephony.sip.RawPhone.lines;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * How whoever registers or calls proves who they are, word by word (RFC 3261, section 22; RFC
 * 8760).
 */
class RegisterProofTest extends RegisterWords {
  @Test
  void oneChallengeForEachAlgorithm() throws IOException {
    String challenge = ask(URI, AGENT);
    assertTrue(challenge.startsWith("SIP/2.0 401 "), challenge);
    int sha = challenge.indexOf("algorithm=SHA-256");
    int md5 = challenge.indexOf("algorithm=MD5");
    assertTrue(sha > 0 && md5 > sha, challenge);
    assertTrue(challenge.contains("realm=\"" + DOMAIN + "\""), challenge);
    String old = ask(URI, lines("User-Agent: baresip v1.0.0 (x86_64/linux)"));
    assertFalse(old.contains("SHA-256"), old);
    assertTrue(old.contains("algorithm=MD5"), old);
  }

  @Test
  void bySha256() throws IOException {
    String ok = register(Digest.SHA_256, lines("Expires: 300"));
    assertTrue(ok.startsWith("SIP/2.0 200 "), ok);
    assertTrue(ok.contains(";expires=300"), ok);
  }

  @Test
  void aReplayIsStale() throws IOException {
    String challenge = ask(URI, AGENT);
    String credentials =
        RawPhone.credentials(
            challenge, Digest.SHA_256, "101", "one-0-one", "REGISTER", URI, "00000001");
    assertTrue(ask(URI, credentials + AGENT).startsWith("SIP/2.0 200 "));
    String again = ask(URI, credentials + AGENT);
    assertTrue(again.startsWith("SIP/2.0 401 ") && again.contains("stale=true"), again);
    String next =
        RawPhone.credentials(
            challenge, Digest.SHA_256, "101", "one-0-one", "REGISTER", URI, "00000002");
    assertTrue(ask(URI, next + AGENT).startsWith("SIP/2.0 200 "));
  }

  @Test
  void anOldNonceIsStale() throws IOException {
    String challenge = ask(URI, AGENT);
    exchange.clock.move(Nonces.LIFE.plus(Duration.ofSeconds(1)));
    String late =
        ask(
            URI,
            RawPhone.credentials(
                challenge, Digest.MD5, "101", "one-0-one", "REGISTER", URI, "00000001"));
    assertTrue(late.startsWith("SIP/2.0 401 ") && late.contains("stale=true"), late);
  }

  @Test
  void notForAnother() throws IOException {
    String challenge = ask(URI, "");
    String other =
        ask(
            URI,
            RawPhone.credentials(
                challenge, Digest.MD5, "102", "one-0-two", "REGISTER", URI, "00000001"));
    assertTrue(other.startsWith("SIP/2.0 403 "), other);
  }

  private String wrong(String challenge, String password) throws IOException {
    sequence++;
    phone.send(
        phone.request(
            "REGISTER",
            URI,
            sequence,
            "",
            RawPhone.credentials(
                challenge, Digest.MD5, "101", password, "REGISTER", URI, "00000001"),
            ""));
    String answer = phone.receive(2_000);
    return answer == null ? "silence" : answer;
  }

  @Test
  void whoGuessesTooOftenIsNotListenedToForAWhile() throws IOException {
    String challenge = ask(URI, AGENT);
    for (int i = 0; i < Guesses.MOST; i++) {
      assertTrue(wrong(challenge, "guess " + i).startsWith("SIP/2.0 403 "));
    }
    assertEquals("silence", wrong(challenge, "one-0-one"), "even when right at last");
    exchange.clock.move(Guesses.WINDOW);
    assertTrue(wrong(challenge, "one-0-one").startsWith("SIP/2.0 200 "));
  }

  /** Over UDP anybody may write in another's name, but is not told a nonce. */
  @Test
  void whoWasAskedNothingSilencesNobody() throws IOException {
    String challenge = ask(URI, AGENT);
    String invented = challenge.replaceFirst("nonce=\"[^\"]*", "nonce=\"invented");
    for (int i = 0; i <= Guesses.MOST; i++) {
      String again = wrong(invented, "guess " + i);
      assertTrue(again.startsWith("SIP/2.0 401 ") && again.contains("stale=true"), again);
    }
    assertTrue(wrong(challenge, "one-0-one").startsWith("SIP/2.0 200 "));
  }

  @Test
  void whereThereIsNoRoomNothingIsMadeOfACall() throws IOException {
    String uri = "sip:ring@" + DOMAIN;
    phone.send(phone.request("INVITE", uri, 1, "", "", ""));
    String challenge = phone.receive("SIP/2.0 407");
    exchange.full = "Too many calls at once";
    String credentials =
        RawPhone.credentials(challenge, Digest.MD5, "101", "one-0-one", "INVITE", uri, "00000001");
    phone.send(phone.request("INVITE", uri, 2, "", credentials, ""));
    String busy = phone.receive();
    assertTrue(busy.startsWith("SIP/2.0 503 "), busy);
    assertEquals("5", RawPhone.header(busy, "Retry-After"));
    assertTrue(busy.contains("Too many calls at once"), busy);
    assertEquals(0, exchange.calls.size());
    assertEquals(0, exchange.sip.dialogs());
  }

  @Test
  void credentialsAreForTheCalleeTheyWereMadeFor() throws IOException {
    String uri = "sip:answer@" + DOMAIN;
    phone.send(phone.request("INVITE", uri, 1, "", "", ""));
    String challenge = phone.receive("SIP/2.0 407");
    String credentials =
        RawPhone.credentials(challenge, Digest.MD5, "101", "one-0-one", "INVITE", uri, "00000001");
    phone.send(phone.request("INVITE", "sip:ring@" + DOMAIN, 2, "", credentials, ""));
    String other = phone.receive("SIP/2.0 4");
    assertTrue(other.startsWith("SIP/2.0 403 "), other);
    assertEquals(0, exchange.calls.size());
  }

  @Test
  void domains() throws IOException {
    assertTrue(ask("sip:nowhere.example", "").startsWith("SIP/2.0 401 "));
    // A phone that was told an address only: To tells the tenant.
    String own = ask("sip:127.0.0.1:" + exchange.port(), "");
    assertTrue(own.contains("realm=\"" + DOMAIN + "\""), own);
    // The other tenant's realm asks for the other tenant's password.
    String meadow = ask("sip:meadow.example", "");
    assertTrue(meadow.contains("realm=\"meadow.example\""), meadow);
    String wrong =
        ask(
            "sip:meadow.example",
            RawPhone.credentials(
                meadow, Digest.MD5, "101", "one-0-one", "REGISTER", URI, "00000001"));
    assertTrue(wrong.startsWith("SIP/2.0 403 "), wrong);
  }
}
