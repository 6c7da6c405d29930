package org.meterline.telephony.server;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The files of a journal: {@code journal-<number>.log}, read in the order of their numbers. The
 * folder belongs to one process at a time.
 */
final class Segments implements Closeable {
  private static final System.Logger LOG = System.getLogger(Segments.class.getName());

  private static final Pattern PLACE = Pattern.compile("(\\d{1,12}) (\\d{1,15})\\s*");
  private static final Pattern NAME = Pattern.compile("journal-\\d{12}\\.log");

  /** A place in the journal. */
  record Place(long segment, long offset) implements Comparable<Place> {
    @Override
    public int compareTo(Place other) {
      int files = Long.compare(segment, other.segment);
      return files == 0 ? Long.compare(offset, other.offset) : files;
    }
  }

  private final Path folder;
  private final JournalFormat format;
  private final FileChannel lock;

  /**
   * @throws IOException also when another process has the folder
   */
  Segments(Path folder, JournalFormat format) throws IOException {
    this.folder = Files.createDirectories(folder);
    this.format = format;
    this.lock = lock(folder);
  }

  private static FileChannel lock(Path folder) throws IOException {
    FileChannel file =
        FileChannel.open(
            folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (file.tryLock() != null) {
        return file;
      }
    } catch (OverlappingFileLockException e) {
      // This very process has it.
    } catch (IOException e) {
      file.close();
      throw e;
    }
    file.close();
    throw new IOException("the journal in " + folder + " is in use by another server");
  }

  /** Lets others have the folder. */
  @Override
  public void close() throws IOException {
    lock.close();
  }

  List<Long> numbers() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> NAME.matcher(name).matches())
          .map(name -> Long.valueOf(name.substring(8, 20)))
          .sorted()
          .toList();
    }
  }

  Path path(long segment) {
    return folder.resolve("journal-%012d.log".formatted(segment));
  }

  /** How many bytes there are after a place. */
  long bytesAfter(Place place) throws IOException {
    long bytes = 0;
    for (long number : numbers()) {
      if (number >= place.segment()) {
        long before = number == place.segment() ? place.offset() : 0;
        bytes += Math.max(0, Files.size(path(number)) - before);
      }
    }
    return bytes;
  }

  /** The first number after this one whose file has nothing in it yet. */
  long next(long segment) throws IOException {
    long next = segment + 1;
    while (Files.exists(path(next)) && Files.size(path(next)) > 0) {
      next++;
    }
    return next;
  }

  /** Opens a file that is not there, or empty: one that an earlier try has left. */
  FileChannel create(long segment) throws IOException {
    FileChannel file =
        FileChannel.open(path(segment), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (file.size() > 0) {
        throw new FileAlreadyExistsException(path(segment).toString());
      }
      syncFolder();
      return file;
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /** A new file's name has to be durable too. */
  private void syncFolder() throws IOException {
    try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
      names.force(true);
    }
  }

  void delete(long segment) throws IOException {
    Files.deleteIfExists(path(segment));
  }

  /**
   * Hands out all whole records of a file with the number of the file. What is torn at its end,
   * where a process died, is left out; what is damaged before is kept aside whole.
   */
  void scan(long segment, BiConsumer<JournalEntry, Place> each) throws IOException {
    try (FileChannel file = FileChannel.open(path(segment), StandardOpenOption.READ)) {
      long offset = 0;
      JournalFormat.Read read = format.read(file, offset);
      while (read.entry() != null) {
        each.accept(read.entry(), new Place(segment, read.next()));
        offset = read.next();
        read = format.read(file, offset);
      }
      if (offset < file.size()) {
        Path kept = aside().resolve("torn-" + path(segment).getFileName());
        Files.copy(path(segment), kept, StandardCopyOption.REPLACE_EXISTING);
        LOG.log(
            System.Logger.Level.WARNING,
            "journal {0}: {1} bytes at its end are no whole record; a copy is kept in {2}",
            path(segment).getFileName(),
            file.size() - offset,
            kept);
      }
    }
  }

  /** Where what could not be used is kept. */
  Path aside() throws IOException {
    return Files.createDirectories(folder.resolve("aside"));
  }

  Place posted() throws IOException {
    try {
      Matcher words = PLACE.matcher(Files.readString(folder.resolve("posted")));
      if (words.matches()) {
        return new Place(Long.parseLong(words.group(1)), Long.parseLong(words.group(2)));
      }
      LOG.log(
          System.Logger.Level.WARNING, "journal: its position is unreadable: all is posted again");
      return new Place(0, 0);
    } catch (NoSuchFileException e) {
      return new Place(0, 0);
    }
  }

  /** Remembers how far was posted. Losing it costs posting again, which changes nothing. */
  void posted(Place place) throws IOException {
    Path written = folder.resolve("posted.new");
    Files.writeString(
        written, place.segment + " " + place.offset + "\n", StandardCharsets.US_ASCII);
    Files.move(
        written,
        folder.resolve("posted"),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }
}
