package org.meterline.ejb.recording;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.meterline.ejb.file.DurableFile;
import org.meterline.ejb.refusal.Refused;
import org.meterline.telephony.media.Prompt;

/**
 * What tenants want to be heard before a call is recorded: {@code <folder>/<tenant>/<sha256>.wav},
 * write-once.
 */
public final class AnnouncementFiles {
  /** The largest file taken: a minute of the best that is played. */
  public static final int MOST_BYTES = 6 * 1024 * 1024;

  private static final Duration LONGEST = Duration.ofMinutes(1);

  private final Path folder;

  /**
   * @param folder absolute
   */
  public AnnouncementFiles(Path folder) {
    this.folder = folder;
  }

  /** Where a sound is. */
  Path path(UUID tenant, String sha256) {
    return folder.resolve(tenant.toString()).resolve(sha256 + ".wav");
  }

  /** The sound, if it is there. */
  Optional<byte[]> read(UUID tenant, String sha256) {
    try {
      return Optional.of(Files.readAllBytes(path(tenant, sha256)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read a sound of " + tenant, e);
    }
  }

  /**
   * Keeps a sound, durable and whole or not at all.
   *
   * @return its SHA-256
   * @throws Refused when it cannot be played
   */
  String store(UUID tenant, byte[] content) {
    if (content.length > MOST_BYTES) {
      throw new Refused("too-large", 413, "An announcement has at most 6 MiB.", false);
    }
    try {
      Duration length = Prompt.File.length(content);
      if (length.isZero() || length.compareTo(LONGEST) > 0) {
        throw Refused.invalid("content", "must be heard, and last a minute at most");
      }
    } catch (IOException e) {
      throw Refused.invalid("content", "cannot be played: " + e.getMessage());
    }
    String sha256 = DurableFile.sha256(content);
    Path file = path(tenant, sha256);
    try {
      if (!Files.exists(file)) {
        Path part = file.resolveSibling(sha256 + "." + UUID.randomUUID());
        try {
          DurableFile.create(part, content);
          Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
          Files.deleteIfExists(part);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot store " + file, e);
    }
    return sha256;
  }
}
