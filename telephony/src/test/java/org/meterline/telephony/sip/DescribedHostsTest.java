package org.meterline.telephony.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.meterline.telephony.sip.RawPhone.lines;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.meterline.telephony.media.Sdp;

/** Whom a description may have us send to. No packet is sent to any of these. */
class DescribedHostsTest {
  private static final InetAddress OUTSIDE = InetAddress.ofLiteral("8.9.10.11");

  private static Sdp sdp(String connection, String rtcp) {
    return new Sdp(
        lines(
            "v=0",
            "o=- 1 1 IN IP4 10.0.0.5",
            "s=-",
            "c=" + connection,
            "t=0 0",
            "m=audio 40000 RTP/AVP 8",
            "a=rtcp:" + rtcp,
            "a=sendrecv"));
  }

  @ParameterizedTest
  @CsvSource({
    "IN IP4 10.0.0.5,             40001 IN IP4 192.168.1.1",
    "IN IP4 127.0.0.1,            40001 IN IP4 169.254.169.254",
    "IN  IP4   172.16.0.1/127/1,  40001  IN  IP4  100.64.0.1",
    "IN IP6 fd00::1,              40001 IN IP6 ::1",
    "IN IP6 ::ffff:10.0.0.5,      40001 IN IP6 fe80::1",
    "IN IP4 239.1.2.3/15,         40001 IN IP4 224.0.0.1",
  })
  void whoIsOutsideNamesNobodyInside(String connection, String rtcp) {
    Sdp taken = DescribedHosts.seenFrom(OUTSIDE, sdp(connection, rtcp));
    assertEquals(sdp("IN IP4 8.9.10.11", "40001 IN IP4 8.9.10.11"), taken);
    Sdp six = DescribedHosts.seenFrom(InetAddress.ofLiteral("2600::7"), sdp(connection, rtcp));
    assertEquals(sdp("IN IP6 2600::7", "40001 IN IP6 2600::7"), six);
  }

  @ParameterizedTest
  @CsvSource({
    "IN IP4 9.9.9.9,        40001 IN IP4 9.9.9.10",
    "IN IP4 0.0.0.0,        40001",
    "IN IP6 ::,             40001",
    "IN IP6 2600::8,        40001 IN IP6 2600::9",
    "IN IP4 phone.invalid,  40001 IN IP4 phone.invalid",
  })
  void whatElseTheyNameStays(String connection, String rtcp) {
    Sdp said = sdp(connection, rtcp);
    assertEquals(said, DescribedHosts.seenFrom(OUTSIDE, said));
  }

  @Test
  void whoIsInsideNamesWhomTheyLike() {
    Sdp said = sdp("IN IP4 10.0.0.5", "40001 IN IP4 127.0.0.1");
    assertSame(said, DescribedHosts.seenFrom(InetAddress.ofLiteral("10.0.0.7"), said));
    assertSame(said, DescribedHosts.seenFrom(InetAddress.ofLiteral("127.0.0.1"), said));
  }
}
