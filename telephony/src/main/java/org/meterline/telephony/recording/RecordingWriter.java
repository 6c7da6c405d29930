package org.meterline.telephony.recording;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The recordings of a node: one thread takes from the tracks of all what is due, and writes it. A
 * disk that is full or fails ends a recording and nothing else.
 */
public final class RecordingWriter implements Recorder, AutoCloseable {
  private static final System.Logger LOG = System.getLogger(RecordingWriter.class.getName());
  private static final long TICK_NANOS = 100_000_000;
  private static final long SETTLE_NANOS = 1_000_000_000;
  private static final int FINISHERS = 2;
  private static final long CLOSING_MILLIS = 5_000;
  private static final Set<StandardOpenOption> NEW =
      Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);

  private final RecordingSettings settings;
  private final LongSupplier nanos;
  private final Opener opener;
  private final Thread thread;

  /** Not virtual threads: a digest does not make way for calls, which are carried by those. */
  private final ThreadPoolExecutor finishers =
      new ThreadPoolExecutor(
          FINISHERS,
          FINISHERS,
          10,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(),
          Thread.ofPlatform().name("recorded-", 0).daemon().factory());

  /** Those whose digest is not there yet, by path. */
  private final Set<String> finishing = ConcurrentHashMap.newKeySet();

  private final Queue<OpenRecording> begun = new ConcurrentLinkedQueue<>();
  private final List<OpenRecording> open = new CopyOnWriteArrayList<>();
  private volatile long free = Long.MAX_VALUE;
  private volatile boolean closing;
  private long settled;

  /** Makes a new file. */
  @FunctionalInterface
  interface Opener {
    SeekableByteChannel open(Path file) throws IOException;
  }

  public RecordingWriter(RecordingSettings settings, LongSupplier nanos) {
    this(settings, nanos, RecordingWriter::create);
  }

  RecordingWriter(RecordingSettings settings, LongSupplier nanos, Opener opener) {
    this.settings = settings;
    this.nanos = nanos;
    this.opener = opener;
    this.settled = nanos.getAsLong();
    finishers.allowCoreThreadTimeOut(true);
    this.thread = Thread.ofPlatform().name("recordings").daemon().start(this::run);
  }

  private static SeekableByteChannel create(Path file) throws IOException {
    Path folder = file.getParent();
    if (folder != null) {
      folder(folder);
    }
    return FileChannel.open(
        file,
        NEW,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
  }

  /** For nobody else's eyes. */
  private static void folder(Path folder) throws IOException {
    Files.createDirectories(
        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  @Override
  public boolean room() {
    return !closing && free >= settings.leastFree();
  }

  @Override
  public Recording begin(RecordingSpec spec, Consumer<Recorded> ended) throws NoRoom {
    if (!room()) {
      throw new NoRoom(
          Recorded.Reason.DISK_FULL, "The disk that recordings are kept on has no room");
    }
    OpenRecording recording =
        new OpenRecording(spec, ended, nanos, () -> LockSupport.unpark(this.thread));
    begun.add(recording);
    LockSupport.unpark(thread);
    return recording;
  }

  // --- Its thread

  private void run() {
    measure();
    while (!closing || !begun.isEmpty() || !open.isEmpty()) {
      tryTurn();
      if (closing) {
        open.forEach(each -> each.stop(Recorded.Reason.SERVER_STOPPED));
      } else if (begun.isEmpty()) {
        // Also when nothing is recorded: whether there is room is known before it is asked.
        LockSupport.parkNanos(this, open.isEmpty() ? SETTLE_NANOS : TICK_NANOS);
      }
    }
  }

  /** Nothing may end the thread that writes all of them. */
  private void tryTurn() {
    try {
      turn();
    } catch (RuntimeException | Error e) {
      LOG.log(Level.ERROR, "recordings are not written now", e);
      LockSupport.parkNanos(this, SETTLE_NANOS);
    }
  }

  private void turn() {
    long now = nanos.getAsLong();
    boolean settling = now - settled >= SETTLE_NANOS;
    if (settling) {
      settled = now;
      measure();
    }
    for (OpenRecording each = begun.poll(); each != null; each = begun.poll()) {
      open.add(each);
    }
    for (OpenRecording each : open) {
      try {
        serve(each, settling);
      } catch (IOException | RuntimeException | Error e) {
        LOG.log(Level.ERROR, "a recording cannot be written: " + each.spec.path(), e);
        measure();
        each.fail(
            free < settings.leastFree() || noSpace(e)
                ? Recorded.Reason.DISK_FULL
                : Recorded.Reason.WRITE_FAILED);
      }
    }
    for (OpenRecording each : open.stream().filter(each -> each.over() != null).toList()) {
      open.remove(each); // first: whatever comes of it, it ends once
      finish(each);
    }
  }

  private static boolean noSpace(Throwable e) {
    String message = e.getMessage();
    return message != null && message.contains("No space left");
  }

  private void serve(OpenRecording each, boolean settling) throws IOException {
    if (each.isNew()) {
      Path file = file(settings, each.spec.path());
      each.open(headed(opener.open(file), each.spec.stereo() ? 2 : 1));
    }
    each.drain();
    if (settling) {
      each.settle();
      if (free < settings.leastFree()) {
        each.fail(Recorded.Reason.DISK_FULL);
      }
    }
  }

  private static WavFile headed(SeekableByteChannel channel, int channels) throws IOException {
    try {
      return new WavFile(channel, channels);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** Reading a long file takes a while: not on the thread that writes the others. */
  private void finish(OpenRecording each) {
    try {
      each.settle();
    } catch (IOException | RuntimeException | Error e) {
      LOG.log(Level.WARNING, "a recording's header may be behind: {0}", each.spec.path());
    }
    try {
      each.close();
    } catch (IOException | RuntimeException | Error e) {
      LOG.log(Level.WARNING, "a recording could not be closed: {0}", each.spec.path());
    }
    finishing.add(each.spec.path());
    finishers.execute(() -> tell(each));
  }

  private void tell(OpenRecording each) {
    Recorded recorded = each.recorded(0, 0, "");
    try {
      if (!each.isNew()) {
        Path file = file(settings, each.spec.path());
        long frames = repair(file);
        recorded = each.recorded(frames, Files.size(file), sha256(file));
      }
    } catch (IOException | RuntimeException | Error e) {
      LOG.log(Level.ERROR, "a recording cannot be read: " + each.spec.path(), e);
    }
    finishing.remove(each.spec.path());
    each.ended.accept(recorded);
  }

  private void measure() {
    try {
      folder(settings.folder());
      free = Files.getFileStore(settings.folder()).getUsableSpace();
    } catch (IOException | RuntimeException | Error e) {
      LOG.log(Level.WARNING, "the room for recordings is unknown: {0}", e.getMessage());
      free = 0;
    }
  }

  /**
   * Ends all that run, and waits a moment for their files and digests; those that are not there by
   * then are named, and made at the next start.
   */
  @Override
  public void close() {
    closing = true;
    LockSupport.unpark(thread);
    try {
      thread.join(CLOSING_MILLIS);
      finishers.shutdown();
      var _ = finishers.awaitTermination(CLOSING_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    unfinished()
        .forEach(
            path ->
                LOG.log(
                    Level.WARNING,
                    "a recording is not closed yet, the next start does it: {0}",
                    path));
  }

  /** The paths of recordings that run, or whose digest is not there yet. */
  List<String> unfinished() {
    return Stream.concat(
            finishing.stream(),
            thread.isAlive() ? open.stream().map(each -> each.spec.path()) : Stream.empty())
        .sorted()
        .toList();
  }

  // --- Files

  /**
   * The file of that path.
   *
   * @throws IllegalArgumentException when the path leads elsewhere
   */
  private static Path file(RecordingSettings settings, String path) {
    Path file = settings.folder().resolve(path).normalize();
    if (!file.startsWith(settings.folder()) || file.equals(settings.folder())) {
      throw new IllegalArgumentException("not below the folder of recordings: " + path);
    }
    return file;
  }

  private static long repair(Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
      long frames = WavFile.repair(channel);
      channel.force(true);
      return frames;
    }
  }

  /** Closes what a dead process left; see {@link Recorded.Reason#LOST}. */
  public static Recorded recover(@Nullable RecordingSettings settings, UUID id, String path) {
    try {
      if (settings == null) {
        throw new IOException("no recordings are kept here");
      }
      Path file = file(settings, path);
      long frames = repair(file);
      return new Recorded(
          id,
          Recorded.Reason.SERVER_STOPPED,
          OpenRecording.duration(frames),
          Files.size(file),
          sha256(file),
          Duration.ZERO,
          Duration.ZERO);
    } catch (IOException | RuntimeException e) {
      LOG.log(Level.WARNING, "a recording was lost: {0}: {1}", path, e.getMessage());
      return new Recorded(
          id, Recorded.Reason.LOST, Duration.ZERO, 0, "", Duration.ZERO, Duration.ZERO);
    }
  }

  /** The digest of a whole file. */
  public static String sha256(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[1 << 16];
      for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new UncheckedIOException(new IOException("no SHA-256", e));
    }
  }
}
