package org.meterline.telephony.media;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.Patience.until;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.meterline.telephony.codec.Law;
import org.meterline.telephony.recording.Recorded;
import org.meterline.telephony.recording.Recording;
import org.meterline.telephony.recording.RecordingSettings;
import org.meterline.telephony.recording.RecordingSpec;
import org.meterline.telephony.recording.RecordingWriter;

/** What far ends say to each other is in the files of recordings; sox says so too. */
class RecordingTest {
  @TempDir Path folder;
  private EmbeddedMediaPlane plane;
  private final CompletableFuture<Recorded> ended = new CompletableFuture<>();

  @BeforeEach
  void open() {
    plane =
        new EmbeddedMediaPlane(
            new MediaSettings(Peer.HERE, Peer.HERE, 0, 0, 1, Duration.ZERO, null)
                .with(new RecordingSettings(folder, 0)),
            InstantSource.system());
  }

  @AfterEach
  void close() {
    plane.close();
  }

  private Recording begin(boolean stereo, Duration longest, Duration silence) throws Exception {
    return plane
        .recorder()
        .begin(
            new RecordingSpec(UUID.randomUUID(), "acme/a.wav", stereo, longest, silence),
            ended::complete);
  }

  private Recorded recorded() throws Exception {
    return ended.get(20, TimeUnit.SECONDS);
  }

  /** The samples of a channel, as they stand in the file. */
  private short[] channel(int channels, int which) throws IOException {
    byte[] file = Files.readAllBytes(folder.resolve("acme/a.wav"));
    ByteBuffer b = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).position(44);
    short[] samples = new short[b.remaining() / 2 / channels];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = b.getShort(44 + 2 * (i * channels + which));
    }
    return samples;
  }

  private String soxi(String flag) throws IOException, InterruptedException {
    Process soxi =
        new ProcessBuilder("soxi", flag, folder.resolve("acme/a.wav").toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(soxi.getInputStream().readAllBytes(), UTF_8).strip();
    assertEquals(0, soxi.waitFor(), said);
    return said;
  }

  /** The greatest amplitude of a frequency in any 200 ms. */
  private static double loudest(short[] samples, int hertz) {
    double most = 0;
    for (int at = 0; at + 1600 <= samples.length; at += 400) {
      short[] window = Arrays.copyOfRange(samples, at, at + 1600);
      most = Math.max(most, Sound.amplitude(window, hertz));
    }
    return most;
  }

  @Test
  void eachSideIsOnItsChannelAtItsLevel() throws Exception {
    var one = plane.open("one", _ -> {});
    var two = plane.open("two", _ -> {});
    try (Peer a = new Peer(Law.PCMA, 101).calls(one);
        Peer b = new Peer(Law.PCMU, 101).calls(two)) {
      plane.bridge(one, two);
      Recording recording = begin(true, Duration.ofHours(1), Duration.ZERO);
      one.record(recording);
      Thread other = Thread.ofVirtual().start(() -> speak(b, 1200, 60));
      speak(a, 440, 60);
      other.join();
      recording.stop(Recorded.Reason.STOPPED);
      Recorded made = recorded();
      assertEquals("stopped", made.reason());
      assertEquals("2", soxi("-c"));
      assertEquals("8000", soxi("-r"));
      assertEquals("16", soxi("-b"));
      assertEquals(Long.toString(made.length().toMillis() * 8 + rest(made)), soxi("-s"));
      assertEquals(Files.size(folder.resolve("acme/a.wav")), made.bytes());
      assertEquals(RecordingWriter.sha256(folder.resolve("acme/a.wav")), made.sha256());
      assertEquals(Duration.ZERO, made.lost());
      short[] left = channel(2, 0);
      short[] right = channel(2, 1);
      assertEquals(0, Sound.decibels(loudest(left, 440) / 8000), 1);
      assertTrue(loudest(left, 1200) < 100, "the other is not on the left");
      assertEquals(0, Sound.decibels(loudest(right, 1200) / 8000), 1);
      assertTrue(loudest(right, 440) < 100, "the one is not on the right");
    }
  }

  private static long rest(Recorded made) {
    return made.length().toNanos() / 125_000 - made.length().toMillis() * 8;
  }

  private static void speak(Peer peer, int hertz, int frames) {
    peer.say(hertz, frames);
  }

  @Test
  void pausesAreLeftOutAndMasksAreSilent() throws Exception {
    var one = plane.open("one", _ -> {});
    try (Peer a = new Peer(Law.PCMA, 101).calls(one)) {
      Recording recording = begin(false, Duration.ofHours(1), Duration.ZERO);
      one.record(recording);
      says(a, one, 440);
      recording.pause();
      says(a, one, 900);
      recording.resume();
      recording.mask();
      says(a, one, 900);
      recording.unmask();
      says(a, one, 700);
      recording.stop(Recorded.Reason.STOPPED);
      Recorded made = recorded();
      short[] all = channel(1, 0);
      assertEquals(0, Sound.decibels(loudest(all, 440) / 8000), 1);
      assertEquals(0, Sound.decibels(loudest(all, 700) / 8000), 1);
      assertTrue(loudest(all, 900) < 100, "what was not to be heard is");
      assertTrue(made.masked().toMillis() >= 300, made.toString());
    }
  }

  @Test
  void whatIsSaidOnHoldIsNotRecorded() throws Exception {
    var one = plane.open("one", _ -> {});
    try (Peer a = new Peer(Law.PCMA, 101).calls(one)) {
      Recording recording = begin(false, Duration.ofHours(1), Duration.ZERO);
      one.record(recording);
      says(a, one, 440);
      one.unheard(true);
      says(a, one, 900);
      one.unheard(false);
      says(a, one, 700);
      recording.stop(Recorded.Reason.STOPPED);
      var _ = recorded();
      short[] all = channel(1, 0);
      assertEquals(0, Sound.decibels(loudest(all, 440) / 8000), 1);
      assertEquals(0, Sound.decibels(loudest(all, 700) / 8000), 1);
      assertTrue(loudest(all, 900) < 100, "what nobody hears is recorded");
    }
  }

  /** Speaks, and lets time pass until all of it has its place in the past. */
  private static void says(Peer peer, MediaPlane.MediaLeg leg, int hertz) {
    long received = leg.quality().packetsReceived();
    peer.say(hertz, 20);
    until("all came", () -> leg.quality().packetsReceived() == received + 20);
    int before = peer.heard().size();
    until("its time is over", () -> peer.heard().size() >= before + 20);
  }

  @Test
  void itEndsByItselfWhenItIsLongOrQuietEnough() throws Exception {
    var one = plane.open("one", _ -> {});
    try (Peer a = new Peer(Law.PCMA, 101).calls(one)) {
      var silent = new CompletableFuture<Recorded>();
      one.record(begin(true, Duration.ofMillis(500), Duration.ZERO));
      one.record(
          plane
              .recorder()
              .begin(
                  new RecordingSpec(
                      UUID.randomUUID(),
                      "acme/b.wav",
                      true,
                      Duration.ofHours(1),
                      Duration.ofMillis(600)),
                  silent::complete));
      a.say(440, 50);
      assertEquals("longest", recorded().reason());
      assertEquals(500, recorded().length().toMillis());
      Recorded quiet = silent.get(20, TimeUnit.SECONDS);
      assertEquals("silence", quiet.reason());
      assertEquals(Files.size(folder.resolve("acme/b.wav")), quiet.bytes());
    }
  }

  @Test
  void itCanBeReadWhileItGrows() throws Exception {
    var one = plane.open("one", _ -> {});
    try (Peer _ = new Peer(Law.PCMA, 101).calls(one)) {
      Recording recording = begin(true, Duration.ofHours(1), Duration.ZERO);
      one.record(recording);
      until("some of it is told", () -> Files.exists(folder.resolve("acme/a.wav")) && told() > 0);
      recording.stop(Recorded.Reason.STOPPED);
      assertTrue(recorded().bytes() > 44);
    }
  }

  private long told() {
    try {
      return Long.parseLong(soxi("-s"));
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
