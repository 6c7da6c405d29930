package org.meterline.telephony.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** What the ladder keeps of a message as it came. */
class LadderTest {
  @Test
  void secretsAreLeftOutHoweverTheyAreWritten() {
    String text =
        """
        INVITE sip:102@harbour.example SIP/2.0\r
        PROXY-AUTHORIZATION : Digest username="101",\r
         nonce="n",\r
        \tresponse="0123456789abcdef0123456789abcdef"\r
        authorization: Digest response="fedcba"\r
        Subject: authorization: is no header here\r
        \r
        """;
    assertEquals(
        """
        INVITE sip:102@harbour.example SIP/2.0\r
        PROXY-AUTHORIZATION: (left out)\r
        authorization: (left out)\r
        Subject: authorization: is no header here\r
        \r
        """,
        Ladder.withoutSecrets(text));
  }

  @Test
  void thousandsOfLinesAreLeftOutToo() {
    String text = "Authorization: Digest\r\n" + " a=b,\r\n".repeat(8_000) + "Subject: s\r\n";
    assertEquals("Authorization: (left out)\r\nSubject: s\r\n", Ladder.withoutSecrets(text));
  }

  @Test
  void noLineEndOfUnicodeEndsASecret() {
    assertEquals(
        "Authorization: (left out)\r\n",
        Ladder.withoutSecrets("Authorization: Digest username=\"\u0085\", response=\"0123\"\r\n"));
  }

  /** Whoever calls the Contact that a trunk was told is taken for the trunk. */
  @Test
  void tokensOfTrunksAreLeftOut() {
    String token = "t0123456789abcdef0123456789abcdef";
    assertEquals(
        "INVITE sip:left-out@192.0.2.1 SIP/2.0\r\nTo: <sip:left-out@192.0.2.1>\r\n",
        Ladder.withoutTokens(
            "INVITE sip:%s@192.0.2.1 SIP/2.0\r\nTo: <sip:%s@192.0.2.1>\r\n"
                .formatted(token, token)));
    String other = "a@b sip:x0123456789abcdef0123456789abcdef@b sip:t0123456789abcdeg@c";
    assertEquals(other, Ladder.withoutTokens(other));
  }

  @Test
  void mediaKeysAreLeftOut() {
    assertEquals(
        "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:(left out)\r\n",
        Ladder.withoutKeys("a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:c2VjcmV0|2^20|1:4\r\n"));
    assertEquals(
        "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:(left out)\r\n",
        Ladder.withoutKeys("a=crypto:1 AES_CM_128_HMAC_SHA1_80 INLINE:c2VjcmV0\r\n"));
  }

  @Test
  void severalKeysOfALineAndOnlyKeysAreLeftOut() {
    assertEquals(
        "a=crypto:1 X inline:(left out) inline:(left out)\r\na=note:outline:1 inline: 2\r\n",
        Ladder.withoutKeys(
            "a=crypto:1 X inline:c2Vj|2^20 inline:cmV0\r\na=note:outline:1 inline: 2\r\n"));
  }

  @Test
  void whatHasNoSecretIsTheSame() {
    String text = "INVITE sip:a@b SIP/2.0\r\nAuthorizations: none\r\n\r\nv=0\r\n";
    assertEquals(text, Ladder.withoutKeys(Ladder.withoutSecrets(text)));
  }

  @Test
  void aSecretIsFoundAfterALoneReturnAndAtTheEnd() {
    assertEquals(
        "Subject: s\rAuthorization: (left out)\nProxy-Authorization: (left out)",
        Ladder.withoutSecrets("Subject: s\rAuthorization: Digest a\nProxy-Authorization:Digest b"));
  }
}
