package org.meterline.telephony.identity;

import static org.meterline.telephony.identity.Verification.Problem;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.WeakHashMap;
import java.util.concurrent.CompletionException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The verification service of RFC 8224, section 6. Safe for many threads. */
final class Verifier {
  /** How old a signature may be, or how far a clock ahead (ATIS-1000074, section 5.3.1). */
  static final Duration FRESH = Duration.ofSeconds(60);

  private static final int MOST_HEADERS = 10;

  /**
   * What is looked into.
   *
   * @param identities values of Identity headers
   * @param caller as the callee would be told
   * @param called the number that the call is for
   * @param date the header Date in seconds since 1970; null without one
   */
  record Question(
      List<String> identities, String caller, String called, String callId, @Nullable Long date) {
    Question {
      identities = List.copyOf(identities);
    }
  }

  private record Signed(Passport passport, String text, String signature) {}

  private record Judged(int anchors, @Nullable String refused) {}

  private final Certificates certificates;
  private final TrustAnchors anchors;
  private final Replays replays;
  private final Map<X509Certificate, Judged> judged =
      Collections.synchronizedMap(new WeakHashMap<>());

  Verifier(Certificates certificates, TrustAnchors anchors, LongSupplier nanos) {
    this.certificates = certificates;
    this.anchors = anchors;
    this.replays = new Replays(FRESH.multipliedBy(2), nanos);
  }

  /** May wait for certificates. Whatever is in the headers, there is an answer. */
  Verification judge(Question question, Instant now) {
    if (question.identities().isEmpty()) {
      return Verification.none(Problem.NO_IDENTITY, "");
    }
    if (anchors.current().isEmpty()) {
      return Verification.none(Problem.NO_ANCHORS, "");
    }
    List<Signed> callers = new ArrayList<>();
    List<Signed> diversions = new ArrayList<>();
    Set<String> others = new TreeSet<>();
    Verification unreadable = null;
    for (String value : question.identities().stream().limit(MOST_HEADERS).toList()) {
      try {
        Signed signed = read(value, question);
        switch (signed.passport().kind()) {
          case Passport.SHAKEN, "" -> callers.add(signed);
          case Passport.DIV -> diversions.add(signed);
          default -> others.add(shown(signed.passport().kind()));
        }
      } catch (Passport.Unusable e) {
        unreadable = Verification.failed(e.problem, String.valueOf(e.getMessage()));
      }
    }
    if (callers.isEmpty()) {
      return unreadable != null
          ? unreadable
          : Verification.none(Problem.UNKNOWN_KIND, String.join(", ", others));
    }
    Verification worst = null;
    for (Signed signed : callers) {
      Verification found = judge(signed, diversions, question, now);
      if (found.passed()) {
        return found;
      }
      worst = worst == null ? found : worst;
    }
    return worst == null ? Verification.none(Problem.NO_IDENTITY, "") : worst;
  }

  private static String shown(String kind) {
    return kind.matches("[a-z0-9-]{1,20}") ? kind : "?";
  }

  private Signed read(String value, Question question) throws Passport.Unusable {
    IdentityHeader header = IdentityHeader.read(value);
    if (header.compact()) {
      return compact(header, question);
    }
    Passport passport = Passport.read(header.header(), header.claims());
    if (!header.kind().isEmpty() && !header.kind().equals(passport.kind())) {
      throw new Passport.Unusable(Problem.UNREADABLE, "it is of two kinds");
    }
    return new Signed(passport, header.signed(), header.signature());
  }

  /** Made from the request (RFC 8224, section 4.1); SHAKEN has claims that are not in there. */
  private static Signed compact(IdentityHeader header, Question question) throws Passport.Unusable {
    String info = header.info();
    Long date = question.date();
    if (!header.kind().isEmpty() || info == null || date == null) {
      throw new Passport.Unusable(Problem.UNREADABLE, "too much of it is left out");
    }
    String caller = Canonical.number(question.caller());
    List<String> called = List.of(Canonical.number(question.called()));
    Passport passport = new Passport("", info, caller, called, date, null, null, null);
    return new Signed(passport, passport.signed(), header.signature());
  }

  private Verification judge(
      Signed signed, List<Signed> diversions, Question question, Instant now) {
    Passport passport = signed.passport();
    if (!isFresh(passport, now)) {
      return Verification.failed(Problem.STALE, "");
    }
    if (!passport.orig().equals(Canonical.number(question.caller()))) {
      return Verification.failed(Problem.WRONG_CALLER, "");
    }
    if (!isFor(passport, diversions, question, now)) {
      return Verification.failed(Problem.WRONG_CALLEE, "");
    }
    Verification wrong = wrong(signed, passport.orig(), now);
    if (wrong != null) {
      return wrong;
    }
    return replays.isReplay(signed.signature(), question.callId())
        ? Verification.failed(Problem.REPLAYED, "")
        : Verification.passed(passport.attestation());
  }

  private static boolean isFresh(Passport passport, Instant now) {
    long age = now.getEpochSecond() - passport.iat();
    return Math.abs(age) <= FRESH.toSeconds();
  }

  /**
   * Whether it names who is called, or else who sent the call on to there (RFC 8946, section 5).
   */
  private boolean isFor(
      Passport passport, List<Signed> diversions, Question question, Instant now) {
    Set<String> reached = new HashSet<>(Set.of(Canonical.number(question.called())));
    List<Signed> left = new ArrayList<>(diversions);
    while (passport.dest().stream().noneMatch(reached::contains)) {
      Signed step = null;
      for (Signed each : left) {
        if (each.passport().dest().stream().anyMatch(reached::contains)) {
          step = each;
        }
      }
      if (step == null) {
        return false;
      }
      left.remove(step);
      Passport diversion = step.passport();
      String from = diversion.div();
      if (from != null
          && diversion.orig().equals(passport.orig())
          && isFresh(diversion, now)
          && wrong(step, from, now) == null) {
        reached.add(from);
      }
    }
    return true;
  }

  /**
   * What is wrong with a signature; null if nothing is.
   *
   * @param number that the signer must be allowed to sign for
   */
  private @Nullable Verification wrong(Signed signed, String number, Instant now) {
    Certificates.Fetched fetched;
    try {
      fetched = certificates.at(signed.passport().x5u()).join();
    } catch (CompletionException e) {
      return Verification.failed(Problem.NO_CERTIFICATE, "");
    }
    return switch (fetched) {
      case Certificates.Fetched.Missing(String why, boolean late) ->
          late
              ? Verification.none(Problem.NOT_IN_TIME, why)
              : Verification.failed(Problem.NO_CERTIFICATE, why);
      case Certificates.Fetched.Chain(List<X509Certificate> chain) ->
          wrong(signed, chain, number, now);
    };
  }

  private @Nullable Verification wrong(
      Signed signed, List<X509Certificate> chain, String number, Instant now) {
    X509Certificate own = chain.getFirst();
    if (now.isBefore(own.getNotBefore().toInstant())
        || now.isAfter(own.getNotAfter().toInstant())) {
      return Verification.failed(Problem.EXPIRED, "");
    }
    if (!Es256.fits(own.getPublicKey())
        || !Es256.verify(own.getPublicKey(), signed.text(), signed.signature())) {
      return Verification.failed(Problem.WRONG_SIGNATURE, "");
    }
    String refused = refused(own, chain, now);
    if (refused != null) {
      return Verification.failed(Problem.UNTRUSTED, refused);
    }
    try {
      byte[] extension = own.getExtensionValue(Authority.OID);
      if (extension != null && Authority.read(extension).covers(number)) {
        return null;
      }
    } catch (IllegalArgumentException e) {
      return Verification.failed(Problem.NOT_AUTHORIZED, "its list of numbers cannot be read");
    }
    return Verification.failed(Problem.NOT_AUTHORIZED, "");
  }

  /** The path costs more than the signature: it is looked for once while its certificates last. */
  private @Nullable String refused(X509Certificate own, List<X509Certificate> chain, Instant now) {
    int version = anchors.version();
    Judged before = judged.get(own);
    boolean allValid =
        chain.stream()
            .allMatch(
                each ->
                    !now.isBefore(each.getNotBefore().toInstant())
                        && !now.isAfter(each.getNotAfter().toInstant()));
    if (before != null && before.anchors() == version && allValid) {
      return before.refused();
    }
    String found = anchors.refuse(chain, now);
    judged.put(own, new Judged(version, found));
    return found;
  }
}
