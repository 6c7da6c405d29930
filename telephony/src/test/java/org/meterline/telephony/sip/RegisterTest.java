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
import org.meterline.telephony.call.Invitation;

class RegisterTest {
  private final Exchange exchange = new Exchange();

  @AfterEach
  void close() {
    exchange.close();
  }

  private Sipp.Setup register(String scenario, String user, String password, String contact) {
    return Sipp.scenario(scenario)
        .to(exchange.port())
        .user(user, password)
        .set("domain", DOMAIN)
        .set("expires", "300")
        .set("contact", contact);
  }

  @Test
  void overUdp() throws Exception {
    try (var phone = register("register.xml", "101", "one-0-one", "5070").start()) {
      phone.succeeds(1);
    }
    List<Invitation.Target> targets = exchange.bindings.of(new Domain(DOMAIN), "101");
    assertEquals(
        List.of(
            new Invitation.Target("sip:101@127.0.0.1:5070", List.of(), "udp", "127.0.0.1:5070")),
        targets);
    until("it is stored", () -> exchange.stored.size() == 1);
    assertEquals(List.of("+101"), exchange.registrations);
  }

  @Test
  void overTcp() throws Exception {
    try (var phone = register("register.xml", "101", "one-0-one", "5070").tcp().start()) {
      phone.succeeds(1);
    }
    Invitation.Target target = exchange.bindings.of(new Domain(DOMAIN), "101").getFirst();
    assertEquals("tcp", target.transport());
  }

  @Test
  void wrongPassword() throws Exception {
    try (var phone = register("register-denied.xml", "101", "guessed", "5070").start()) {
      phone.succeeds(1);
    }
    assertEquals(1, exchange.counters.denied());
    assertTrue(exchange.bindings.all().isEmpty());
  }

  @Test
  void anotherPasswordIsGoodForAWhile() throws Exception {
    var until = exchange.clock.instant().plusSeconds(60);
    exchange.directory.pass(DOMAIN, "101", "for-a-browser", until);
    for (var password : List.of("for-a-browser", "one-0-one")) {
      try (var phone = register("register.xml", "101", password, "5070").start()) {
        phone.succeeds(1);
      }
    }
    exchange.clock.move(Duration.ofSeconds(60));
    try (var phone = register("register-denied.xml", "101", "for-a-browser", "5070").start()) {
      phone.succeeds(1);
    }
  }

  @Test
  void unknownUserIsTreatedAsWrongPassword() throws Exception {
    try (var phone = register("register-denied.xml", "999", "guessed", "5070").start()) {
      phone.succeeds(1);
    }
    assertTrue(exchange.bindings.all().isEmpty());
  }

  @Test
  void severalBindingsAndExpiry() throws Exception {
    for (String contact : List.of("5070", "5072")) {
      try (var phone = register("register.xml", "101", "one-0-one", contact).start()) {
        phone.succeeds(1);
      }
    }
    assertEquals(2, exchange.bindings.of(new Domain(DOMAIN), "101").size());
    exchange.clock.move(Duration.ofSeconds(301));
    assertEquals(0, exchange.bindings.of(new Domain(DOMAIN), "101").size());
    until("both have gone", () -> exchange.registrations.size() == 4);
    until("they are gone from the store", exchange.stored::isEmpty);
    assertEquals(List.of("+101", "+101", "-101", "-101"), exchange.registrations);
  }
}
