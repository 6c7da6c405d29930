package org.meterline.telephony.media;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.codec.Law;

/**
 * Keeps prompts encoded in both laws, the latest used ones, up to a number of octets. Reading may
 * block: it is not for media threads.
 */
final class PromptShelf {
  /** About ten minutes in 16 bits; more is no prompt. */
  private static final long LONGEST_FILE = 10L << 20;

  private static final Duration LONGEST_TONE = Duration.ofMinutes(5);
  private static final int MOST_TONES = 4;
  private static final Duration LONGEST_SILENCE = Duration.ofHours(1);
  private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,40}(/[a-z0-9-]{1,40}){0,3}");

  private final @Nullable Path folder;
  private final long capacity;
  private final LinkedHashMap<Object, Clip> kept = new LinkedHashMap<>(64, 0.75f, true);
  private long size;

  PromptShelf(@Nullable Path folder, long capacity) {
    this.folder = folder;
    this.capacity = capacity;
  }

  /** What a file was when it was read: another time or length means it was replaced. */
  private record FileKey(Path path, long modified, long length) {}

  /** The prompt, if it can be had without touching a disk; else null. */
  @Nullable Clip atHand(Prompt prompt) throws IOException {
    return switch (prompt) {
      case Prompt.Silence(Duration length) -> Clip.silence(samples(length, LONGEST_SILENCE));
      case Prompt.Named named -> kept(named);
      case Prompt.Tone tone -> kept(tone);
      case Prompt.Chord chord -> kept(chord);
      case Prompt.File _ -> null; // whether it was replaced is known only from the disk
    };
  }

  /** The prompt, read if it must be; the message of an exception says why it cannot be played. */
  Clip read(Prompt prompt) throws IOException {
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
      case Prompt.Named named -> {
        Clip clip = kept(named);
        yield clip != null ? clip : keep(named, named(named.name()));
      }
      case Prompt.File(Path path) -> file(path);
    };
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

  private Clip named(String name) throws IOException {
    if (!NAME.matcher(name).matches()) {
      throw new IOException("not a prompt's name: " + name);
    }
    if (folder != null) {
      Path own = folder.resolve("en").resolve(name + ".wav");
      if (Files.isRegularFile(own)) {
        return Wav.read(Files.readAllBytes(own));
      }
    }
    try (InputStream in = PromptShelf.class.getResourceAsStream("prompts/en/" + name + ".wav")) {
      if (in == null) {
        throw new IOException("no such prompt: " + name);
      }
      return Wav.read(in.readAllBytes());
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

  private synchronized @Nullable Clip kept(Object key) {
    return kept.get(key);
  }

  private synchronized Clip keep(Object key, Clip clip) {
    Clip before = kept.put(key, clip);
    size += clip.size() - (before == null ? 0 : before.size());
    var eldest = kept.entrySet().iterator();
    while (size > capacity && eldest.hasNext()) {
      Map.Entry<Object, Clip> entry = eldest.next();
      size -= entry.getValue().size();
      eldest.remove();
    }
    return clip;
  }

  /** Octets held now. */
  synchronized long size() {
    return size;
  }
}
