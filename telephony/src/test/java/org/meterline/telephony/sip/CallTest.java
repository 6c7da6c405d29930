package org.meterline.telephony.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.Patience.until;
import static org.meterline.telephony.sip.Exchange.DOMAIN;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.meterline.telephony.call.Domain;
import org.meterline.telephony.call.Origin;
import org.meterline.telephony.call.Signalling.Event;
import org.meterline.telephony.registrar.Binding;

class CallTest {
  // Bound to all addresses, as a server usually is. An ACK may be late on a busy machine: until
  // then nothing is repeated.
  private final Exchange exchange =
      new Exchange(SipSettings.of("0.0.0.0", "127.0.0.1", 0).withT1(Duration.ofSeconds(5)));

  @AfterEach
  void close() {
    exchange.close();
  }

  private void register(String user, String password, int port) throws Exception {
    try (var phone =
        Sipp.scenario("register.xml")
            .to(exchange.port())
            .user(user, password)
            .set("domain", DOMAIN)
            .set("expires", "300")
            .set("contact", Integer.toString(port))
            .start()) {
      phone.succeeds(1);
    }
  }

  private Sipp.Setup caller(String scenario, String to) {
    return Sipp.scenario(scenario)
        .to(exchange.port())
        .user("101", "one-0-one")
        .set("domain", DOMAIN)
        .set("to", to)
        .option("-d", "100");
  }

  @Test
  void aCallIsPutThrough() throws Exception {
    try (var callee = Sipp.scenario("uas.xml").start()) {
      register("102", "one-0-two", callee.port());
      try (var caller = caller("uac.xml", "102").start()) {
        caller.succeeds(1);
      }
      callee.succeeds(1);
    }
    Exchange.Taken call = exchange.call();
    assertEquals(new Origin.Phone(new Domain(DOMAIN), "101"), call.from);
    until("it is over", () -> call.last(Event.HungUp.class) != null);
    assertTrue(call.leg.dialog().isPresent());
    assertEquals(
        List.of(
            "< INVITE sip:102@" + DOMAIN,
            "> 100 Trying",
            "> 180 Ringing",
            "> 200 OK",
            "< ACK sip:127.0.0.1:" + exchange.port(),
            "< BYE sip:127.0.0.1:" + exchange.port(),
            "> 200 OK"),
        call.ladder());
    until(
        "BYE was answered",
        () -> call.otherLadder().toString().matches(".*> BYE [^,]*, < 200 OK\\]"));
    Event.Message invite = (Event.Message) call.events.peek();
    assertTrue(invite != null && invite.text().contains("Proxy-Authorization: (left out)"));
  }

  /**
   * Fewer a second than are let in on any machine, however much else it has to do, also while what
   * came before gets done.
   */
  @Test
  void manyCalls() throws Exception {
    try (var callee = Sipp.scenario("uas.xml").calls(100, 100).start()) {
      register("102", "one-0-two", callee.port());
      try (var caller = caller("uac.xml", "102").calls(100, 8).start()) {
        caller.succeeds(100);
      }
      callee.succeeds(100);
    }
    assertEquals(0, exchange.counters.faults());
  }

  @Test
  void eachOverAConnectionOfItsOwn() throws Exception {
    try (var phones =
        Sipp.scenario("register.xml")
            .to(exchange.port())
            .user("102", "one-0-two")
            .set("domain", DOMAIN)
            .set("expires", "300")
            .set("contact", "9")
            .tcpEach()
            .calls(100, 100)
            .start()) {
      phones.succeeds(100);
    }
    assertEquals("tcp", exchange.bindings.of("102", new Domain(DOMAIN)).getFirst().transport());
    assertEquals(0, exchange.counters.faults());
  }

  @Test
  void overTcpOnBothSides() throws Exception {
    try (var callee = Sipp.scenario("uas.xml").tcp().start()) {
      register("102", "one-0-two", callee.port());
      var registered = exchange.bindings.of("102", new Domain(DOMAIN)).getFirst();
      exchange.bindings.register(
          registered.domain(),
          "102",
          List.of(
              new Binding(
                  registered.domain(),
                  "102",
                  registered.contact(),
                  List.of(),
                  "127.0.0.1:" + callee.port(),
                  "tcp",
                  "",
                  "another",
                  1,
                  registered.expires())));
      try (var caller = caller("uac.xml", "102").tcp().start()) {
        caller.succeeds(1);
      }
      callee.succeeds(1);
    }
  }
}
