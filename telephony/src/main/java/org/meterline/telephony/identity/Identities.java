package org.meterline.telephony.identity;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.fetch.Addresses;

/** Signs for callers and verifies them, as far as it is set up. Safe for many threads. */
public final class Identities implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Identities.class.getName());

  private final IdentitySettings settings;
  private final InstantSource clock;
  private final @Nullable Signer signer;
  private final @Nullable Verifier verifier;
  private final @Nullable TrustAnchors anchors;
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("identity-", 0).factory());

  /**
   * @param clock the wall clock: signatures are fresh or stale by it
   * @param nanos a monotonic one
   */
  public Identities(IdentitySettings settings, InstantSource clock, LongSupplier nanos) {
    this(settings, clock, nanos, InetAddress::getAllByName);
  }

  Identities(
      IdentitySettings settings, InstantSource clock, LongSupplier nanos, Addresses addresses) {
    this.settings = settings;
    this.clock = clock;
    Path key = settings.key();
    Path chain = settings.chain();
    this.signer =
        key == null || chain == null
            ? null
            : new Signer(key, chain, settings.address(), settings.secret(), nanos);
    this.anchors = settings.anchors() == null ? null : new TrustAnchors(settings.anchors(), nanos);
    this.verifier =
        anchors == null
            ? null
            : new Verifier(
                new Certificates(
                    settings.privateAddresses(), settings.patience(), addresses, nanos, threads),
                anchors,
                nanos);
  }

  /**
   * What is sent with a call.
   *
   * @param identities values of Identity headers
   * @param at when that was said: the header Date
   */
  public record Signed(List<String> identities, Instant at) {
    public Signed {
      identities = List.copyOf(identities);
    }
  }

  /** Signs; takes less than a millisecond. Empty when there is nothing to send. */
  public Optional<Signed> sign(Vouched said) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    List<String> values = signer == null ? said.kept() : signer.sign(said, now);
    return values.isEmpty() ? Optional.empty() : Optional.of(new Signed(values, now));
  }

  /**
   * What a call that came in says of who calls, to be looked into.
   *
   * @param identities values of Identity headers
   * @param caller the number that the callee would be told
   * @param called the number that the call is for
   * @param callId of the request
   * @param date when its header Date says it was made; null without one
   * @param strict whether the call is refused if the caller is not verified
   */
  public Claim claim(
      List<String> identities,
      String caller,
      String called,
      String callId,
      @Nullable Instant date,
      boolean strict) {
    Verifier own = verifier;
    if (own == null) {
      return Claim.NONE;
    }
    var question =
        new Verifier.Question(
            identities, caller, called, callId, date == null ? null : date.getEpochSecond());
    return new Claim() {
      @Override
      public boolean wanted() {
        return true;
      }

      @Override
      public boolean strict() {
        return strict;
      }

      @Override
      public List<String> identities() {
        return question.identities();
      }

      @Override
      public void check(Consumer<Verification> then) {
        Identities.this.check(own, question, then);
      }
    };
  }

  private void check(Verifier own, Verifier.Question question, Consumer<Verification> then) {
    CompletableFuture<Verification> answer = new CompletableFuture<>();
    answer.completeOnTimeout(
        Verification.none(Verification.Problem.NOT_IN_TIME, ""),
        settings.patience().toNanos(),
        TimeUnit.NANOSECONDS);
    var _ = answer.thenAccept(then);
    try {
      threads.execute(
          () -> {
            Verification found = Verification.none(Verification.Problem.NOT_IN_TIME, "");
            try {
              found = own.judge(question, clock.instant());
            } catch (RuntimeException | StackOverflowError e) {
              LOG.log(System.Logger.Level.ERROR, "a caller was not verified by a fault of ours", e);
            } finally {
              answer.complete(found);
            }
          });
    } catch (RejectedExecutionException e) {
      answer.complete(Verification.none(Verification.Problem.NOT_IN_TIME, ""));
    }
  }

  /**
   * The certificates that we sign with, or did just before, as PEM, by the name in their address.
   */
  public Optional<String> chain(String name) {
    return signer == null ? Optional.empty() : signer.chain(name);
  }

  /**
   * How it stands.
   *
   * @param signing for people: {@code off}, or where the certificate is, or why nothing is signed
   * @param signs whether calls are signed now
   * @param until when the certificate expires; null without one
   * @param verifying for people: {@code off}, or how many vouch for signers, or why nothing is
   *     verified
   */
  public record State(String signing, boolean signs, @Nullable Instant until, String verifying) {}

  public State state() {
    SigningKey key = signer == null ? null : signer.current();
    String trouble = signer == null ? "off" : signer.trouble(clock.instant());
    String verifying = "off";
    if (anchors != null) {
      verifying =
          anchors.trouble().isEmpty()
              ? anchors.current().size() + " trust anchors"
              : anchors.trouble();
    }
    return new State(
        key != null && trouble.isEmpty() ? key.x5u() : trouble,
        key != null && trouble.isEmpty(),
        key == null ? null : key.until(),
        verifying);
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
