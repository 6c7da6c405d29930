package org.meterline.telephony.srtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Crypto lines (RFC 4568). */
class SdesKeyTest {
  private static final String KEY = "WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz";

  @Test
  void isReadAndWritten() {
    String line = "1 AES_CM_128_HMAC_SHA1_80 inline:" + KEY;
    SdesKey key = SdesKey.parse(line).orElseThrow();
    assertEquals(line, key.value());
    assertEquals(key, SdesKey.parse(line + "|2^20 -WSH=64").orElseThrow());
    assertFalse(key.toString().contains(KEY), "not for logs");
    SdesKey own =
        new SdesKey(3, SrtpKeys.random(SrtpProfile.AES_CM_128_HMAC_SHA1_32, new Random(1)));
    assertEquals(own, SdesKey.parse(own.value()).orElseThrow());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1",
        "1 AES_CM_128_HMAC_SHA1_80",
        "x AES_CM_128_HMAC_SHA1_80 inline:" + KEY,
        "1 F8_128_HMAC_SHA1_80 inline:" + KEY,
        "1 AES_CM_128_HMAC_SHA1_80 inline:AAAA",
        "1 AES_CM_128_HMAC_SHA1_80 inline:!!!!",
        "1 AES_CM_128_HMAC_SHA1_80 inline:" + KEY + "|2^20|1:4",
        "1 AES_CM_128_HMAC_SHA1_80 inline:" + KEY + "|2^20;inline:" + KEY,
        "1 AES_CM_128_HMAC_SHA1_80 inline:" + KEY + " UNENCRYPTED_SRTP"
      })
  void whatWeDoNotDoIsPassedOver(String line) {
    assertTrue(SdesKey.parse(line).isEmpty());
  }
}
