package org.meterline.telephony.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.meterline.telephony.sip.Exchange.DOMAIN;
import static org.meterline.telephony.sip.RawPhone.lines;

import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.parser.StringMsgParser;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.meterline.telephony.call.Domain;
import org.meterline.telephony.call.Origin;
import org.meterline.telephony.trunk.Rewriting;
import org.meterline.telephony.trunk.Trunk;
import org.meterline.telephony.trunk.TrunkBuilder;

/** Whether help is called for, before and after who calls has proved who they are. */
class CallersTest {
  private static final int TRUNK = 5099;
  private static final int PHONE = 5098;

  private final MemoryDirectory directory = new MemoryDirectory();
  private final Callers callers = new Callers(directory, user -> Optional.empty(), at -> List.of());

  /** 112 is help for all, 110 where the phone of 101 stands; the trunk writes 9 before numbers. */
  @BeforeEach
  void numbers() {
    directory
        .account(DOMAIN, "101", "one")
        .account(DOMAIN, "102", "two")
        .emergency(new Domain(DOMAIN), "112")
        .emergency("101", "110")
        .trunk(
            new TrunkBuilder(new Trunk("carrier", "127.0.0.1", TRUNK, "udp", List.of("")))
                .reads(new Rewriting.Rule(Rewriting.Form.AS_IS, "9", ""))
                .build());
  }

  /** An INVITE from 101, if one believes its From. */
  private static SIPRequest invite(String dialled, int port) throws Exception {
    String text =
        lines(
            "INVITE sip:" + dialled + "@" + DOMAIN + " SIP/2.0",
            "Via: SIP/2.0/UDP 127.0.0.1:" + port + ";branch=z9hG4bK1",
            "From: <sip:101@" + DOMAIN + ">;tag=1",
            "To: <sip:" + dialled + "@" + DOMAIN + ">",
            "Call-ID: 1",
            "CSeq: 1 INVITE",
            "Max-Forwards: 70",
            "Content-Length: 0",
            "");
    var request =
        (SIPRequest)
            new StringMsgParser()
                .parseSIPMessage(text.getBytes(StandardCharsets.UTF_8), true, true, null);
    request.setPeerPacketSourceAddress(InetAddress.ofLiteral("127.0.0.1"));
    request.setPeerPacketSourcePort(port);
    return request;
  }

  @ParameterizedTest
  @CsvSource({
    "101, 112, true",
    "102, 112, true",
    "101, 110, true",
    "102, 110, false",
    "101, 102, false"
  })
  void whoHasProvedToBeAPhoneIsBelieved(String user, String dialled, boolean helps)
      throws Exception {
    var origin = new Origin.Phone(new Domain(DOMAIN), user);
    assertEquals(helps, callers.emergency(invite(dialled, PHONE), origin));
  }

  /** Its numbers are read as calls are routed, and not as they are written. */
  @ParameterizedTest
  @CsvSource({"9112, true", "112, true", "9110, false", "9102, false"})
  void aTrunkWritesNumbersItsOwnWay(String dialled, boolean helps) throws Exception {
    var request = invite(dialled, TRUNK);
    assertEquals(helps, callers.emergency(request, new Origin.Carrier("carrier")));
    assertEquals(helps, callers.mayBeEmergency(request));
  }

  /** From says 101 each time: whether that is so nobody knows. */
  @ParameterizedTest
  @CsvSource({"112, true", "110, true", "9112, false", "102, false"})
  void whoHasProvedNothingMayCallForHelpWhereAnybodyMay(String dialled, boolean may)
      throws Exception {
    assertEquals(may, callers.mayBeEmergency(invite(dialled, PHONE)));
  }
}
