package org.meterline.telephony.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.sip.RawPhone.lines;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.meterline.telephony.call.Signalling.Introduction;

/** What an INVITE that comes over a trunk says of who calls, and whom the call was for. */
class IntroductionTest {
  private static final String ASSERTED =
      "P-Asserted-Identity: \"X\" <sip:+491701234567@carrier.example>";

  private final Exchange exchange = new Exchange();
  private RawPhone carrier;

  @BeforeEach
  void carrier() throws IOException {
    carrier = new RawPhone(exchange.port());
    exchange.directory.trunk("demo-carrier", carrier.port());
  }

  @AfterEach
  void close() {
    carrier.close();
    exchange.close();
    assertEquals(0, exchange.counters.faults());
  }

  private Introduction introduced(String... headers) throws IOException {
    carrier.send(
        carrier.request(
            "INVITE",
            "sip:+4930555100@127.0.0.1:" + exchange.port(),
            1,
            "",
            lines("Content-Type: application/sdp") + lines(headers),
            Exchange.SDP.text()));
    carrier.receive("SIP/2.0 100");
    return exchange.call().said;
  }

  @Test
  void anAssertedIdentity() throws IOException {
    Introduction said = introduced(ASSERTED, "Privacy: none");
    assertEquals("+491701234567", said.caller());
    assertEquals("+4930555100", said.dialled());
    assertFalse(said.withheld());
    assertNull(said.redirectedFrom());
  }

  @Test
  void anIdentityThatIsAssertedInConfidenceIsNotTold() throws IOException {
    Introduction said = introduced(ASSERTED, "Privacy: id;critical");
    assertEquals("101", said.caller(), "what From says");
    assertTrue(said.withheld());
  }

  @Test
  void somebodyAnonymous() throws IOException {
    carrier.send(
        carrier
            .request(
                "INVITE",
                "sip:+4930555100@127.0.0.1:" + exchange.port(),
                1,
                "",
                lines("Content-Type: application/sdp"),
                Exchange.SDP.text())
            .replaceFirst(
                "From: <[^>]*>", "From: \"Anonymous\" <sip:anonymous@anonymous.invalid>"));
    carrier.receive("SIP/2.0 100");
    Introduction said = exchange.call().said;
    assertEquals("anonymous", said.caller());
    assertEquals("Anonymous", said.displayName());
    assertTrue(said.withheld());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      nullValues = "nobody",
      textBlock =
          """
          Diversion: <sip:+4930111@a.example>;reason=user-busy | +4930111
          Diversion: "Doe, J <x>" <sip:+4930111@a.example>;counter=2, <sip:+4930222@b.example> | +4930111
          Diversion: sip:+4930111@a.example;privacy=off | +4930111
          Diversion: <tel:+4930111;phone-context=x>;counter=1 | +4930111
          Diversion: <sip:+4930111@a.example>;privacy=full | nobody
          Diversion: <sip:a.example> | nobody
          Diversion: no address at all <<< | nobody
          History-Info: <sip:+4930111@a.example>;index=1, <sip:+4930555100@b.example>;index=1.1 | +4930111
          History-Info: <sip:+4930111@a.example?Privacy=history>;index=1, <sip:x@b.example>;index=1.1 | nobody
          History-Info: <sip:+4930555100@a.example>;index=1 | nobody
          """)
  void whomTheCallWasFor(String header, @Nullable String user) throws IOException {
    assertEquals(user, introduced(header).redirectedFrom());
  }

  @Test
  void theLatestDiversionIsTheFirstOfSeveralLines() throws IOException {
    assertEquals(
        "+4930111",
        introduced("Diversion: <sip:+4930111@a.example>", "Diversion: <sip:+4930222@b.example>")
            .redirectedFrom());
  }
}
