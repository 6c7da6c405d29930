package org.meterline.telephony.sip;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;

class ConnectionLimitsTest {
  private static final InetAddress ONE = InetAddress.ofLiteral("192.0.2.1");
  private static final InetAddress TWO = InetAddress.ofLiteral("192.0.2.2");

  @Test
  void strangersKeepOutStrangersAlone() {
    var limits = new ConnectionLimits(2, 2);
    assertTrue(limits.enter(ONE, false));
    assertTrue(limits.enter(ONE, false));
    assertFalse(limits.enter(TWO, false), "full");
    assertTrue(limits.enter(TWO, true));
    assertTrue(limits.enter(TWO, true));
    assertFalse(limits.enter(TWO, true), "as many of one address");
    limits.leave(ONE);
    limits.leave(TWO);
    assertFalse(limits.enter(ONE, false), "still full");
    limits.leave(TWO);
    assertTrue(limits.enter(ONE, false));
  }
}
