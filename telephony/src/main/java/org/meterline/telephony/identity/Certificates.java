package org.meterline.telephony.identity;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.meterline.telephony.fetch.Addresses;
import org.meterline.telephony.fetch.HttpGet;

/**
 * The certificates of signers, fetched from where their PASSporTs say and kept for as long as their
 * servers say (RFC 9111). Many calls wait for one fetch. Who calls names the address: only public
 * ones are asked, the very one that was looked up, without redirections. Safe for many threads.
 */
final class Certificates {
  private static final int LARGEST = 65_536;
  private static final int MOST_KEPT = 1_000;
  private static final int AT_ONCE = 32;
  private static final Pattern MAX_AGE = Pattern.compile("\\bmax-age=\"?([0-9]{1,9})");
  private static final Duration USUAL = Duration.ofHours(1);
  private static final Duration LONGEST = Duration.ofDays(1);

  /** For those that say that they are not to be kept, too: each call would ask, else. */
  private static final Duration SHORTEST = Duration.ofSeconds(30);

  /** What became of a fetch. */
  sealed interface Fetched {
    /** Certificates, the signer's first. */
    record Chain(List<X509Certificate> certificates) implements Fetched {}

    /**
     * @param late whether it may be there when it is asked for again
     */
    record Missing(String why, boolean late) implements Fetched {}
  }

  private static final class Kept {
    final CompletableFuture<Fetched> fetched = new CompletableFuture<>();
    volatile long until = Long.MAX_VALUE;
  }

  private final boolean anywhere;
  private final Duration patience;
  private final Addresses addresses;
  private final LongSupplier nanos;
  private final Executor threads;
  private final Semaphore room = new Semaphore(AT_ONCE);
  private final Map<String, Kept> kept = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * @param anywhere whether plain http and addresses that are not public are asked, too
   * @param threads run what blocks
   */
  Certificates(
      boolean anywhere,
      Duration patience,
      Addresses addresses,
      LongSupplier nanos,
      Executor threads) {
    this.anywhere = anywhere;
    this.patience = patience;
    this.addresses = addresses;
    this.nanos = nanos;
    this.threads = threads;
  }

  /** The certificates there, once they are. */
  CompletableFuture<Fetched> at(String x5u) {
    Kept fresh;
    synchronized (kept) {
      Kept known = kept.get(x5u);
      if (known != null && (!known.fetched.isDone() || nanos.getAsLong() - known.until < 0)) {
        return known.fetched;
      }
      fresh = new Kept();
      kept.put(x5u, fresh);
      if (kept.size() > MOST_KEPT) {
        var eldest = kept.entrySet().iterator();
        eldest.next();
        eldest.remove();
      }
    }
    try {
      threads.execute(() -> fetch(x5u, fresh));
    } catch (RejectedExecutionException e) {
      done(fresh, new Fetched.Missing("this server is going down", true), Duration.ZERO);
    }
    return fresh.fetched;
  }

  private void done(Kept asked, Fetched what, Duration good) {
    asked.until = nanos.getAsLong() + good.toNanos();
    asked.fetched.complete(what);
  }

  private void fetch(String x5u, Kept asked) {
    if (!room.tryAcquire()) {
      done(asked, new Fetched.Missing("too many are fetched at once", true), Duration.ZERO);
      return;
    }
    try {
      URI at = IdentityHeader.address(x5u, anywhere);
      if (at == null) {
        throw new IOException("it is at no address of https");
      }
      HttpGet.Answer answer =
          new HttpGet(
                  at,
                  pinned(at),
                  "application/pem-certificate-chain, */*;q=0.5",
                  nanos.getAsLong() + patience.toNanos(),
                  nanos,
                  LARGEST)
              .run(null);
      if (answer.status != 200) {
        throw new IOException("its server answered " + answer.status);
      }
      done(
          asked,
          new Fetched.Chain(List.copyOf(Pem.certificates(answer.body))),
          good(answer.headers.getOrDefault("cache-control", "")));
    } catch (CertificateException e) {
      done(asked, new Fetched.Missing("what is there is no certificate", false), SHORTEST);
    } catch (IOException | RuntimeException | StackOverflowError e) {
      // Without an answer all who ask for it later would wait for ever.
      done(asked, new Fetched.Missing(String.valueOf(e.getMessage()), false), SHORTEST);
    } finally {
      room.release();
    }
  }

  /** How long the answer is good for. */
  static Duration good(String cacheControl) {
    String said = cacheControl.toLowerCase(Locale.ROOT);
    if (said.contains("no-store") || said.contains("no-cache")) {
      return SHORTEST;
    }
    Matcher age = MAX_AGE.matcher(said);
    Duration asked = age.find() ? Duration.ofSeconds(Long.parseLong(age.group(1))) : USUAL;
    return asked.compareTo(SHORTEST) < 0
        ? SHORTEST
        : asked.compareTo(LONGEST) > 0 ? LONGEST : asked;
  }

  private InetAddress pinned(URI at) throws IOException {
    InetAddress[] found;
    try {
      found = addresses.of(at.getHost());
    } catch (IOException e) {
      throw new IOException("its server is not known", e);
    }
    for (InetAddress each : found) {
      if (!anywhere && !Addresses.isPublic(each)) {
        throw new IOException("its server is not a public one");
      }
    }
    return found[0];
  }
}
