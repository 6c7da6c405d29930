package org.meterline.telephony.server;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import org.meterline.telephony.call.CallFact;

/** Reads the journal's facts in batches, for the poster. */
final class JournalReader {
  /** Bytes after which a batch ends, whatever the number of its facts. */
  static final long BATCH_BYTES = 4 << 20;

  /** Facts from a place on, and the place after them. */
  record Batch(List<CallFact> facts, Segments.Place next, long bytes) {}

  private final Segments segments;
  private final JournalFormat format;
  private final int most;

  JournalReader(Segments segments, JournalFormat format, int most) {
    this.segments = segments;
    this.format = format;
    this.most = most;
  }

  /** The facts between two places; not all, if they are many or large. */
  Batch read(Segments.Place from, Segments.Place end) throws IOException {
    List<CallFact> facts = new ArrayList<>();
    long bytes = 0;
    Segments.Place at = from;
    for (long number : segments.numbers()) {
      if (number < from.segment() || number > end.segment()) {
        continue;
      }
      long offset = number == from.segment() ? from.offset() : 0;
      try (FileChannel reading = FileChannel.open(segments.path(number))) {
        long limit = number == end.segment() ? end.offset() : reading.size();
        at = new Segments.Place(number, offset);
        while (at.offset() < limit && facts.size() < most && bytes < BATCH_BYTES) {
          JournalFormat.Read read = format.read(reading, at.offset());
          if (read.entry() == null) {
            bytes += limit - at.offset(); // torn: the scan at the start has kept a copy
            at = new Segments.Place(number, limit);
          } else {
            bytes += read.next() - at.offset();
            at = new Segments.Place(number, read.next());
            if (read.entry().fact() != null) {
              facts.add(read.entry().fact());
            }
          }
        }
      }
      if (facts.size() >= most || bytes >= BATCH_BYTES) {
        break;
      }
    }
    return new Batch(facts, at, bytes);
  }
}
