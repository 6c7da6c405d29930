package org.meterline.telephony.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.Patience.until;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.meterline.telephony.codec.Law;
import org.meterline.telephony.speech.OwnSounds;
import org.meterline.telephony.speech.Voice;
import org.meterline.telephony.speech.Web;

/** What tenants handed in is loaded aside, kept within bounds, and known by its version. */
class OwnSoundTest {
  private static final String HARBOUR = "harbour.example";
  private static final Prompt WELCOME = new Prompt.Own("welcome");

  @TempDir private Path folder;
  private final Shelf stored = new Shelf();

  /** As a database would have them, which can be slow. */
  private static final class Shelf implements OwnSounds {
    final Map<String, Content> content = new ConcurrentHashMap<>();
    final AtomicInteger reads = new AtomicInteger();
    volatile CountDownLatch open = new CountDownLatch(0);
    long room = 1 << 20;

    @Override
    public Optional<String> version(String domain, String name) {
      return Optional.ofNullable(content.get(domain + "/" + name)).map(Content::version);
    }

    @Override
    public Content read(String domain, String name) throws IOException {
      reads.incrementAndGet();
      try {
        open.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      Content found = content.get(domain + "/" + name);
      if (found == null) {
        throw new IOException("there is no sound " + name);
      }
      return found;
    }

    @Override
    public long room() {
      return room;
    }
  }

  private PromptShelf shelf() {
    return new PromptShelf(null, 1 << 20, Voice.NONE, Web.NONE, stored);
  }

  private void store(String domain, String name, String version, int samples) throws IOException {
    Path file = folder.resolve("sound.wav");
    byte[] wav = Files.readAllBytes(WavFile.write(file, 1, 16, 1, 8000, samples));
    stored.content.put(domain + "/" + name, new OwnSounds.Content(version, wav));
  }

  @Test
  void itIsTheTenantsAndReadOnceForEachVersion() throws IOException {
    store(HARBOUR, "welcome", "a", 1600);
    PromptShelf shelf = shelf();
    assertNull(shelf.atHand(WELCOME, "en", HARBOUR));
    assertEquals(1600, shelf.read(WELCOME, "en", HARBOUR).samples());
    assertNotNull(shelf.atHand(WELCOME, "en", HARBOUR));
    assertEquals(1600, shelf.read(WELCOME, "en", HARBOUR).samples());
    assertEquals(1, stored.reads.get());
    String none =
        assertThrows(IOException.class, () -> shelf.read(WELCOME, "en", "meadow.example"))
            .getMessage();
    assertEquals("there is no sound welcome", none);

    store(HARBOUR, "welcome", "b", 800);
    assertNull(shelf.atHand(WELCOME, "en", HARBOUR), "the old one is not heard any more");
    assertEquals(800, shelf.read(WELCOME, "en", HARBOUR).samples());
    stored.content.clear();
    assertNull(shelf.atHand(WELCOME, "en", HARBOUR));
    assertThrows(IOException.class, () -> shelf.read(WELCOME, "en", HARBOUR));
  }

  /** The same content of another tenant is another sound still. */
  @Test
  void aVersionIsOneTenantsAlone() throws IOException {
    store(HARBOUR, "welcome", "a", 1600);
    store("meadow.example", "welcome", "a", 800);
    PromptShelf shelf = shelf();
    assertEquals(1600, shelf.read(WELCOME, "en", HARBOUR).samples());
    assertEquals(800, shelf.read(WELCOME, "en", "meadow.example").samples());
  }

  @Test
  void whatIsKeptIsBoundedAndPushesOutNoPrompt() throws IOException {
    stored.room = 100_000;
    PromptShelf shelf = shelf();
    shelf.read(new Prompt.Named("welcome"));
    for (int i = 0; i < 20; i++) {
      store(HARBOUR, "sound" + i, "v" + i, 8000);
      shelf.read(new Prompt.Own("sound" + i), "en", HARBOUR);
      assertTrue(shelf.sizeOfOwn() <= 100_000);
    }
    assertEquals(96_000, shelf.sizeOfOwn(), "six seconds");
    assertNotNull(shelf.atHand(new Prompt.Named("welcome"), "en", HARBOUR));
  }

  /** Both legs are on one media thread; many who want the same ask the database once. */
  @Test
  void aSlowDatabaseKeepsNobodysAudio() throws Exception {
    store(HARBOUR, "welcome", "a", 1600);
    stored.open = new CountDownLatch(1);
    Queue<MediaEvent> told = new ConcurrentLinkedQueue<>();
    Queue<MediaEvent> others = new ConcurrentLinkedQueue<>();
    try (var plane =
        new EmbeddedMediaPlane(
            MediaSettings.loopback(), InstantSource.system(), Voice.NONE, Web.NONE, stored)) {
      until("ready", plane::ready);
      var waits = plane.open("waits", told::add);
      var other = plane.open("other", others::add);
      waits.whose(HARBOUR);
      other.whose(HARBOUR);
      try (Peer peer = new Peer(Law.PCMA, 101).calls(waits);
          Peer second = new Peer(Law.PCMA, 101).calls(other)) {
        waits.play(1, List.of(WELCOME), Duration.ZERO);
        until("it is being loaded", () -> stored.reads.get() == 1);
        other.play(2, List.of(new Prompt.Tone(500, -10, Duration.ofMillis(100))), Duration.ZERO);
        until("the other has heard its tone", () -> !others.isEmpty());
        assertEquals(new MediaEvent.Played(2, true, Duration.ofMillis(100)), others.poll());
        other.play(3, List.of(WELCOME), Duration.ZERO);
        assertTrue(told.isEmpty(), "the first one waits");
        stored.open.countDown();
        until("both hear it", () -> told.size() == 1 && others.size() == 1);
        assertEquals(new MediaEvent.Played(1, true, Duration.ofMillis(200)), told.poll());
        assertEquals(new MediaEvent.Played(3, true, Duration.ofMillis(200)), others.poll());
        Sound.awaitAll(waits, peer);
        Sound.awaitAll(other, second);
        hears(peer);
        hears(second);
        assertEquals(1, stored.reads.get(), "asked for once");
      }
    }
  }

  /** The last that was heard is the sound, as loud as it is. */
  private static void hears(Peer peer) {
    List<Peer.Packet> sound =
        peer.heard().stream().filter(p -> !Sound.isSilent(p, Law.PCMA)).toList();
    short[] last = peer.audio(sound.subList(sound.size() - 10, sound.size()));
    assertEquals(0, Sound.decibels(Sound.amplitude(last, 1000) / 8000), 0.5);
  }
}
