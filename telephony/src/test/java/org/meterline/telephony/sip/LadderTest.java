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
  void mediaKeysAreLeftOut() {
    assertEquals(
        "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:(left out)\r\n",
        Ladder.withoutKeys("a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:c2VjcmV0|2^20|1:4\r\n"));
  }
}
