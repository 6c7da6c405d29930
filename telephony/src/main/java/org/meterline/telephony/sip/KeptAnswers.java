package org.meterline.telephony.sip;

import gov.nist.javax.sip.message.SIPRequest;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.function.LongSupplier;
import javax.sip.message.Request;
import javax.sip.message.Response;
import org.jspecify.annotations.Nullable;

/**
 * The server transactions of all requests but INVITE and CANCEL (RFC 3261, section 17.2.2): a
 * request that comes again over UDP gets the same answer again, and nothing as long as there is
 * none. Those of the stack do no more, but write each message three times, tick twice a second for
 * as long as they are kept, and let go of a request that they may need again: comparing it with one
 * that has no branch failed. Safe for many threads.
 */
final class KeptAnswers {
  /** When more are kept, the oldest is forgotten. */
  static final int MOST = 50_000;

  /** What says that two requests are the same (RFC 3261, section 17.2.3). */
  private record Key(String transaction, String sentBy, String method) {
    static Key of(Request request) {
      var sip = (SIPRequest) request;
      return new Key(
          sip.getTransactionId(), sip.getTopmostVia().getSentBy().encode(), sip.getMethod());
    }
  }

  /**
   * @param answer null as long as there is none
   */
  private record Kept(Datagrams.@Nullable Answer answer, long until) {}

  /**
   * @param key null over a connection
   */
  private record Begun(KeptAnswers by, Request request, @Nullable Key key)
      implements UasTransaction {
    @Override
    public boolean respond(Response response) {
      by.answer(request, key, Responses.written(response));
      return true;
    }
  }

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

  /** A request to which {@link #repeat} had no answer: it is answered through what comes back. */
  UasTransaction begin(Request request) {
    Key key = key(request);
    if (key != null) {
      keep(key, null);
    }
    return new Begun(this, request, key);
  }

  /** Over a connection no request comes again: null. */
  private static @Nullable Key key(Request request) {
    return Datagrams.isOne(request) ? Key.of(request) : null;
  }

  /** Answers, and keeps the answer. */
  void answer(Request request, byte[] octets) {
    answer(request, key(request), octets);
  }

  private void answer(Request request, @Nullable Key key, byte[] octets) {
    Datagrams.Answer answer = Datagrams.answer(request, octets);
    if (key == null || answer == null) {
      Wire.answerStateless(request, octets);
      return;
    }
    keep(key, answer);
    answer.send();
  }

  private synchronized void keep(Key key, Datagrams.@Nullable Answer answer) {
    kept.putLast(key, new Kept(answer, nanos.getAsLong() + life));
    if (kept.size() > MOST) {
      kept.pollFirstEntry();
    }
  }

  /** Answers as before, if it is answered yet, and says whether the request came already. */
  boolean repeat(Request request) {
    Key key = key(request);
    if (key == null) {
      return false;
    }
    Kept known;
    synchronized (this) {
      known = kept.get(key);
    }
    if (known == null || nanos.getAsLong() - known.until >= 0) {
      return false;
    }
    Datagrams.Answer answer = known.answer;
    if (answer != null) {
      answer.send();
    }
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
