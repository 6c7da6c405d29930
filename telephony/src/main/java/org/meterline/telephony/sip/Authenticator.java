package org.meterline.telephony.sip;

import java.text.ParseException;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.ListIterator;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.sip.header.AuthorizationHeader;
import javax.sip.header.ProxyAuthorizationHeader;
import javax.sip.header.WWWAuthenticateHeader;
import javax.sip.message.Request;
import javax.sip.message.Response;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.call.Account;
import org.meterline.telephony.call.Directory;
import org.meterline.telephony.call.Domain;
import org.meterline.telephony.guard.Guard;
import org.meterline.telephony.guard.Offence;

/**
 * Finds out who sent a request, by digest (RFC 3261, section 22; RFC 8760). An account that does
 * not exist is treated just as one whose password is wrong. If the digest URI names a user it must
 * be that of the Request-URI, so that an answer is not used for another callee; the rest is taken
 * as given, for proxies rewrite it and some phones name the host alone. Every nonce count is taken
 * once.
 */
final class Authenticator {
  /** What the request's credentials prove. */
  sealed interface Verdict {
    record Known(Account account) implements Verdict {}

    /**
     * Ask again.
     *
     * @param stale the nonce is used up, or not of those that were sent there
     */
    record Challenge(boolean stale) implements Verdict {}

    record Denied() implements Verdict {}

    /** Wrong too often of late: not listened to, nor answered. */
    record Ignored() implements Verdict {}
  }

  private final Wire wire;
  private final Directory directory;
  private final Nonces nonces;
  private final Guesses guesses;
  private final SipCounters counters;
  private final Guard guard;
  private final Pattern md5Agents;
  private final InstantSource clock;
  private final List<Account.Secret> nobodys = List.of(new Account.Secret(Wire.tag(), Wire.tag()));

  Authenticator(
      Wire wire,
      Directory directory,
      Nonces nonces,
      Guesses guesses,
      SipCounters counters,
      Guard guard,
      InstantSource clock) {
    this.wire = wire;
    this.directory = directory;
    this.nonces = nonces;
    this.guesses = guesses;
    this.counters = counters;
    this.guard = guard;
    this.clock = clock;
    this.md5Agents = Pattern.compile(wire.settings.md5Agents(), Pattern.CASE_INSENSITIVE);
  }

  /** Of a request to us as a registrar: 401 and Authorization. */
  Verdict registering(Request request, Domain realm) {
    return check(request, realm, AuthorizationHeader.NAME);
  }

  /** Of a request that we carry on: 407 and Proxy-Authorization. */
  Verdict calling(Request request, Domain realm) {
    return check(request, realm, ProxyAuthorizationHeader.NAME);
  }

  private Verdict check(Request request, Domain realm, String header) {
    boolean answered = false;
    String from = Fields.sourcePrefix(request);
    for (ListIterator<?> i = request.getHeaders(header); i.hasNext(); ) {
      if (!(i.next() instanceof AuthorizationHeader given)
          || !"digest".equalsIgnoreCase(given.getScheme())
          || !realm.name().equalsIgnoreCase(given.getRealm())) {
        continue;
      }
      Optional<Digest> digest = Digest.named(given.getAlgorithm());
      if (digest.isEmpty() || !"auth".equalsIgnoreCase(given.getQop())) {
        continue;
      }
      if (!nonces.isOf(text(given.getNonce()), asked(request, from))) {
        // Over UDP anybody may write in another's name, but does not get to see a nonce.
        return new Verdict.Challenge(true);
      }
      answered = true;
      if (guesses.tooMany(from, realm.name(), text(given.getUsername()))) {
        return new Verdict.Ignored();
      }
      Verdict verdict = judge(request, from, realm, given, digest.get());
      if (!(verdict instanceof Verdict.Denied)) {
        return verdict;
      }
    }
    if (answered) {
      counters.denied.increment();
      guard.offended(Fields.sourceAddress(request), Offence.WRONG_PASSWORD);
      return new Verdict.Denied();
    }
    return new Verdict.Challenge(false);
  }

  private Verdict judge(
      Request request, String from, Domain realm, AuthorizationHeader given, Digest digest) {
    String user = text(given.getUsername());
    Account account = directory.account(realm, user).orElse(null);
    String count = text(given.getParameter("nc"));
    boolean right = false;
    List<Account.Secret> secrets = account == null ? List.of() : account.secrets(clock.instant());
    for (Account.Secret secret : secrets.isEmpty() ? nobodys : secrets) {
      String expected =
          digest.response(
              digest == Digest.MD5 ? secret.md5() : secret.sha256(),
              text(given.getNonce()),
              count,
              text(given.getCNonce()),
              request.getMethod(),
              text(given.getParameter("uri")));
      right |= Digest.same(expected, text(given.getResponse()));
    }
    if (account == null || !right || !sameUser(text(given.getParameter("uri")), request)) {
      guesses.wrong(from, realm.name(), user);
      return new Verdict.Denied();
    }
    guesses.right(from, realm.name(), user);
    guard.proved(Fields.sourceAddress(request));
    return nonces.take(text(given.getNonce()), number(count))
        ? new Verdict.Known(account)
        : new Verdict.Challenge(true);
  }

  /** To whom a nonce is sent. Edges stand for one another: a phone may come by each in turn. */
  private String asked(Request request, String from) {
    return wire.isEdge(Fields.sourceAddress(request)) ? "edges" : from;
  }

  private boolean sameUser(String uri, Request request) {
    String asked = Fields.user(request.getRequestURI());
    if (asked == null) {
      return true; // such as each REGISTER: there is nobody to be another
    }
    try {
      String user = Fields.user(wire.uri(uri));
      return user == null || user.equals(asked);
    } catch (ParseException e) {
      return true; // it names nobody
    }
  }

  private static long number(String count) {
    try {
      return count.length() == 8 ? HexFormat.fromHexDigitsToLong(count) : 0;
    } catch (IllegalArgumentException e) {
      return 0;
    }
  }

  private static String text(@Nullable String value) {
    return value == null ? "" : value;
  }

  /** 401 or 407 with one challenge for each algorithm that the phone may be offered. */
  Response challenge(Request request, Domain realm, boolean proxy, boolean stale) {
    counters.challenged.increment();
    Response response = Responses.response(proxy ? 407 : 401, request, Wire.tag());
    String nonce = nonces.mint(asked(request, Fields.sourcePrefix(request)));
    try {
      for (Digest digest : offered(request)) {
        WWWAuthenticateHeader header =
            proxy
                ? wire.headers.createProxyAuthenticateHeader("Digest")
                : wire.headers.createWWWAuthenticateHeader("Digest");
        header.setRealm(realm.name());
        header.setNonce(nonce);
        header.setQop("auth");
        header.setAlgorithm(digest.algorithm);
        if (stale) {
          header.setStale(true);
        }
        response.addHeader(header);
      }
    } catch (ParseException e) {
      throw new IllegalStateException("a challenge cannot be written", e);
    }
    return response;
  }

  private List<Digest> offered(Request request) {
    return md5Agents.matcher(Fields.userAgent(request)).matches()
        ? List.of(Digest.MD5)
        : List.of(Digest.values());
  }
}
