package org.meterline.telephony.program;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.launcher.Frame;
import org.meterline.telephony.speech.Speller;
import org.meterline.telephony.speech.Voice;

/**
 * espeak-ng, run by the launcher in a sandbox: the engine starts no process. Voice and text go by
 * standard input, never by an argument.
 */
public final class LaunchedVoice implements Voice {
  private static final String FILE = "speak";
  private static final String SCRIPT =
      """
      #!/bin/sh
      # The voice's name in a line, then the text; a WAV file comes out.
      # Without the trap it dies of wanting a large piece of memory for a sound card.
      trap '' XFSZ
      read -r voice
      exec espeak-ng -v "$voice" -s 150 -p 45 --stdin --stdout
      """;

  /** Some three minutes of 22,050 Hz. */
  private static final int LONGEST = 8 << 20;

  /** Those at once: each takes a processor. */
  private static final int MOST = 4;

  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9+_-]{0,39}");
  private static final Map<String, String> USUAL = Map.of("en", "en-gb");

  private final LauncherLink launcher;
  private final Path folder;
  private final Duration patience;
  private final LongSupplier nanos;
  private final Semaphore places = new Semaphore(MOST);

  /**
   * @param folder where its script is put
   * @param patience how long a text may take
   * @param nanos a monotonic clock, as {@link System#nanoTime}
   */
  public LaunchedVoice(LauncherLink launcher, Path folder, Duration patience, LongSupplier nanos)
      throws IOException {
    this.launcher = launcher;
    this.folder = Files.createDirectories(folder.toAbsolutePath());
    this.patience = patience;
    this.nanos = nanos;
    Path script = Files.writeString(this.folder.resolve(FILE), SCRIPT);
    for (Path each : new Path[] {this.folder, script}) { // a sandbox has a user of its own
      Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  @Override
  public byte[] speak(String text, String language, @Nullable String voice) throws IOException {
    String plain = Speller.language(language);
    String name = voice == null ? USUAL.getOrDefault(plain, plain) : voice;
    if (!NAME.matcher(name).matches()) {
      throw new IOException("not a voice's name: " + name);
    }
    long deadline = nanos.getAsLong() + patience.toNanos();
    try {
      if (!places.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new IOException("the voice did not come to speak in time");
      }
      try {
        return run(name + "\n" + text + "\n", deadline);
      } finally {
        places.release();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("given up", e);
    }
  }

  private byte[] run(String input, long deadline) throws IOException, InterruptedException {
    LaunchedRun run = launcher.run(new Frame.Order(folder.toString(), FILE, true));
    if (!run.awaitStart(left(deadline))) {
      throw new IOException("the voice cannot be started: " + run.standardError());
    }
    boolean whole = false;
    try {
      run.write(input.getBytes(StandardCharsets.UTF_8));
      run.closeInput();
      ByteArrayOutputStream sound = new ByteArrayOutputStream();
      byte[] part = new byte[8_192];
      for (int read = run.read(part, left(deadline)); ; read = run.read(part, left(deadline))) {
        if (read < 0) {
          break;
        }
        if (read == 0) {
          throw new IOException("the voice did not finish in time");
        }
        sound.write(part, 0, read);
        if (sound.size() > LONGEST) {
          throw new IOException("the voice spoke too long");
        }
      }
      if (!run.awaitEnd(left(deadline))) {
        throw new IOException("the voice did not finish in time");
      }
      whole = true;
      if (run.awaitEnd().status() != 0 || sound.size() == 0) {
        throw new IOException(
            "the voice failed (%d): %s"
                .formatted(run.awaitEnd().status(), run.standardError().strip()));
      }
      return sound.toByteArray();
    } finally {
      if (!whole) {
        run.kill();
      }
    }
  }

  private Duration left(long deadline) {
    return Duration.ofNanos(Math.max(1, deadline - nanos.getAsLong()));
  }
}
