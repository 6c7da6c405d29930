package org.meterline.telephony.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.Patience.until;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.meterline.telephony.call.CallFact;
import org.meterline.telephony.call.LadderEntry;
import org.meterline.telephony.sip.Sipp;
import org.meterline.telephony.trunk.Trunk;
import org.meterline.telephony.trunk.TrunkBuilder;

/** sipp through the whole engine: phones, trunks, refusals. */
class SippCallTest {
  @TempDir private static Path folder;
  private static House house;

  @BeforeAll
  static void open() throws Exception {
    house = new House(folder);
    house.extension("+4930555100", "102");
  }

  @AfterAll
  static void close() throws Exception {
    house.close();
  }

  @BeforeEach
  void noTrunks() {
    house.forget();
    house.trunks.clear();
  }

  private static void register(Sipp callee) throws Exception {
    house.register("102", callee, 300);
  }

  /** The account's phone is the callee alone, whatever was registered before. */
  private static void unregister(Sipp callee) throws Exception {
    house.register("102", callee, 0);
  }

  private static Sipp.Setup caller(String scenario, String to) {
    return Sipp.scenario(scenario)
        .to(house.port())
        .user("101", House.password("101"))
        .set("domain", House.DOMAIN)
        .set("to", to)
        .option("-d", "300");
  }

  private static Trunk trunk(String name, int port) {
    return new Trunk(name, "127.0.0.1", port, "udp", List.of(""));
  }

  private static void carrier(String name, int port) {
    house.trunks.add(trunk(name, port));
  }

  @Test
  void thirtyCallsTenASecond() throws Exception {
    try (var callee = Sipp.scenario("uas.xml").calls(30, 10).start()) {
      register(callee);
      try (var caller = caller("uac.xml", "102").calls(30, 10).start()) {
        caller.succeeds(30);
      }
      callee.succeeds(30);
      unregister(callee);
    }
    until("all are posted", () -> house.answered("102") == 30);
    until("all are over", () -> house.engine.counters().callsLive() == 0);
  }

  @Test
  void theCallerGivesUp() throws Exception {
    try (var callee = Sipp.scenario("uas-cancelled.xml").start()) {
      register(callee);
      try (var caller = caller("uac-cancel.xml", "102").start()) {
        caller.succeeds(1);
      }
      callee.succeeds(1);
      unregister(callee);
    }
    CallFact.Ended ended = House.only(house.call("102"), CallFact.Ended.class);
    assertEquals(487, ended.sipStatus());
    assertEquals(Duration.ZERO, ended.talked());
  }

  @Test
  void busyIsToldAsBusy() throws Exception {
    try (var callee = Sipp.scenario("uas-busy.xml").start()) {
      register(callee);
      assertRefused("102", 486, "text=\"Busy Here\"");
      callee.succeeds(1);
      unregister(callee);
    }
    assertEquals(486, House.only(house.call("102"), CallFact.Ended.class).sipStatus());
  }

  @Test
  void nobodyIsThere() throws Exception {
    assertRefused("199", 404, "text=\"No such extension\"");
    assertRefused("101", 480, "text=\"No phone is registered for 101\"");
    assertRefused("+4930555666", 503, "text=\"No carrier reaches this number\"");
  }

  @Test
  void trunksThatAreDown() throws Exception {
    carrier("nobody", Sipp.freePort());
    assertRefused("+4930555661", 503, "text=\"No carrier took the call; the last one ");
    List<CallFact> call = house.call("+4930555661");
    Duration took =
        Duration.between(
            House.only(call, CallFact.Began.class).at(),
            House.only(call, CallFact.Ended.class).at());
    // As soon as it was silent for too long, not when SIP gives up.
    assertTrue(took.compareTo(Duration.ofSeconds(20)) < 0, "refused after " + took);
  }

  @Test
  void theNextTrunkCarriesIt() throws Exception {
    try (var full = Sipp.scenario("uas-unavailable.xml").start();
        var silent = Sipp.scenario("uas-silent.xml").start();
        var well = Sipp.scenario("uas.xml").start()) {
      carrier("full", full.port());
      carrier("silent", silent.port());
      carrier("well", well.port());
      try (var caller = caller("uac.xml", "+4930555662").start()) {
        caller.succeeds(1);
      }
      full.succeeds(1);
      well.succeeds(1);
    }
    List<CallFact> call = house.call("+4930555662");
    List<String> tried =
        call.stream()
            .filter(f -> f instanceof CallFact.LegBegan began && !began.incoming())
            .map(f -> String.valueOf(((CallFact.LegBegan) f).trunk()))
            .toList();
    assertEquals(List.of("full", "silent", "well"), tried);
    List<LadderEntry> ladder = House.only(call, CallFact.Ended.class).ladder();
    assertTrue(
        ladder.toString().contains("full said: 503 Service Unavailable"), () -> ladder.toString());
  }

  /** Three in four go to the heavier one, as the dice fall. */
  @Test
  void carriersShareCallsByWeight() throws Exception {
    try (var heavy = Sipp.scenario("uas.xml").calls(60, 30).start();
        var light = Sipp.scenario("uas.xml").calls(60, 30).start();
        var spare = Sipp.scenario("uas.xml").calls(60, 30).start()) {
      house.trunks.add(new TrunkBuilder(trunk("light", light.port())).turn(1, 1).build());
      house.trunks.add(new TrunkBuilder(trunk("heavy", heavy.port())).turn(1, 3).build());
      house.trunks.add(new TrunkBuilder(trunk("none", spare.port())).turn(1, 0).build());
      try (var caller = caller("uac.xml", "+4930555669").calls(60, 30).start()) {
        caller.succeeds(60);
      }
      long most = sent(heavy);
      long few = sent(light);
      assertEquals(60, most + few, "all are carried, " + most + " by the heavier one");
      assertTrue(most > few && few > 0, most + " of 60 by the heavier one");
      assertEquals(0, sent(spare), "none by the one without a weight");
    }
  }

  /** How many calls it was sent. */
  private static long sent(Sipp carrier) throws Exception {
    return Pattern.compile("(?m)^Call-ID: .*$")
        .matcher(carrier.messages())
        .results()
        .map(MatchResult::group)
        .distinct()
        .count();
  }

  @Test
  void whatATrunkBabblesIsNoAnswer() throws Exception {
    try (var rubbish = Sipp.scenario("uas-rubbish.xml").start();
        var well = Sipp.scenario("uas.xml").start()) {
      carrier("rubbish", rubbish.port());
      carrier("better", well.port());
      try (var caller = caller("uac.xml", "+4930555663").start()) {
        caller.succeeds(1);
      }
      well.succeeds(1);
    }
    assertEquals("better", Ends.overTrunks(house.call("+4930555663")).getFirst().trunk());
  }

  @Test
  void aTrunksCallReachesTheExtension() throws Exception {
    int port = Sipp.freePort();
    carrier("carrier", port);
    try (var callee = Sipp.scenario("uas.xml").start()) {
      register(callee);
      try (var caller =
          Sipp.scenario("uac-trunk.xml")
              .at(port)
              .to(house.port())
              .set("domain", "127.0.0.1")
              .set("to", "+4930555100")
              .set("from", "+4940123456")
              .option("-d", "300")
              .start()) {
        caller.succeeds(1);
      }
      callee.succeeds(1);
      unregister(callee);
    }
    List<CallFact> call = house.call("+4930555100");
    assertEquals("+4940123456", House.only(call, CallFact.Began.class).caller());
    assertEquals(House.DOMAIN, House.only(call, CallFact.Began.class).domain().name());
    assertEquals(200, House.only(call, CallFact.Ended.class).sipStatus());
  }

  /** Carriers sell channels for both ways. */
  @Test
  void aCallThatComesInTakesAChannelOfItsTrunk() throws Exception {
    int port = Sipp.freePort();
    int other = Sipp.freePort();
    try (var callee = Sipp.scenario("uas.xml").start();
        var spare = Sipp.scenario("uas.xml").start()) {
      narrow(port);
      narrow(other);
      carrier("spare", spare.port());
      register(callee);
      try (var talks = overTrunk("uac-trunk.xml", port)) {
        until("it is taken", () -> house.engine.trunks().capacity.calls("narrow") == 1);
        try (var more = overTrunk("uac-trunk-refused.xml", other)) {
          more.succeeds(1);
          assertTrue(more.messages().contains(", Q.850;cause=34"), more.messages());
        }
        try (var out = caller("uac.xml", "+4930555668").start()) {
          out.succeeds(1);
        }
        spare.succeeds(1);
        talks.succeeds(1);
      }
      callee.succeeds(1);
      unregister(callee);
    }
    assertEquals("spare", Ends.overTrunks(house.call("+4930555668")).getFirst().trunk());
    until("it is free", () -> house.engine.trunks().capacity.calls("narrow") == 0);
  }

  /** A port of a trunk that has one channel, whichever of its ports is used. */
  private static void narrow(int port) {
    house.trunks.add(new TrunkBuilder(trunk("narrow", port)).limits(1, 0).build());
  }

  private static Sipp overTrunk(String scenario, int port) throws Exception {
    return Sipp.scenario(scenario)
        .at(port)
        .to(house.port())
        .set("domain", "127.0.0.1")
        .set("to", "+4930555100")
        .set("from", "+4940123456")
        .set("header", "Subject: orders")
        .option("-d", "5000")
        .start();
  }

  @Test
  void whatFarEndsInsistOn() throws Exception {
    int port = Sipp.freePort();
    carrier("carrier", port);
    try (var callee = Sipp.scenario("uas-extensions.xml").start()) {
      register(callee);
      try (var caller =
          Sipp.scenario("uac-extensions.xml")
              .at(port)
              .to(house.port())
              .set("domain", "127.0.0.1")
              .set("to", "+4930555100")
              .set("from", "+4940123456")
              .start()) {
        caller.succeeds(1);
      }
      callee.succeeds(1);
      unregister(callee);
    }
    List<CallFact> call = house.call("+4930555100");
    assertEquals(200, House.only(call, CallFact.Ended.class).sipStatus());
  }

  private static void assertRefused(String dialled, int status, String reason) throws Exception {
    try (var caller = caller("uac-refused.xml", dialled).start()) {
      caller.succeeds(1);
      String messages = caller.messages();
      assertTrue(messages.contains("SIP/2.0 " + status + " "), messages);
      assertTrue(messages.contains("Reason: SIP;cause=" + status + ";" + reason), messages);
    }
  }
}
