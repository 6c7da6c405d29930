package org.meterline.telephony.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.Patience.until;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.meterline.telephony.call.CallFact;
import org.meterline.telephony.sip.Sipp;
import org.meterline.telephony.trunk.Trunk;

/** A switchboard behind a trunk, of sipp's, joins two of its talks; it has nobody else called. */
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
    house.trunks.add(new Trunk(name, "127.0.0.1", at.port(), "udp", List.of(prefix)));
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
      CallFact.LegEnded outside = House.overTrunks(call).getFirst();
      CallFact.Ended ended = House.only(call, CallFact.Ended.class);
      assertTrue(outside.charged().compareTo(ended.talked()) < 0, "paid until it was joined");
      assertEquals(
          1, call.stream().filter(f -> f instanceof CallFact.LegBegan b && !b.incoming()).count());
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
    assertEquals(
        1, call.stream().filter(f -> f instanceof CallFact.LegBegan b && !b.incoming()).count());
  }
}
