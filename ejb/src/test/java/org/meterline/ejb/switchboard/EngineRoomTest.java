package org.meterline.ejb.switchboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.ejb.Patience.until;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.meterline.billing.wallet.BooksUnavailable;
import org.meterline.ejb.browser.BrowserDoor;
import org.meterline.ejb.database.Fragile;
import org.meterline.ejb.database.TestDatabase;
import org.meterline.ejb.program.ProgramFiles;
import org.meterline.ejb.record.LiveCalls;
import org.meterline.ejb.record.NoPhones;
import org.meterline.ejb.tenant.Tenant;
import org.meterline.telephony.call.CallRequest;
import org.meterline.telephony.call.Domain;
import org.meterline.telephony.call.Refusal;
import org.meterline.telephony.identity.Identities;
import org.meterline.telephony.trunk.TrunkChoice;

/** The parts of a node start in order, and not before there is a database. */
class EngineRoomTest {
  @TempDir Path folder = Path.of("");

  private static final class FakeTelephony implements Telephony {
    final List<String> happened = Collections.synchronizedList(new ArrayList<>());
    private final Domain expected;
    private volatile boolean taking;
    private volatile boolean rehearsed;

    FakeTelephony(Domain expected) {
      this.expected = expected;
    }

    @Override
    public void start(Ports ports) throws IOException {
      happened.add(ports.directory().serves(expected) ? "started knowing" : "started ignorant");
      taking = true;
    }

    @Override
    public void drain() {
      happened.add("drained");
      taking = false;
    }

    @Override
    public boolean ready() {
      return taking;
    }

    @Override
    public boolean rehearsed() {
      return rehearsed;
    }

    @Override
    public int callsNow() {
      return 3;
    }

    @Override
    public Optional<Refusal> originate(CallRequest request) {
      happened.add("originate " + request.first().dialled());
      return Optional.empty();
    }

    @Override
    public Optional<BrowserDoor> browsers() {
      return Optional.empty();
    }

    @Override
    public Optional<TrunkChoice> trunks() {
      return Optional.empty();
    }

    @Override
    public boolean hangUp(UUID call, String reason) {
      happened.add("hang up");
      return true;
    }
  }

  @Test
  void waitsForTheDatabaseThenStartsInOrderAndDrains() throws Exception {
    TestDatabase database = TestDatabase.get();
    Tenant tenant = database.newTenant("room");
    Fragile source = new Fragile(database.app());
    source.away(true);
    FakeTelephony telephony = new FakeTelephony(tenant.domain());
    MemoryDirectory directory =
        new MemoryDirectory(
            java.time.InstantSource.system(), org.meterline.ejb.location.EmergencyNumbers.KNOWN);
    EngineRoom room =
        new EngineRoom(
            Configuration.read(
                Map.of("METERLINE_DATA", folder.toString(), "METERLINE_NODE", "room-test")),
            source,
            directory,
            new LiveCalls(directory::tenant, new NoPhones(), name -> Optional.empty()),
            new ProgramFiles(folder),
            Clock.systemUTC());
    assertFalse(room.report().ready());
    room.start(telephony);
    until(
        "it waits for the database",
        () -> room.report().state().contains("waiting for the database"));
    assertEquals(List.of(), telephony.happened);
    assertThrows(BooksUnavailable.class, room::rates);
    assertFalse(room.doors().hangUp(UUID.randomUUID(), "too early"));

    source.away(false);
    until("it takes calls", () -> room.report().started());
    assertFalse(room.report().ready());
    until("it says so", () -> room.report().state().equals("taking calls, rehearsing some"));
    telephony.rehearsed = true;
    assertEquals(List.of("started knowing"), telephony.happened);
    assertEquals(
        new Standing.Report(
            true,
            true,
            "taking calls",
            true,
            3,
            "built in",
            new Identities.State("off", false, null, "off")),
        room.report());
    assertTrue(room.rates().of(tenant.id(), Instant.EPOCH).isEmpty());
    assertTrue(room.doors().hangUp(UUID.randomUUID(), "enough"));

    room.close();
    assertEquals(List.of("started knowing", "hang up", "drained"), telephony.happened);
    assertFalse(room.report().started());
    assertEquals("stopped", room.report().state());
  }
}
