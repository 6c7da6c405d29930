package org.meterline.ejb.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.meterline.ejb.database.TestDatabase;
import org.meterline.ejb.program.ProgramFiles;
import org.meterline.ejb.switchboard.DirectoryFeed;
import org.meterline.ejb.switchboard.MemoryDirectory;
import org.meterline.telephony.call.Destination;
import org.meterline.telephony.call.Domain;
import org.meterline.telephony.call.E164;
import org.meterline.telephony.call.Origin;

class DemoTenantsTest {
  private static final Domain HARBOUR = new Domain("harbour.example");

  @TempDir Path folder = Path.of("");

  private void seed() throws Exception {
    TestDatabase database = TestDatabase.get();
    DemoTenants.seed(
        database.owner(),
        database.app(),
        new ProgramFiles(folder),
        address -> "secret of " + address,
        new DemoTenants.Carrier("127.0.0.1", 5090),
        Instant.parse("2026-11-22T09:00:00Z"));
  }

  @Test
  void seedsOnceHoweverOftenItIsAsked() throws Exception {
    seed();
    MemoryDirectory directory = new MemoryDirectory();
    UUID version = load(directory);
    seed();
    assertEquals(version, load(directory));
    assertTrue(directory.account(HARBOUR, "101").isPresent());
    assertTrue(directory.account(HARBOUR, "201").isEmpty());
    assertEquals(
        new E164("+4930555100"),
        directory.account(HARBOUR, "101").orElseThrow().callerIds().getFirst());
    assertInstanceOf(
        Destination.Program.class,
        directory.find(new Origin.Carrier("demo-carrier"), "+4930555200"));
    assertEquals(
        "demo-carrier", directory.trunks(HARBOUR, new E164("+49301234567")).getFirst().name());
  }

  private UUID load(MemoryDirectory directory) throws InterruptedException {
    try (DirectoryFeed feed =
        new DirectoryFeed(TestDatabase.get().app(), new ProgramFiles(folder), directory)) {
      feed.start();
      assertTrue(feed.awaitLoaded(Duration.ofSeconds(20)));
    }
    Destination.Program program =
        assertInstanceOf(
            Destination.Program.class, directory.find(new Origin.Phone(HARBOUR, "101"), "500"));
    assertTrue(program.demo());
    assertTrue(Files.isExecutable(program.executable()));
    return program.version();
  }
}
