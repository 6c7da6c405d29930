package org.meterline.telephony.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.meterline.telephony.call.CallFact;
import org.meterline.telephony.sip.Sipp;

/**
 * What a caller hears when a program fails, and what the journal says of it. Those who wait for it
 * do so side by side: each has a number of its own.
 */
class ProgramFailureTest {
  private static final String GREETING = "while read -r line && [ -n \"$line\" ]; do :; done";

  @TempDir private static Path folder;
  private static House house;

  @BeforeAll
  static void open() throws Exception {
    house = new House(folder);
  }

  @AfterAll
  static void close() throws Exception {
    house.close();
  }

  private static Sipp.Setup caller(String scenario, String to) {
    return Sipp.scenario(scenario)
        .to(house.port())
        .user("101", House.password("101"))
        .set("domain", House.DOMAIN)
        .set("to", to)
        .option("-d", "300");
  }

  private static CallFact.ProgramEnded refused(
      String dialled, int status, String reason, int exitStatus, String ending) throws Exception {
    try (var caller = caller("uac-refused.xml", dialled).start()) {
      caller.succeeds(1);
      String messages = caller.messages();
      assertTrue(messages.contains("SIP/2.0 " + status + " "), messages);
      assertTrue(
          messages.contains("Reason: SIP;cause=" + status + ";text=\"" + reason + "\""), messages);
    }
    List<CallFact> call = house.call(dialled);
    CallFact.ProgramEnded ended = House.only(call, CallFact.ProgramEnded.class);
    assertEquals(ending, ended.ending(), ended.toString());
    assertEquals(exitStatus, ended.exitStatus(), ended.toString());
    assertEquals(status, House.only(call, CallFact.Ended.class).sipStatus());
    assertEquals(reason, House.only(call, CallFact.Ended.class).reason());
    return ended;
  }

  @Test
  void missing() throws Exception {
    house.program("901", folder.resolve("not-there"), Map.of());
    refused("901", 503, "The program could not be started", -1, "not-started");
  }

  @Test
  void crashes() throws Exception {
    house.shell("902", GREETING, "echo alas >&2", "kill -SEGV $$");
    var ended = refused("902", 500, "The program was ended by a signal", 128 + 11, "signalled");
    assertEquals("alas\n", ended.standardError());
    assertEquals("bubblewrap", ended.sandbox());
  }

  @Test
  void fails() throws Exception {
    house.shell("903", "exit 3");
    refused("903", 500, "The program failed with status 3", 3, "exited");
  }

  @Test
  void doesNothing() throws Exception {
    house.shell("904", "exit 0");
    refused("904", 480, "The program is done", 0, "exited");
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void saysNothing() throws Exception {
    house.shell("905", GREETING, "exec sleep 600");
    refused("905", 500, "The program gave no command in time", 128 + 1, "silent");
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void saysRubbishForEver() throws Exception {
    house.shell("906", "while :; do echo rubbish; read -r reply; done");
    refused("906", 500, "What the program said was no command", 128 + 1, "rubbish");
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void closesItsOutputAndStays() throws Exception {
    house.shell("909", GREETING, "exec >&-", "sleep 600");
    // The sandbox around it keeps its output open.
    refused("909", 500, "The program gave no command in time", 128 + 1, "silent");
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void staysWhenTheCallerIsGone() throws Exception {
    house.shell(
        "907",
        Duration.ofSeconds(1),
        "trap '' HUP",
        GREETING,
        "echo ANSWER",
        "read -r reply",
        "sleep 600");
    assertEquals(128 + 15, answered("907").exitStatus());
    house.shell(
        "908",
        Duration.ofSeconds(1),
        "trap '' HUP TERM",
        GREETING,
        "echo ANSWER",
        "read -r reply",
        "sleep 600");
    assertEquals(128 + 9, answered("908").exitStatus());
  }

  private static CallFact.ProgramEnded answered(String dialled) throws Exception {
    try (var caller = caller("uac.xml", dialled).start()) {
      caller.succeeds(1);
    }
    List<CallFact> call = house.call(dialled);
    assertEquals(200, House.only(call, CallFact.Ended.class).sipStatus());
    CallFact.ProgramEnded ended = House.only(call, CallFact.ProgramEnded.class);
    assertEquals("signalled", ended.ending());
    return ended;
  }
}
