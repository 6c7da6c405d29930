package org.meterline.telephony.ice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Reading STUN: the messages of RFC 5769, and anything else. */
class StunTest {
  static final String PASSWORD = "VOkJxbRl1RmTxUk/WvJxBt";

  /** Section 2.1. */
  static final byte[] REQUEST =
      HexFormat.of()
          .parseHex(
              "000100582112a442b7e7a701bc34d686fa87dfae"
                  + "802200105354554e207465737420636c69656e74"
                  + "002400046e0001ff"
                  + "80290008932ff9b151263b36"
                  + "000600096576746a3a68367659202020"
                  + "000800149aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a2"
                  + "80280004e57a3bcf");

  /** Section 2.2. */
  private static final String IPV4_RESPONSE =
      "0101003c2112a442b7e7a701bc34d686fa87dfae"
          + "8022000b7465737420766563746f7220"
          + "002000080001a147e112a643"
          + "000800142b91f599fd9e90c38c7489f92af9ba53f06be7d7"
          + "80280004c07d4c96";

  @Test
  void theRequestOfTheStandard() {
    StunMessage message = StunMessage.parse(REQUEST).orElseThrow();
    assertEquals(StunMessage.BINDING_REQUEST, message.type);
    assertEquals("evtj:h6vY", message.userName().orElseThrow());
    assertTrue(message.has(StunMessage.PRIORITY) && message.has(StunMessage.ICE_CONTROLLED));
    assertTrue(message.unknown.isEmpty());
    assertTrue(message.isSignedWith(PASSWORD));
    assertFalse(message.isSignedWith(PASSWORD + "x"));
  }

  @Test
  void theResponseOfTheStandard() {
    StunMessage message = StunMessage.parse(HexFormat.of().parseHex(IPV4_RESPONSE)).orElseThrow();
    assertEquals(StunMessage.BINDING_SUCCESS, message.type);
    assertTrue(message.isSignedWith(PASSWORD));
  }

  @Property
  void rubbishIsNoMessage(@ForAll @Size(max = 120) byte[] rubbish) {
    // With the magic cookie in its place, so that more than the first look is tried.
    if (rubbish.length >= 8) {
      System.arraycopy(REQUEST, 4, rubbish, 4, 4);
      rubbish[2] = (byte) ((rubbish.length - 20) >> 8);
      rubbish[3] = (byte) (rubbish.length - 20);
    }
    StunMessage.parse(rubbish).ifPresent(m -> assertFalse(m.isSignedWith(PASSWORD)));
  }

  /** What follows the signature it does not cover. */
  @Property(tries = 2000)
  void aChangedMessageIsRefused(
      @ForAll @IntRange(max = 799) int bit, @ForAll @IntRange(max = 107) int cutAt) {
    byte[] changed = REQUEST.clone();
    changed[bit / 8] ^= (byte) (1 << bit % 8);
    assertFalse(StunMessage.parse(changed).filter(m -> m.isSignedWith(PASSWORD)).isPresent());
    byte[] cut = java.util.Arrays.copyOf(REQUEST, cutAt);
    assertTrue(StunMessage.parse(cut).isEmpty());
  }
}
