package org.meterline.telephony.server;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.meterline.telephony.call.CallFact;

/**
 * What was written last, kept as it was until it is posted, so that it need not be read again. What
 * finds no room is read from the file. Guarded by {@link Written}.
 */
final class Recent {
  private static final long MOST_BYTES = 8 << 20;

  private record Piece(Segments.Place from, JournalReader.Batch batch) {}

  private final Deque<Piece> pieces = new ArrayDeque<>();
  private long kept;

  /** What was written between two places, if there is room. */
  void add(Segments.Place from, JournalReader.Batch batch) {
    Piece last = pieces.peekLast();
    boolean follows = last == null || last.batch.next().equals(from);
    if (follows && kept + batch.bytes() <= MOST_BYTES) {
      pieces.add(new Piece(from, batch));
      kept += batch.bytes();
    }
  }

  /**
   * Takes what follows a place, up to {@link JournalReader#BATCH_BYTES}.
   *
   * @param most facts after which it ends
   * @return none when it was not kept
   */
  Optional<JournalReader.Batch> after(Segments.Place place, int most) {
    while (!pieces.isEmpty() && pieces.getFirst().from.compareTo(place) < 0) {
      drop(); // it was read from the file
    }
    List<CallFact> facts = new ArrayList<>();
    Segments.Place next = place;
    long bytes = 0;
    while (facts.size() < most
        && bytes < JournalReader.BATCH_BYTES
        && !pieces.isEmpty()
        && pieces.getFirst().from.equals(next)) {
      JournalReader.Batch batch = drop();
      facts.addAll(batch.facts());
      bytes += batch.bytes();
      next = batch.next();
    }
    return bytes == 0 ? Optional.empty() : Optional.of(new JournalReader.Batch(facts, next, bytes));
  }

  private JournalReader.Batch drop() {
    JournalReader.Batch batch = pieces.removeFirst().batch;
    kept -= batch.bytes();
    return batch;
  }
}
