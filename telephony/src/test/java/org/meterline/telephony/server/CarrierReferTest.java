package org.meterline.telephony.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.Patience.until;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.meterline.telephony.call.CallAuthority;
import org.meterline.telephony.call.CallFact;
import org.meterline.telephony.call.Destination;
import org.meterline.telephony.call.Domain;
import org.meterline.telephony.call.E164;
import org.meterline.telephony.call.Origin;
import org.meterline.telephony.call.Verb;
import org.meterline.telephony.sip.Sipp;
import org.meterline.telephony.trunk.Trunk;

/**
 * A switchboard behind a trunk, of sipp's, joins two of its talks; where the trunk transfers, it
 * has others called.
 */
class CarrierReferTest {
  private static final String FIRST = "+4930555771";
  private static final String SECOND = "+4940555772";

  private static final Pattern ANSWER =
      Pattern.compile(
          "SIP/2\\.0 200 .*?^From:[^\\v]*;tag=(\\S+)"
              + ".*?^To:[^\\v]*;tag=(\\S+).*?^Call-ID: *(\\S+)",
          Pattern.DOTALL | Pattern.MULTILINE);

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

  private static Sipp call(String scenario, String user, String to) throws IOException {
    return Sipp.scenario(scenario)
        .to(house.port())
        .user(user, House.password(user))
        .set("domain", House.DOMAIN)
        .set("to", to)
        .option("-d", "1500")
        .start();
  }

  /** One end of a switchboard: what is dialled with the prefix comes to it. */
  private static void end(String name, Sipp at, String prefix) {
    house.trunks.add(trunk(name, at, prefix));
  }

  private static Trunk trunk(String name, Sipp at, String prefix) {
    return new Trunk(name, "127.0.0.1", at.port(), "udp", List.of(prefix));
  }

  /** How many legs were called in the call. */
  private static long called(List<CallFact> call) {
    return call.stream().filter(f -> f instanceof CallFact.LegBegan b && !b.incoming()).count();
  }

  private static String said(Sipp peer) {
    try {
      return peer.messages();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The dialog of who answered, as we have it, escaped as a URI wants it. */
  private static String dialog(Sipp answers) {
    until("it is answered", () -> said(answers).contains("ACK sip:"));
    Matcher dialog = ANSWER.matcher(said(answers));
    assertTrue(dialog.find());
    String plain = dialog.group(3) + ";to-tag=" + dialog.group(1) + ";from-tag=" + dialog.group(2);
    return plain.replace("@", "%40").replace(";", "%3B").replace("=", "%3D");
  }

  @Test
  void twoTalksOfATrunkAreJoinedAndNobodyPaysMore() throws Exception {
    try (var one = Sipp.scenario("uas.xml").start()) {
      end("switchboard", one, "4930");
      try (var first = call("uac-waits.xml", "101", FIRST)) {
        String dialog = dialog(one);
        try (var two = Sipp.scenario("trunk-attended.xml").set("replaces", dialog).start()) {
          end("switchboard", two, "4940");
          try (var second = call("uac.xml", "102", SECOND)) {
            two.succeeds(1);
            one.succeeds(1);
            second.succeeds(1); // hangs up in the end
          }
        }
        first.succeeds(1); // and so the other hears of it
      }
    }
    List<CallFact> left = house.call(FIRST);
    List<CallFact> right = house.call(SECOND);
    assertEquals(200, House.only(left, CallFact.Ended.class).sipStatus());
    assertEquals(200, House.only(right, CallFact.Ended.class).sipStatus());
    for (List<CallFact> call : List.of(left, right)) {
      CallFact.LegEnded outside = Ends.overTrunks(call).getFirst();
      CallFact.Ended ended = House.only(call, CallFact.Ended.class);
      assertTrue(outside.charged().compareTo(ended.talked()) < 0, "paid until it was joined");
      assertEquals(1, called(call));
    }
  }

  /** What is another trunk's stays as it is. */
  @Test
  void theTalkOfAnotherTrunkIsNotJoined() throws Exception {
    try (var one = Sipp.scenario("uas.xml").start()) {
      end("other", one, "4930");
      try (var first = call("uac.xml", "101", FIRST)) {
        String dialog = dialog(one);
        try (var two = Sipp.scenario("trunk-attended.xml").set("replaces", dialog).start()) {
          end("switchboard", two, "4940");
          try (var second = call("uac.xml", "102", SECOND)) {
            assertTrue(two.exit() != 0, "it is not told 200");
            assertTrue(two.messages().contains("SIP/2.0 403 "), two.messages());
            second.exit();
          }
        }
        first.succeeds(1);
        one.succeeds(1);
      }
    }
  }

  @Test
  void nobodyIsCalledInTheTenantsName() throws Exception {
    try (var carrier =
        Sipp.scenario("trunk-blind.xml").set("refer", "sip:+4990012345678@127.0.0.1").start()) {
      end("carrier", carrier, "4930");
      try (var caller = call("uac.xml", "101", FIRST)) {
        caller.succeeds(1);
      }
      carrier.succeeds(1);
      String said = carrier.messages();
      assertTrue(said.contains("A carrier does not call others in the tenant's name"), said);
    }
    List<CallFact> call = house.call(FIRST);
    assertEquals(1, called(call));
  }

  /** Two legs over trunks: the second is the tenant's to pay, and within the caller's limits. */
  private void isPutThrough(String scenario, String refer) throws Exception {
    try (var carrier = Sipp.scenario(scenario).set("refer", refer).start();
        var other = Sipp.scenario("uas.xml").start()) {
      house.trunks.add(trunk("carrier", carrier, "4930").transfers(true));
      end("elsewhere", other, "4940");
      try (var caller = call("uac.xml", "101", FIRST)) {
        caller.succeeds(1);
      }
      carrier.succeeds(1);
      other.succeeds(1);
      assertTrue(other.messages().contains("INVITE sip:" + SECOND + "@"), other.messages());
    }
    List<CallFact.LegEnded> legs = Ends.overTrunks(house.call(FIRST));
    assertEquals(List.of("carrier", "elsewhere"), legs.stream().map(l -> l.trunk()).toList());
    assertTrue(legs.stream().allMatch(leg -> leg.charged().isPositive()), legs::toString);
    CallAuthority.Ask asked = house.asked.getLast();
    assertEquals(new Origin.Carrier("carrier"), asked.from());
    assertEquals("101", asked.sentOnBy());
    assertEquals(new Destination.Outside(new Domain(House.DOMAIN), new E164(SECOND)), asked.to());
  }

  @Test
  void theCallerIsPutThroughAndTheCarrierHearsOfIt() throws Exception {
    isPutThrough("trunk-transfers.xml", "sip:" + SECOND + "@127.0.0.1");
  }

  @Test
  void theCarrierHearsNothingIfItWantsTo() throws Exception {
    isPutThrough("trunk-transfers-silently.xml", "tel:" + SECOND);
  }

  @Test
  void theTalkGoesOnWhenTheOtherOneIsBusy() throws Exception {
    try (var carrier =
            Sipp.scenario("trunk-transfers-in-vain.xml").set("refer", "tel:" + SECOND).start();
        var other = Sipp.scenario("uas-busy.xml").start()) {
      house.trunks.add(trunk("carrier", carrier, "4930").transfers(true));
      end("elsewhere", other, "4940");
      try (var caller = call("uac.xml", "101", FIRST)) {
        caller.succeeds(1);
      }
      carrier.succeeds(1);
      other.succeeds(1);
    }
    List<CallFact.LegEnded> legs = Ends.overTrunks(house.call(FIRST));
    assertEquals(List.of(486, 200), legs.stream().map(l -> l.sipStatus()).toList());
    assertEquals(Duration.ZERO, legs.getFirst().charged());
  }

  /** A carrier's caller leaves: the phone talks to the other, who is shown the tenant's number. */
  @Test
  void whoACarrierCallsIsPutThrough() throws Exception {
    String ours = "+4930555773";
    house.extension(ours, "103");
    house.callerId("103", ours, true);
    int port = Sipp.freePort();
    house.trunks.add(
        new Trunk("carrier", "127.0.0.1", port, "udp", List.of("4930"))
            .with(Trunk.Signing.PASSED_ON, Trunk.Unverified.MARKED)
            .transfers(true));
    try (var phone = Sipp.scenario("uas.xml").start();
        var other = Sipp.scenario("uas.xml").start()) {
      house.register("103", phone, 300);
      house.trunks.add(
          trunk("elsewhere", other, "4940").with(Trunk.Signing.PASSED_ON, Trunk.Unverified.MARKED));
      try (var carrier =
          Sipp.scenario("uac-trunk-transfers.xml")
              .to(house.port())
              .at(port)
              .set("domain", House.DOMAIN)
              .set("to", ours)
              .set("from", "+4915112345678")
              .set("refer", "sip:" + SECOND + "@127.0.0.1")
              .start()) {
        carrier.succeeds(1);
      }
      hangUp();
      phone.succeeds(1);
      other.succeeds(1);
      assertTrue(other.messages().contains("<sip:" + ours + "@"), other.messages());
      assertTrue(!other.messages().contains("15112345678"), other.messages());
    }
    List<CallFact> call = house.call(ours);
    assertEquals(200, House.only(call, CallFact.Ended.class).sipStatus());
    CallFact.LegEnded outside = Ends.overTrunks(call).getLast();
    assertEquals("elsewhere", outside.trunk());
    assertTrue(outside.charged().isPositive());
    assertEquals(new Origin.Carrier("carrier"), house.asked.getLast().from());
    assertEquals("103", house.asked.getLast().sentOnBy());
  }

  private static void hangUp() throws Exception {
    var call = house.engine.calls().getFirst().call();
    house
        .engine
        .begin(call, new Verb.HangUp("Enough"), Duration.ofSeconds(60))
        .orElseThrow()
        .get(60, TimeUnit.SECONDS);
  }
}
