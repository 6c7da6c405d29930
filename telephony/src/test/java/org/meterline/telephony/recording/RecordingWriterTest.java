package org.meterline.telephony.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.Patience.until;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Disks that are full or fail, processes that die, tracks that overflow. */
class RecordingWriterTest {
  @TempDir Path folder;
  private final AtomicLong nanos = new AtomicLong();
  private final List<SeekableByteChannel> opened = new CopyOnWriteArrayList<>();
  private int stream = 2;
  private final CompletableFuture<Recorded> ended = new CompletableFuture<>();

  private static RecordingSpec spec(String path) {
    return new RecordingSpec(UUID.randomUUID(), path, true, Duration.ofHours(1), Duration.ZERO);
  }

  private Recorded recorded() throws Exception {
    return ended.get(20, TimeUnit.SECONDS);
  }

  /** A disk that takes so much. */
  private static final class Small implements SeekableByteChannel {
    private final SeekableByteChannel file;
    private final long room;
    private final String message;

    Small(SeekableByteChannel file, long room, String message) {
      this.file = file;
      this.room = room;
      this.message = message;
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
      if (position() + from.remaining() > room) {
        int part = (int) (room - position());
        if (part > 0) {
          var _ = file.write(from.slice().limit(part));
        }
        throw new IOException(message);
      }
      return file.write(from);
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
      return file.read(into);
    }

    @Override
    public long position() throws IOException {
      return file.position();
    }

    @Override
    public SeekableByteChannel position(long at) throws IOException {
      file.position(at);
      return this;
    }

    @Override
    public long size() throws IOException {
      return file.size();
    }

    @Override
    public SeekableByteChannel truncate(long size) throws IOException {
      file.truncate(size);
      return this;
    }

    @Override
    public boolean isOpen() {
      return file.isOpen();
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }

  private RecordingWriter small(long room, String message) {
    return new RecordingWriter(
        new RecordingSettings(folder, 0),
        nanos::get,
        file -> {
          SeekableByteChannel made =
              Files.newByteChannel(
                  file,
                  StandardOpenOption.CREATE_NEW,
                  StandardOpenOption.READ,
                  StandardOpenOption.WRITE);
          opened.add(made);
          return new Small(made, room, message);
        });
  }

  @Test
  void aFullDiskEndsItAndWhatWasWrittenCanBeHeard() throws Exception {
    try (RecordingWriter writer = small(10_001, "No space left on device")) {
      var _ = writer.begin(spec("a.wav"), ended::complete);
      nanos.addAndGet(2_000_000_000);
      assertEquals("disk-full", recorded().reason());
      assertEquals((10_001 - 44) / 4, recorded().length().toNanos() / 125_000);
      assertEquals(Files.size(folder.resolve("a.wav")), recorded().bytes());
    }
  }

  @Test
  void aDiskThatFailsEndsItByAnotherName() throws Exception {
    try (RecordingWriter writer = small(20, "Input/output error")) {
      var _ = writer.begin(spec("a.wav"), ended::complete);
      assertEquals("write-failed", recorded().reason());
      assertEquals(0, recorded().bytes());
      assertFalse(opened.getFirst().isOpen(), "a file that was not begun is closed");
    }
  }

  @Test
  void anErrorEndsOneRecordingAndNoneThatComesLater() throws Exception {
    AtomicBoolean broken = new AtomicBoolean(true);
    try (RecordingWriter writer =
        new RecordingWriter(
            new RecordingSettings(folder, 0),
            nanos::get,
            file -> {
              if (broken.getAndSet(false)) {
                throw new LinkageError("the test breaks this");
              }
              return Files.newByteChannel(
                  file,
                  StandardOpenOption.CREATE_NEW,
                  StandardOpenOption.READ,
                  StandardOpenOption.WRITE);
            })) {
      var first = new CompletableFuture<Recorded>();
      var _ = writer.begin(spec("a.wav"), first::complete);
      assertEquals("write-failed", first.get(20, TimeUnit.SECONDS).reason());
      Recording next = writer.begin(spec("b.wav"), ended::complete);
      pass(1000);
      next.stop(Recorded.Reason.STOPPED);
      assertEquals("stopped", recorded().reason());
      assertEquals(Duration.ofSeconds(1), recorded().length());
    }
  }

  @Test
  void withoutRoomNoneBegins() throws Exception {
    try (RecordingWriter writer =
        new RecordingWriter(new RecordingSettings(folder, Long.MAX_VALUE), nanos::get)) {
      until(
          "the room is known",
          () -> {
            try {
              var _ = writer.begin(spec(UUID.randomUUID() + ".wav"), _ -> {});
              return false;
            } catch (Recorder.NoRoom full) {
              return full.code().equals("disk-full");
            }
          });
      assertThrows(Recorder.NoRoom.class, () -> writer.begin(spec("a.wav"), ended::complete));
    }
  }

  @Test
  void whatADeadProcessLeftIsRepaired() throws Exception {
    Path file = folder.resolve("a.wav");
    try (WavFile wav =
        new WavFile(
            Files.newByteChannel(
                file,
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE),
            2)) {
      wav.add(ByteBuffer.allocate(8000 * 4)); // and its header does not tell
    }
    Files.write(file, new byte[3], StandardOpenOption.APPEND); // torn in the middle of a frame
    var settings = new RecordingSettings(folder, 0);
    Recorded repaired = RecordingWriter.recover(settings, UUID.randomUUID(), "a.wav");
    assertEquals(Duration.ofSeconds(1), repaired.length());
    assertEquals(32_044, repaired.bytes());
    assertEquals(RecordingWriter.sha256(file), repaired.sha256());
    ByteBuffer header = ByteBuffer.wrap(Files.readAllBytes(file));
    assertEquals(Integer.reverseBytes(32_000), header.getInt(40));
    Files.writeString(file, "nothing of ours, and longer than a header would be, by a few words");
    assertEquals("lost", RecordingWriter.recover(settings, UUID.randomUUID(), "a.wav").reason());
    assertEquals("lost", RecordingWriter.recover(settings, UUID.randomUUID(), "../a.wav").reason());
  }

  @Test
  void closingEndsWhatRuns() throws Exception {
    RecordingWriter writer = new RecordingWriter(new RecordingSettings(folder, 0), nanos::get);
    var _ = writer.begin(spec("a.wav"), ended::complete);
    nanos.addAndGet(1_000_000_000);
    writer.close();
    assertEquals("server-stopped", recorded().reason());
    assertEquals(Duration.ofSeconds(1), recorded().length());
  }

  @Test
  void pausesAreLeftOutMasksAreSilentAndWhatIsLostLeavesItsGap() throws Exception {
    try (RecordingWriter writer =
        new RecordingWriter(new RecordingSettings(folder, 0), nanos::get)) {
      Recording recording = writer.begin(spec("a.wav"), ended::complete);
      for (int i = 0; i < 25; i++) { // half a second, of which a tenth is lost
        if (i < 10 || i >= 15) {
          long at = recording.said().place(1, 77 + i * 160, i * 20_000_000L);
          for (int j = 0; j < 160; j++) {
            recording.said().put(at + j, (short) 1000);
          }
          recording.said().flush();
        }
      }
      pass(500);
      recording.mask();
      speak(recording, 500);
      recording.unmask();
      recording.pause();
      speak(recording, 1000);
      recording.resume();
      speak(recording, 250);
      recording.stop(Recorded.Reason.STOPPED);
      assertEquals(Duration.ofMillis(1250), recorded().length());
      assertEquals(Duration.ofMillis(500), recorded().masked());
    }
    ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(folder.resolve("a.wav")));
    StringBuilder said = new StringBuilder();
    for (int i = 0; i < 10_000; i += 80) { // each hundredth of a second
      said.append(file.order(ByteOrder.LITTLE_ENDIAN).getShort(44 + 4 * i) == 0 ? '.' : '#');
      assertEquals(0, file.getShort(46 + 4 * i), "nothing on the right");
    }
    assertEquals(
        "#".repeat(20) + ".".repeat(10) + "#".repeat(20) + ".".repeat(50) + "#".repeat(25),
        said.toString());
  }

  private void pass(int millis) {
    nanos.addAndGet(millis * 1_000_000L);
  }

  private void speak(Recording recording, int millis) {
    long at = recording.said().place(stream++, 0, nanos.get());
    for (int i = 0; i < millis * 8; i++) {
      recording.said().put(at + i, (short) 1000);
    }
    recording.said().flush();
    pass(millis);
  }

  @Test
  void aTrackNeitherWaitsNorMixesTimes() {
    Track track = new Track(0);
    long at = track.place(7, 1000, 0);
    for (int i = 0; i < Track.ROOM + 100; i++) {
      track.put(at + i, (short) 5);
    }
    track.flush();
    assertEquals(100, track.lost());
    short[] taken = new short[Track.ROOM];
    track.take(taken, Track.ROOM);
    short[] all = new short[Track.ROOM];
    Arrays.fill(all, (short) 5);
    assertEquals(-1, Arrays.mismatch(all, taken));
    track.put(10, (short) 9); // too late
    track.take(taken, 100);
    assertEquals(-1, Arrays.mismatch(new short[100], Arrays.copyOf(taken, 100)));
    assertEquals(100, track.lost(), "what is late is not lost for want of room");
    // A stream whose clock was set anew is placed by ours.
    assertEquals(8000, track.place(7, 5_000_000, 1_000_000_000));
    assertEquals(8160, track.place(7, 5_000_160, 1_020_000_000));
    assertEquals(8320, track.place(7, 5_000_320, 1_200_000_000), "late, but in step");
    assertTrue(track.place(8, 1, 2_000_000_000) == 16_000, "another stream");
  }
}
