package org.meterline.telephony.sip;

import gov.nist.javax.sip.message.SIPRequest;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.function.LongSupplier;
import javax.sip.message.Request;

/**
 * Answers to REGISTER, sent again when the same request comes again over UDP (RFC 3261, section
 * 17.2.2). A transaction of the stack does no more, but writes each message three times and ticks
 * twice a second for as long as it is kept. Safe for many threads.
 */
final class KeptAnswers {
  /** When more are kept, the oldest is forgotten. */
  static final int MOST = 50_000;

  /** What says that two requests are the same (RFC 3261, section 17.2.3). */
  private record Key(String transaction, String sentBy) {
    static Key of(Request request) {
      var sip = (SIPRequest) request;
      return new Key(sip.getTransactionId(), sip.getTopmostVia().getSentBy().encode());
    }
  }

  private record Kept(Datagrams.Answer answer, long until) {}

  private final long life;
  private final LongSupplier nanos;
  private final SequencedMap<Key, Kept> kept = new LinkedHashMap<>();

  /**
   * @param life how long the same request may come again
   * @param nanos a monotonic clock, as {@link System#nanoTime}
   */
  KeptAnswers(Duration life, LongSupplier nanos) {
    this.life = life.toNanos();
    this.nanos = nanos;
  }

  /** Answers, and keeps the answer; over a connection no request comes again. */
  void answer(Request request, byte[] octets) {
    Datagrams.Answer answer = Datagrams.answer(request, octets);
    if (answer == null) {
      Wire.answerStateless(request, octets);
      return;
    }
    keep(Key.of(request), answer);
    answer.send();
  }

  private synchronized void keep(Key key, Datagrams.Answer answer) {
    kept.putLast(key, new Kept(answer, nanos.getAsLong() + life));
    if (kept.size() > MOST) {
      kept.pollFirstEntry();
    }
  }

  /** Answers as before if the request was answered already, and says whether it was. */
  boolean repeat(Request request) {
    Key key = Key.of(request);
    Kept known;
    synchronized (this) {
      known = kept.get(key);
    }
    if (known == null || nanos.getAsLong() - known.until >= 0) {
      return false;
    }
    known.answer.send();
    return true;
  }

  /** Forgets answers whose requests will not come again. */
  synchronized void expire() {
    long now = nanos.getAsLong();
    for (Iterator<Kept> i = kept.values().iterator(); i.hasNext() && now - i.next().until >= 0; ) {
      i.remove();
    }
  }

  /** How many are kept. */
  synchronized int size() {
    return kept.size();
  }
}
