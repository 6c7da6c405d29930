package org.meterline.telephony.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.Patience.until;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.meterline.telephony.call.CallFact;
import org.meterline.telephony.call.CallState;
import org.meterline.telephony.call.Destination;
import org.meterline.telephony.call.Domain;
import org.meterline.telephony.call.E164;
import org.meterline.telephony.call.Outcome;
import org.meterline.telephony.call.Verb;
import org.meterline.telephony.sip.Sipp;
import org.meterline.telephony.trunk.Trunk;

/** A carrier of sipp's calls numbers that lead to an application, or to a number outside. */
class NumberCallTest {
  private static final Domain TENANT = new Domain(House.DOMAIN);
  private static final String CALLER = "+4940123456";
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir private static Path folder;
  private static House house;

  @BeforeAll
  static void open() throws Exception {
    house = new House(folder);
  }

  @AfterAll
  static void close() {
    house.close();
  }

  @BeforeEach
  void forget() {
    house.forget();
    house.trunks.clear();
  }

  private static void carrier(String name, int port, String prefix) {
    house.trunks.add(new Trunk(name, "127.0.0.1", port, "udp", List.of(prefix)));
  }

  private static Sipp.Setup calls(String scenario, String to, String from, String header)
      throws IOException {
    int port = Sipp.freePort();
    carrier("caller", port, "1");
    return Sipp.scenario(scenario)
        .at(port)
        .to(house.port())
        .set("domain", "127.0.0.1")
        .set("to", to)
        .set("from", from)
        .set("header", header)
        .option("-d", "300");
  }

  private static boolean said(Sipp peer, String text) {
    try {
      return peer.messages().contains(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void steered() {
    until(
        "verbs are waited for",
        () -> house.engine.calls().stream().anyMatch(call -> call.state() == CallState.STEERED));
  }

  private static void done(Verb<?> verb) throws Exception {
    var call = house.engine.calls().getFirst().call();
    assertInstanceOf(
        Outcome.Done.class,
        house.engine.begin(call, verb, LONG).orElseThrow().get(60, TimeUnit.SECONDS));
  }

  private static CallFact.Ended ended(String number) {
    return House.only(house.call(number), CallFact.Ended.class);
  }

  // --- An application

  @Test
  void theCallerRingsHearsAndIsAnsweredVerbByVerb() throws Exception {
    house.number("+4930555201", new Destination.Application(TENANT, "orders", false));
    try (var caller = calls("uac-trunk.xml", "+4930555201", CALLER, "Subject: orders").start()) {
      steered();
      until("it rings", () -> said(caller, "SIP/2.0 180 "));
      done(new Verb.Progress());
      until("early audio is offered", () -> said(caller, "SIP/2.0 183 "));
      assertTrue(!said(caller, "SIP/2.0 200 "));
      done(new Verb.Answer());
      caller.succeeds(1);
    }
    assertEquals(200, ended("+4930555201").sipStatus());
  }

  @Test
  void orIsAnsweredByItself() throws Exception {
    house.number("+4930555202", new Destination.Application(TENANT, "orders", true));
    try (var caller = calls("uac-trunk.xml", "+4930555202", CALLER, "Subject: orders").start()) {
      caller.succeeds(1);
    }
    assertEquals(200, ended("+4930555202").sipStatus());
  }

  @Test
  void theCallerIsRejectedOrSentElsewhere() throws Exception {
    house.number("+4930555203", new Destination.Application(TENANT, "orders", false));
    try (var caller =
        calls("uac-trunk-refused.xml", "+4930555203", CALLER, "Subject: orders").start()) {
      steered();
      done(new Verb.Reject(486, "All are talking"));
      caller.succeeds(1);
      assertTrue(said(caller, "SIP/2.0 486 "));
      assertTrue(said(caller, "text=\"All are talking\""));
    }
    assertEquals(486, ended("+4930555203").sipStatus());
    house.forget();
    try (var caller =
        calls("uac-trunk-refused.xml", "+4930555203", CALLER, "Subject: orders").start()) {
      steered();
      done(new Verb.Redirect("sip:+49301@carrier.example"));
      caller.succeeds(1);
      assertTrue(said(caller, "SIP/2.0 302 "));
      assertTrue(said(caller, "sip:+49301@carrier.example"));
    }
    assertEquals(302, ended("+4930555203").sipStatus());
  }

  // --- A number outside

  private static void forward(String number) {
    house.number(number, new Destination.Outside(TENANT, new E164("+33123456700"), number));
  }

  @Test
  void theCallGoesOutWithTheTenantsNumberAndSaysWhoseItWas() throws Exception {
    forward("+4930555204");
    try (var far = Sipp.scenario("uas.xml").start()) {
      carrier("far", far.port(), "33");
      try (var caller = calls("uac-trunk.xml", "+4930555204", CALLER, "Subject: orders").start()) {
        caller.succeeds(1);
      }
      far.succeeds(1);
      assertTrue(said(far, "INVITE sip:+33123456700@"));
      assertTrue(said(far, "From: <sip:+4930555204@"));
      assertTrue(said(far, "Diversion: <sip:+4930555204@harbour.example>;reason=unconditional"));
      assertTrue(said(far, "History-Info: <sip:+4930555204@harbour.example>;index=1"));
      assertTrue(said(far, "Max-Forwards: 69"));
    }
    List<CallFact> call = house.call("+4930555204");
    CallFact.LegEnded out = Ends.overTrunks(call).getLast();
    assertEquals("far", out.trunk());
    assertTrue(out.charged().isPositive());
    assertEquals(
        house.asked.getLast().to(),
        new Destination.Outside(TENANT, new E164("+33123456700"), "+4930555204"));
  }

  @Test
  void whatComesBackFromThereIsALoop() throws Exception {
    forward("+4930555205");
    String diverted = "Diversion: <sip:+33123456700@carrier.example>;reason=unconditional";
    try (var caller = calls("uac-trunk-refused.xml", "+4930555205", CALLER, diverted).start()) {
      caller.succeeds(1);
      assertTrue(said(caller, "SIP/2.0 482 "));
      assertTrue(said(caller, "text=\"The number is forwarded in a circle\""));
    }
    assertEquals(482, ended("+4930555205").sipStatus());
  }
}
