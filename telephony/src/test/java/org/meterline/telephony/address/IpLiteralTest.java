package org.meterline.telephony.address;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpLiteralTest {
  /** The examples of RFC 5952, sections 1 to 4, and the shapes that SIP adds. */
  @ParameterizedTest
  @CsvSource({
    "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
    "2001:0db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
    "2001:db8::1:0:0:1, 2001:db8::1:0:0:1",
    "2001:db8:0:0:0:0:2:1, 2001:db8::2:1",
    "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
    "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
    "2001:DB8::AAAA, 2001:db8::aaaa",
    "[2001:db8::9:1], 2001:db8::9:1",
    "0:0:0:0:0:0:0:0, ::",
    "0:0:0:0:0:0:0:1, ::1",
    "fe80:0:0:0:0:0:0:0, fe80::",
    "1:2:3:4:5:6:0:0, 1:2:3:4:5:6::",
    "::ffff:192.0.2.10, 192.0.2.10",
    "[::FFFF:c000:020a], 192.0.2.10",
    "192.0.2.1, 192.0.2.1"
  })
  void oneForm(String text, String canonical) {
    assertEquals(canonical, IpLiteral.canonical(text));
    InetAddress address = IpLiteral.read(text).orElseThrow();
    assertEquals(address, IpLiteral.read(IpLiteral.text(address)).orElseThrow());
  }

  @Property
  void whatIsWrittenIsReadAsTheSame(@ForAll @Size(16) byte[] bytes) throws Exception {
    InetAddress address = InetAddress.getByAddress(bytes);
    assertEquals(address, IpLiteral.read(IpLiteral.text(address)).orElseThrow());
    assertEquals(HostPort.of(address, 5060), HostPort.read(HostPort.of(address, 5060).toString()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "example.com",
        "1.2.3",
        "12345",
        "999.1.1.1",
        "2001:db8:::1",
        "[]",
        "::1::",
        "a"
      })
  void namesAndRubbishAreNone(String text) {
    assertTrue(IpLiteral.read(text).isEmpty());
  }

  @Test
  void hostsAndPorts() {
    assertEquals("[::1]:5060", HostPort.read("[0:0:0:0:0:0:0:1]:5060").toString());
    assertEquals("[::1]:5060", HostPort.read("0:0:0:0:0:0:0:1:5060").toString());
    assertEquals("192.0.2.1:5060", HostPort.read("192.0.2.1:5060").toString());
    assertEquals("sip.example", new HostPort("SIP.example", 0).toString());
    assertThrows(IllegalArgumentException.class, () -> HostPort.read("sip.example"));
    assertThrows(IllegalArgumentException.class, () -> HostPort.read("sip.example:x"));
  }

  @Test
  void ownAddresses() {
    OwnAddresses both = OwnAddresses.parse("0.0.0.0, [::]");
    assertTrue(both.open());
    assertEquals("0.0.0.0,[::]", both.toString());
    OwnAddresses ip4 = OwnAddresses.parse("0.0.0.0");
    assertTrue(!ip4.open() && !ip4.speaks(InetAddress.ofLiteral("::1")));
    assertEquals("::1", IpLiteral.text(OwnAddresses.parse("[::1]").usual()));
    assertThrows(IllegalArgumentException.class, () -> OwnAddresses.parse("0.0.0.0,[::1]"));
    assertThrows(IllegalArgumentException.class, () -> OwnAddresses.parse("127.0.0.1,127.0.0.2"));
    assertThrows(IllegalArgumentException.class, () -> OwnAddresses.parse(""));
  }
}
