package org.meterline.telephony.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.Patience.until;
import static org.meterline.telephony.sip.RawPhone.lines;

import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.meterline.telephony.call.Signalling.Event;

/** Requests within a dialog that come again over UDP (RFC 3261, section 17.2.2). */
class RepeatedRequestTest {
  private static final String TYPE = lines("Content-Type: application/sdp");
  private static final String SDP = Exchange.SDP.text();

  private final MovedTimers timers = new MovedTimers();
  private final Exchange exchange = new Exchange(Exchange.settings(), timers);
  private RawPhone phone;

  @BeforeEach
  void phone() throws IOException {
    phone = new RawPhone(exchange.port());
    exchange.directory.trunk("carrier", phone.port());
  }

  @AfterEach
  void close() {
    phone.close();
    exchange.close();
    assertEquals(0, exchange.counters.faults());
  }

  /** A call of theirs that is up: its 200. */
  private String called() throws IOException {
    return called(invite());
  }

  private String invite() {
    return phone.request("INVITE", "sip:answer@127.0.0.1:" + exchange.port(), 1, "", TYPE, SDP);
  }

  private String called(String invite) throws IOException {
    phone.send(invite);
    String ok = phone.receive("SIP/2.0 200");
    phone.send(in("ACK", 1, ok, "", ""));
    until("the ACK came", () -> exchange.call().last(Event.Answered.class) != null);
    return ok;
  }

  private String in(String method, int sequence, String ok, String more, String body) {
    String uri = "sip:127.0.0.1:" + exchange.port();
    return phone.request(method, uri, sequence, RawPhone.toTag(ok), more, body);
  }

  private long told() {
    return exchange.call().events.stream().filter(Event.Referred.class::isInstance).count();
  }

  /** Also when the call is not known any more: its answer may have been lost. */
  @Test
  void aByeIsAnsweredAsItWas() throws IOException {
    String ok = called();
    String bye = in("BYE", 2, ok, "", "");
    String first = phone.receiveAfter(bye);
    assertTrue(first.startsWith("SIP/2.0 200 "), first);
    assertEquals(first, phone.receiveAfter(bye));
    timers.move(Duration.ofSeconds(10));
    String late = phone.receiveAfter(in("BYE", 3, ok, "", ""));
    assertTrue(late.startsWith("SIP/2.0 481 "), late);
    assertEquals(first, phone.receiveAfter(bye));
  }

  /** It is told once, and nothing is said until there is an answer. */
  @Test
  void whatIsNotAnsweredYetIsNotTakenTwice() throws IOException {
    String ok = called();
    String refer = in("REFER", 2, ok, lines("Refer-To: <sip:102@harbour.example>"), "");
    phone.send(refer);
    until("it is told", () -> told() == 1);
    phone.send(refer);
    assertNull(phone.receive("SIP/2.0", 300), "nothing is decided");
    assertEquals(1, told());
    var asked = Objects.requireNonNull(exchange.call().last(Event.Referred.class));
    asked.referral().refuse(603, "Not now");
    String first = phone.receive();
    assertTrue(first.startsWith("SIP/2.0 603 "), first);
    assertEquals(first, phone.receiveAfter(refer));
    assertEquals(1, told());
  }

  /**
   * A datagram may come late. Then neither the stack nor the leg is there, but that the INVITE came
   * is known.
   */
  @Test
  void anInviteOfACallThatIsOverBeginsNoOther() throws IOException {
    String invite = invite();
    phone.receiveAfter(in("BYE", 2, called(invite), "", ""));
    until("it is over", () -> exchange.call().last(Event.HungUp.class) != null);
    timers.move(Duration.ofSeconds(1));
    until("its leg is forgotten", () -> exchange.sip.dialogs() == 0);
    until("its transaction is", () -> KeptTransactions.of(exchange.sip).isEmpty());
    phone.send(invite);
    String other = invite.replaceFirst(";branch=z9hG4bK", "$0other");
    assertTrue(phone.receiveAfter(other).startsWith("SIP/2.0 482 "), "a fork of it is refused");
    assertEquals(1, exchange.calls.size());
    timers.move(Duration.ofSeconds(5));
    String late = null;
    for (int tries = 0; late == null && tries < 50; tries++) { // until the leg has forgotten it
      phone.send(invite);
      late = phone.receive("SIP/2.0", 200);
    }
    assertTrue(String.valueOf(late).startsWith("SIP/2.0 100 "), "nobody sends that late: " + late);
  }

  /** Some take a branch twice; the method tells them apart (section 17.2.3). */
  @Test
  void anotherMethodIsAnotherRequest() throws IOException {
    String ok = called();
    String info = in("INFO", 2, ok, "", "");
    assertTrue(phone.receiveAfter(info).contains("CSeq: 2 INFO\r\n"));
    String branch = RawPhone.find(info, "(;branch=[^;\\r]+)");
    String bye = in("BYE", 3, ok, "", "").replaceFirst(";branch=[^;\r]+", branch);
    assertTrue(phone.receiveAfter(bye).contains("CSeq: 3 BYE\r\n"));
    until("it is over", () -> exchange.call().last(Event.HungUp.class) != null);
  }
}
