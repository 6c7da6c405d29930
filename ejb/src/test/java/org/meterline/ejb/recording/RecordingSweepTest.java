package org.meterline.ejb.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.uuid.Generators;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.meterline.billing.ledger.OperatorBook;
import org.meterline.ejb.database.TestDatabase;
import org.meterline.ejb.record.RecordJournal;
import org.meterline.ejb.tenant.Tenant;
import org.meterline.ejb.tenant.TenantTransaction;
import org.meterline.telephony.call.CallFact;
import org.meterline.telephony.call.CallId;
import org.meterline.telephony.call.LegId;
import org.meterline.telephony.call.Origin;

/** Old recordings go, whatever is wrong with another tenant's and however the node is called. */
class RecordingSweepTest {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  private static final Instant OLD = NOON.plus(Duration.ofDays(90));

  private final TestDatabase database = TestDatabase.get();
  @TempDir Path folder;

  /** The file of a recording made by a node. */
  private Path record(Tenant tenant, String node) throws Exception {
    UUID id = Generators.timeBasedEpochGenerator().generate();
    String path = tenant.alias() + "/" + id + ".wav";
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    Files.write(file, new byte[1044]);
    CallId call = CallId.mint();
    LegId leg = LegId.mint();
    Origin from = new Origin.Phone(tenant.domain(), "101");
    new RecordJournal(database.app(), _ -> Optional.of(tenant), (_, _) -> {})
        .post(
            List.of(
                new CallFact.Began(call, 1, NOON, tenant.domain(), from, "101", "102", node),
                new CallFact.LegBegan(call, 2, NOON, leg, true, "102", null, null, null),
                new CallFact.RecordingBegan(call, 3, NOON, id, leg, true, "anna", 2, path, null),
                new CallFact.RecordingEnded(
                    call,
                    4,
                    NOON,
                    id,
                    "hung-up",
                    Duration.ofSeconds(5),
                    1044,
                    "0".repeat(64),
                    Duration.ZERO,
                    Duration.ZERO)));
    return file;
  }

  private RecordingSweep sweep(String node, InstantSource clock) {
    return new RecordingSweep(database.app(), new RecordingFiles(folder, node), clock);
  }

  /** Of a tenant's recordings, how many are to be erased and are not. */
  private int left(Tenant tenant) {
    return new TenantTransaction(database.app())
        .read(tenant.id(), c -> RecordingRows.marked(c, null, 1_000))
        .size();
  }

  @Test
  void aFaultOfOneTenantKeepsNoOthersRecordings() throws Exception {
    Tenant harbour = database.newTenantWithBooks("harbour");
    Tenant meadow = database.newTenantWithBooks("meadow");
    Path file = record(meadow, "node-1");
    int turn = turn(meadow);
    assertTrue(turn > turn(harbour));
    AtomicInteger turns = new AtomicInteger();
    InstantSource clock =
        () -> {
          if (turns.getAndIncrement() != turn) {
            throw new IllegalStateException("the test breaks this");
          }
          return OLD;
        };
    try (RecordingSweep sweep = sweep("node-1", clock)) {
      sweep.sweep();
    }
    assertFalse(Files.exists(file));
    assertEquals(0, left(meadow));
  }

  /** Which of the books is this tenant's. */
  private int turn(Tenant tenant) throws SQLException {
    try (var connection = database.app().getConnection()) {
      return OperatorBook.all(connection).stream()
          .map(OperatorBook.Book::tenant)
          .toList()
          .indexOf(tenant.id());
    }
  }

  @Test
  void aNodeErasesWhatItMadeUnderAnotherName() throws Exception {
    Tenant harbour = database.newTenant("harbour");
    Path here = record(harbour, "old-name");
    Path elsewhere = record(harbour, "other-node");
    Files.move(elsewhere, folder.resolve("elsewhere.wav"));
    try (RecordingSweep sweep = sweep("new-name", () -> OLD)) {
      sweep.sweep(harbour.id());
    }
    assertFalse(Files.exists(here));
    assertEquals(1, left(harbour), "the other node erases its own");
  }

  /** The third use of the database is to write that the file is gone. */
  @Test
  void whatCannotBeWrittenDownIsNotErased() throws Exception {
    Tenant harbour = database.newTenant("harbour");
    Path here = record(harbour, "old-name");
    AtomicInteger uses = new AtomicInteger();
    DataSource failing =
        (DataSource)
            Proxy.newProxyInstance(
                RecordingSweepTest.class.getClassLoader(),
                new Class<?>[] {DataSource.class},
                (proxy, method, arguments) -> {
                  if (uses.incrementAndGet() == 3) {
                    throw new SQLException("no database", "08006");
                  }
                  return method.invoke(database.app(), arguments);
                });
    try (RecordingSweep sweep =
        new RecordingSweep(failing, new RecordingFiles(folder, "new-name"), () -> OLD)) {
      sweep.sweep(harbour.id());
      assertTrue(Files.exists(here));
      assertEquals(1, left(harbour));
      sweep.sweep(harbour.id());
    }
    assertFalse(Files.exists(here));
    assertEquals(0, left(harbour));
  }

  @Test
  void whatCannotBeErasedIsNotWrittenDownAndTriedAgain() throws Exception {
    Tenant harbour = database.newTenant("harbour");
    Path here = record(harbour, "node-1");
    Path another = record(harbour, "node-1");
    Files.delete(here);
    Path inTheWay = Files.createDirectories(here.resolve("not empty"));
    try (RecordingSweep sweep = sweep("node-1", () -> OLD)) {
      for (int i = 0; i < 3; i++) {
        sweep.sweep(harbour.id());
        assertEquals(1, left(harbour));
        assertFalse(Files.exists(another), "it keeps no other one");
      }
      Files.delete(inTheWay);
      sweep.sweep(harbour.id());
    }
    assertFalse(Files.exists(here));
    assertEquals(0, left(harbour));
  }

  /** The node was renamed, so that it knows by the file alone that it is to erase it. */
  @Test
  void whatAnotherNameMadeIsTriedAgain() throws Exception {
    Tenant harbour = database.newTenant("harbour");
    Path here = record(harbour, "old-name");
    Files.delete(here);
    Path inTheWay = Files.createDirectories(here.resolve("not empty"));
    try (RecordingSweep sweep = sweep("new-name", () -> OLD)) {
      sweep.sweep(harbour.id());
      assertEquals(1, left(harbour));
      Files.delete(inTheWay);
      sweep.sweep(harbour.id());
    }
    assertFalse(Files.exists(here));
    assertEquals(0, left(harbour));
  }

  @Test
  void whatLiesHereIsClosedWhoeverHadIt() throws Exception {
    Tenant harbour = database.newTenant("harbour");
    Path here = record(harbour, "old-name");
    Path elsewhere = record(harbour, "other-node");
    Files.move(elsewhere, folder.resolve("elsewhere.wav"));
    database.execute(harbour, "update recording set sha256 = null, bytes = 0");
    wav(here);
    try (RecordingSweep sweep = sweep("new-name", () -> NOON.plus(Duration.ofMinutes(59)))) {
      sweep.sweep(harbour.id());
    }
    assertEquals(2, unfinished(harbour), "its own node may be at it");
    try (RecordingSweep sweep = sweep("new-name", () -> NOON.plus(Duration.ofHours(1)))) {
      sweep.sweep(harbour.id());
    }
    assertEquals(1, unfinished(harbour), "what lies elsewhere");
  }

  private int unfinished(Tenant tenant) {
    return new TenantTransaction(database.app())
        .read(tenant.id(), c -> RecordingRows.unfinished(c, null, null, 1_000))
        .size();
  }

  /** A second of silence, whose header was not yet written to the end. */
  private static void wav(Path file) throws IOException {
    ByteBuffer wav = ByteBuffer.allocate(44 + 32_000).order(ByteOrder.LITTLE_ENDIAN);
    wav.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(36);
    wav.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16);
    wav.putShort((short) 1).putShort((short) 2).putInt(8000).putInt(32_000);
    wav.putShort((short) 4).putShort((short) 16);
    wav.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(0);
    Files.write(file, wav.array());
  }
}
