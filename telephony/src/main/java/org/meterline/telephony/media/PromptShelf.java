package org.meterline.telephony.media;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.codec.Law;
import org.meterline.telephony.speech.OwnSounds;
import org.meterline.telephony.speech.Piece;
import org.meterline.telephony.speech.Saying;
import org.meterline.telephony.speech.Speller;
import org.meterline.telephony.speech.Voice;
import org.meterline.telephony.speech.Web;

/**
 * Keeps prompts, the latest used ones, up to a number of octets. Reading may block: it is not for
 * media threads.
 */
final class PromptShelf {
  /** About ten minutes in 16 bits; more is no prompt. */
  private static final long LONGEST_FILE = 10L << 20;

  private static final Duration LONGEST_TONE = Duration.ofMinutes(5);
  private static final int MOST_TONES = 4;
  private static final Duration LONGEST_SILENCE = Duration.ofHours(1);
  private static final String ENGLISH = "en";
  private static final Pattern LANGUAGE = Pattern.compile("[a-z]{2,8}");
  private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,40}(/[a-z0-9-]{1,40}){0,3}");

  private final @Nullable Path folder;
  private final Voice voice;
  private final Web web;
  private final OwnSounds own;
  private final ClipCache kept;

  /** Apart, so that no tenant's long sounds push out what all hear. */
  private final ClipCache ofTenants;

  /** What is being spoken or loaded: who wants the same waits for it. */
  private final Map<Object, CompletableFuture<Clip>> coming = new ConcurrentHashMap<>();

  PromptShelf(@Nullable Path folder, long capacity) {
    this(folder, capacity, Voice.NONE, Web.NONE, OwnSounds.NONE);
  }

  PromptShelf(@Nullable Path folder, long capacity, Voice voice, Web web, OwnSounds own) {
    this.folder = folder;
    this.kept = new ClipCache(capacity);
    this.ofTenants = new ClipCache(own.room());
    this.voice = voice;
    this.web = web;
    this.own = own;
  }

  /** A built-in prompt in a language. */
  private record NamedKey(String name, String language) {}

  /** What was said how. */
  private record SpokenKey(Saying what, String language, @Nullable String voice) {}

  /** A tenant's own sound in a version, and one that is being loaded while this one was known. */
  private record OwnKey(String whose, String version) {}

  private record LoadingKey(String whose, String name, String known) {}

  /** What a file was when it was read: another time or length means it was replaced. */
  private record FileKey(Path path, long modified, long length) {}

  /** The prompt, if it can be had without touching a disk; else null. */
  @Nullable Clip atHand(Prompt prompt, String language, String whose) throws IOException {
    return switch (prompt) {
      case Prompt.Silence(Duration length) -> Clip.silence(samples(length, LONGEST_SILENCE));
      case Prompt.Named(String name) -> kept(new NamedKey(name, language));
      case Prompt.Spoken said -> kept(key(said, language));
      case Prompt.Tone tone -> kept(tone);
      case Prompt.Chord chord -> kept(chord);
      case Prompt.File _ -> null; // whether it was replaced is known only from the disk
      case Prompt.Own(String name) -> ownAtHand(name, whose);
      case Prompt.Remote _ -> null; // or from the other server
    };
  }

  /** The prompt in English. */
  Clip read(Prompt prompt) throws IOException {
    return read(prompt, ENGLISH);
  }

  /**
   * The prompt, read if it must be; the message of an exception says why it cannot be played.
   *
   * @param language of what names none; what is not there in it is English
   */
  Clip read(Prompt prompt, String language) throws IOException {
    return read(prompt, language, "");
  }

  /**
   * The same for a tenant.
   *
   * @param whose the tenant's domain
   */
  Clip read(Prompt prompt, String language, String whose) throws IOException {
    return switch (prompt) {
      case Prompt.Silence(Duration length) -> Clip.silence(samples(length, LONGEST_SILENCE));
      case Prompt.Tone tone -> {
        Clip clip = kept(tone);
        yield clip != null ? clip : keep(tone, tone(tone));
      }
      case Prompt.Chord chord -> {
        Clip clip = kept(chord);
        yield clip != null
            ? clip
            : keep(chord, chord(chord.hertz(), chord.level(), chord.length()));
      }
      case Prompt.Named(String name) -> named(name, language);
      case Prompt.Spoken said -> spoken(key(said, language));
      case Prompt.Remote(URI address) -> Wav.read(web.fetch(address, whose));
      case Prompt.Own(String name) -> own(name, whose);
      case Prompt.File(Path path) -> file(path);
    };
  }

  private @Nullable Clip ownAtHand(String name, String whose) {
    return own.version(whose, name)
        .map(version -> ofTenants.get(new OwnKey(whose, version)))
        .orElse(null);
  }

  private Clip own(String name, String whose) throws IOException {
    Clip clip = ownAtHand(name, whose);
    if (clip != null) {
      return clip;
    }
    String known = own.version(whose, name).orElse("");
    return once(
        new LoadingKey(whose, name, known),
        () -> {
          OwnSounds.Content content = own.read(whose, name);
          return ofTenants.keep(new OwnKey(whose, content.version()), Wav.read(content.wav()));
        });
  }

  private static SpokenKey key(Prompt.Spoken said, String language) {
    @Nullable String own = said.language();
    return new SpokenKey(said.what(), own == null ? language : own, said.voice());
  }

  private Clip spoken(SpokenKey key) throws IOException {
    Clip clip = kept(key);
    if (clip != null) {
      return clip;
    }
    return once(key, () -> keep(key, speak(key)));
  }

  private interface Making {
    Clip make() throws IOException;
  }

  private Clip once(Object key, Making making) throws IOException {
    CompletableFuture<Clip> mine = new CompletableFuture<>();
    CompletableFuture<Clip> other = coming.putIfAbsent(key, mine);
    if (other != null) {
      return await(other);
    }
    try {
      Clip made = making.make();
      mine.complete(made);
      return made;
    } catch (IOException | RuntimeException | Error e) {
      mine.completeExceptionally(e); // others wait for it
      throw e;
    } finally {
      coming.remove(key);
    }
  }

  private static Clip await(CompletableFuture<Clip> other) throws IOException {
    try {
      return other.join();
    } catch (CompletionException e) {
      throw new IOException(
          String.valueOf(e.getCause() == null ? e : e.getCause().getMessage()), e);
    }
  }

  private Clip speak(SpokenKey key) throws IOException {
    if (key.what() instanceof Saying.Text(String text)) {
      return Wav.read(voice.speak(text, key.language(), key.voice()));
    }
    Speller speller = Speller.of(key.language());
    List<Clip> row = new ArrayList<>();
    for (Piece piece : speller.spell(key.what())) {
      row.add(named(piece.prompt(), speller.language()));
    }
    return Clip.of(row);
  }

  private Clip file(Path path) throws IOException {
    try {
      if (!Files.isRegularFile(path)) {
        throw new IOException("no such prompt file: " + path.getFileName());
      }
      FileKey key = new FileKey(path, Files.getLastModifiedTime(path).toMillis(), Files.size(path));
      Clip clip = kept(key);
      if (clip != null) {
        return clip;
      }
      if (key.length() > LONGEST_FILE) {
        throw new IOException("the prompt file is too long: " + path.getFileName());
      }
      return keep(key, Wav.read(Files.readAllBytes(path)));
    } catch (NoSuchFileException e) {
      throw new IOException("no such prompt file: " + path.getFileName(), e);
    }
  }

  private Clip named(String name, String tag) throws IOException {
    NamedKey key = new NamedKey(name, tag);
    Clip clip = kept(key);
    if (clip != null) {
      return clip;
    }
    if (!NAME.matcher(name).matches()) {
      throw new IOException("not a prompt's name: " + name);
    }
    String language = Speller.language(tag);
    byte[] file = LANGUAGE.matcher(language).matches() ? lying(language, name) : null;
    if (file == null) {
      file = lying(ENGLISH, name);
    }
    if (file == null) {
      throw new IOException("no such prompt: " + name);
    }
    return keep(key, Wav.read(file));
  }

  private byte @Nullable [] lying(String language, String name) throws IOException {
    String path = language + "/" + name + ".wav";
    if (folder != null && Files.isRegularFile(folder.resolve(path))) {
      return Files.readAllBytes(folder.resolve(path));
    }
    try (InputStream in = PromptShelf.class.getResourceAsStream("prompts/" + path)) {
      return in == null ? null : in.readAllBytes();
    }
  }

  private static Clip tone(Prompt.Tone tone) throws IOException {
    return chord(List.of(tone.hertz()), tone.level(), tone.length());
  }

  private static Clip chord(List<Integer> hertz, int level, Duration length) throws IOException {
    if (hertz.isEmpty()
        || hertz.size() > MOST_TONES
        || level > 3
        || hertz.stream().anyMatch(each -> each < 1 || each >= Law.RATE / 2)) {
      throw new IOException("not a tone: " + hertz + " Hz at " + level + " dBm0");
    }
    return Clip.tones(hertz, level, (int) samples(length, LONGEST_TONE));
  }

  private static long samples(Duration length, Duration longest) throws IOException {
    if (length.isNegative() || length.compareTo(longest) > 0) {
      throw new IOException("not a length for a prompt: " + length);
    }
    return length.toNanos() / 125_000;
  }

  private @Nullable Clip kept(Object key) {
    return kept.get(key);
  }

  private Clip keep(Object key, Clip clip) {
    return kept.keep(key, clip);
  }

  /** Octets of prompts held now. */
  long size() {
    return kept.size();
  }

  /** Octets of tenants' own sounds held now. */
  long sizeOfOwn() {
    return ofTenants.size();
  }
}
