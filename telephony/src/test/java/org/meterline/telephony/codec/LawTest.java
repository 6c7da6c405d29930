package org.meterline.telephony.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** G.711. */
class LawTest {
  @ParameterizedTest
  @EnumSource(Law.class)
  void decodingAndEncodingAgainChangesNothing(Law law) {
    for (int i = 0; i < 256; i++) {
      byte octet = (byte) i;
      byte again = law.encode(law.decode(octet));
      // µ-law has two zeros.
      assertTrue(again == octet || law.decode(octet) == 0, law + " " + i);
    }
  }

  @ParameterizedTest
  @EnumSource(Law.class)
  void theNearestStepIsNeverFar(Law law) {
    for (int s = -32_768; s < 32_768; s++) {
      int error = Math.abs(law.decode(law.encode((short) s)) - s);
      assertTrue(error <= Math.max(16, Math.abs(s) / 32 + 8), law + " " + s + " off by " + error);
    }
  }

  @Test
  void knownValues() {
    assertEquals((byte) 0xFF, Law.PCMU.encode((short) 0));
    assertEquals((byte) 0xD5, Law.PCMA.encode((short) 0));
    assertEquals((byte) 0x80, Law.PCMU.encode(Short.MAX_VALUE));
    assertEquals((byte) 0x00, Law.PCMU.encode(Short.MIN_VALUE));
    assertEquals((byte) 0xAA, Law.PCMA.encode(Short.MAX_VALUE));
    assertEquals((byte) 0x2A, Law.PCMA.encode(Short.MIN_VALUE));
    assertEquals(32_124, Law.PCMU.decode((byte) 0x80));
    assertEquals(32_256, Law.PCMA.decode((byte) 0xAA));
  }

  @Test
  void transcodingThereAndBackKeepsTheLevel() {
    for (int i = 0; i < 256; i++) {
      byte octet = (byte) i;
      int before = Law.PCMA.decode(octet);
      int after = Law.PCMU.decode(Law.PCMA.transcode(octet));
      assertTrue(Math.abs(before - after) <= Math.max(16, Math.abs(before) / 16), "octet " + i);
    }
  }
}
