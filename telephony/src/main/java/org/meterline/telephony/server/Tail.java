package org.meterline.telephony.server;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.List;

/** The last of a journal's files, the one that is written. It belongs to one thread. */
final class Tail implements Closeable {
  private static final System.Logger LOG = System.getLogger(Tail.class.getName());

  private final Segments segments;

  /** What most writings fit into. */
  private final ByteBuffer room = ByteBuffer.allocate(1 << 16);

  private FileChannel file;
  private long segment;
  private long offset;

  /** Begins a file after all that there are, and after what was posted. */
  Tail(Segments segments) throws IOException {
    this.segments = segments;
    List<Long> numbers = segments.numbers();
    long last = numbers.isEmpty() ? 0 : numbers.getLast();
    this.segment = segments.next(Math.max(last, segments.posted().segment()));
    this.file = segments.create(segment);
  }

  /** How far it goes. */
  Segments.Place end() {
    return new Segments.Place(segment, offset);
  }

  /** Begins another file: what is torn ends the old one. */
  void next() throws IOException {
    long number = segments.next(segment);
    FileChannel next = segments.create(number);
    try {
      file.close();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "journal: a file could not be closed", e);
    }
    file = next;
    segment = number;
    offset = 0;
  }

  /**
   * Writes all of it and syncs it once. What fails halfway counts as not written.
   *
   * @return how many bytes it was
   */
  int write(List<ByteBuffer> frames) throws IOException {
    int sum = frames.stream().mapToInt(ByteBuffer::remaining).sum();
    ByteBuffer all = sum <= room.capacity() ? room.clear() : ByteBuffer.allocate(sum);
    frames.forEach(frame -> all.put(frame.duplicate()));
    all.flip();
    int bytes = all.remaining();
    long at = offset;
    while (all.hasRemaining()) {
      at += file.write(all, at);
    }
    file.force(false);
    offset = at;
    return bytes;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
