package org.meterline.telephony.identity;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Notices that files were replaced. They are looked at now and then only, by who asks. */
final class WatchedFile {
  private static final long EVERY = 2_000_000_000L;

  private final LongSupplier nanos;
  private final Path[] files;
  private @Nullable String seen;
  private long lookedAt;

  /**
   * @param nanos a monotonic clock
   */
  WatchedFile(LongSupplier nanos, Path... files) {
    this.nanos = nanos;
    this.files = files.clone();
  }

  /** Whether one has changed since this was last asked, or it is asked for the first time. */
  synchronized boolean changed() {
    long now = nanos.getAsLong();
    if (seen != null && now - lookedAt < EVERY) {
      return false;
    }
    lookedAt = now;
    StringBuilder all = new StringBuilder();
    for (Path file : files) {
      all.append(stamp(file)).append('\n');
    }
    boolean other = !all.toString().equals(seen);
    seen = all.toString();
    return other;
  }

  private static String stamp(Path file) {
    try {
      BasicFileAttributes it = Files.readAttributes(file, BasicFileAttributes.class);
      return it.lastModifiedTime() + " " + it.size() + " " + it.fileKey();
    } catch (IOException e) {
      return "not there";
    }
  }
}
