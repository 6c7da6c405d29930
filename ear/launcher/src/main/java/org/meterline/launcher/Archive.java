package org.meterline.launcher;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;
import org.apache.commons.compress.archivers.ArchiveEntry;
import org.apache.commons.compress.archivers.ArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** Unpacks programs of others into the cache, once, also when two launchers start at a time. */
final class Archive {
  private Archive() {}

  /** Where an archive's bytes come from. */
  @FunctionalInterface
  interface Source {
    InputStream open() throws IOException;
  }

  /** What is still to be done to the unpacked folder before it counts as there. */
  @FunctionalInterface
  interface Finish {
    void in(Path folder) throws IOException, InterruptedException;
  }

  /**
   * The folder {@code name} of the cache, made when it is not there yet. It appears under its name
   * only when it is complete.
   */
  static Path unpacked(Path cache, String name, Source source, Finish finish)
      throws IOException, InterruptedException {
    Path folder = cache.resolve(name);
    if (Files.isDirectory(folder)) {
      return folder;
    }
    Files.createDirectories(cache);
    try (FileChannel channel =
            FileChannel.open(
                cache.resolve(name + ".lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      if (!Files.isDirectory(folder) && lock.isValid()) {
        Path temporary = cache.resolve(name + ".new");
        Folders.delete(temporary);
        try (InputStream in = source.open()) {
          unpack(in, temporary);
        }
        finish.in(temporary);
        Files.move(temporary, folder, StandardCopyOption.ATOMIC_MOVE);
      }
    }
    return folder;
  }

  private static void unpack(InputStream raw, Path into) throws IOException {
    BufferedInputStream in = new BufferedInputStream(raw);
    in.mark(4);
    boolean zip = in.read() == 'P';
    in.reset();
    try (ArchiveInputStream<? extends ArchiveEntry> archive =
        zip ? new ZipArchiveInputStream(in) : new TarArchiveInputStream(new XZInputStream(in))) {
      ArchiveEntry entry = archive.getNextEntry();
      while (entry != null) {
        Path target = into.resolve(entry.getName()).normalize();
        if (!target.startsWith(into)) {
          throw new IOException("an entry leads outside: " + entry.getName());
        }
        write(archive, entry, target);
        entry = archive.getNextEntry();
      }
    }
  }

  private static void write(InputStream archive, ArchiveEntry entry, Path target)
      throws IOException {
    if (entry.isDirectory()) {
      Files.createDirectories(target);
      return;
    }
    Files.createDirectories(java.util.Objects.requireNonNull(target.getParent()));
    if (entry instanceof TarArchiveEntry tar && tar.isSymbolicLink()) {
      Files.createSymbolicLink(target, Path.of(tar.getLinkName()));
      return;
    }
    if (entry instanceof TarArchiveEntry tar && tar.isLink()) {
      throw new IOException("a hard link in the archive: " + entry.getName());
    }
    Files.copy(archive, target);
    boolean executable =
        entry instanceof TarArchiveEntry tar
            ? (tar.getMode() & 0100) != 0
            : target.toString().endsWith(".sh");
    if (executable) {
      Set<PosixFilePermission> permissions = EnumSet.copyOf(Files.getPosixFilePermissions(target));
      permissions.add(PosixFilePermission.OWNER_EXECUTE);
      permissions.add(PosixFilePermission.GROUP_EXECUTE);
      permissions.add(PosixFilePermission.OTHERS_EXECUTE);
      Files.setPosixFilePermissions(target, permissions);
    }
  }
}
