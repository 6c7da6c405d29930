package org.meterline.ejb.recording;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.meterline.telephony.recording.Recorded;
import org.meterline.telephony.recording.RecordingSettings;
import org.meterline.telephony.recording.RecordingWriter;

/**
 * The files of this node's recordings. One that is not as it was when it was closed is reported and
 * never given out.
 */
public final class RecordingFiles {
  private static final System.Logger LOG = System.getLogger(RecordingFiles.class.getName());
  private static final int REMEMBERED = 1_000;

  private final Path folder;
  private final String node;
  private final Map<String, Known> known = new LinkedHashMap<>();

  /** A file that was found to be the right one. */
  private record Known(String sha256, long size, long modified, Object key) {}

  /**
   * @param folder this node's
   * @param node its name
   */
  public RecordingFiles(Path folder, String node) {
    this.folder = folder.toAbsolutePath().normalize();
    this.node = node;
  }

  String node() {
    return node;
  }

  /** The file of a recording, if it is there and as it was. */
  Optional<Path> find(RecordingSeen recording) {
    try {
      Path file = file(recording.path());
      BasicFileAttributes now =
          Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (now.isRegularFile() && now.size() == recording.bytes() && isRight(file, now, recording)) {
        return Optional.of(file);
      }
      LOG.log(Level.ERROR, "recording {0}: its file is another: {1}", recording.id(), file);
    } catch (IOException | IllegalArgumentException e) {
      LOG.log(Level.ERROR, "recording {0}: its file is lost: {1}", recording.id(), e.getMessage());
    }
    return Optional.empty();
  }

  private boolean isRight(Path file, BasicFileAttributes now, RecordingSeen recording)
      throws IOException {
    String sha256 = recording.sha256();
    if (sha256 == null) {
      return false;
    }
    Known is =
        new Known(
            sha256,
            now.size(),
            now.lastModifiedTime().toMillis(),
            now.fileKey() == null ? "" : now.fileKey());
    synchronized (known) {
      if (is.equals(known.get(recording.path()))) {
        return true;
      }
    }
    // without the lock: a file may be long, and others are heard meanwhile
    if (!RecordingWriter.sha256(file).equals(sha256)) {
      return false;
    }
    synchronized (known) {
      known.put(recording.path(), is);
      if (known.size() > REMEMBERED) {
        known.remove(known.keySet().iterator().next());
      }
    }
    return true;
  }

  /** Closes a file that nobody waited for; empty when there is none, or none of ours. */
  Optional<Recorded> finish(RecordingSeen recording) {
    Recorded found =
        RecordingWriter.recover(new RecordingSettings(folder, 0), recording.id(), recording.path());
    return Optional.of(found).filter(each -> each.bytes() > 0);
  }

  /** Whether another node had its call, and its file does not lie here either. */
  boolean isElsewhere(RecordingSeen recording) {
    return !recording.node().equals(node) && !has(recording.path());
  }

  /** Whether it lies here. */
  boolean has(String path) {
    return Files.exists(file(path), LinkOption.NOFOLLOW_LINKS);
  }

  /** Takes a file away; false when it is not there. */
  boolean remove(String path) throws IOException {
    return Files.deleteIfExists(file(path));
  }

  private Path file(String path) {
    Path file = folder.resolve(path).normalize();
    if (!file.startsWith(folder) || file.equals(folder)) {
      throw new IllegalArgumentException("not below the folder of recordings: " + path);
    }
    return file;
  }
}
