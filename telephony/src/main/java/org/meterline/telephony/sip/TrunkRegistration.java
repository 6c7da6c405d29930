package org.meterline.telephony.sip;

import java.text.ParseException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.ListIterator;
import java.util.Objects;
import java.util.function.LongSupplier;
import javax.sip.ClientTransaction;
import javax.sip.SipException;
import javax.sip.address.Hop;
import javax.sip.address.SipURI;
import javax.sip.header.ContactHeader;
import javax.sip.header.ExpiresHeader;
import javax.sip.header.MinExpiresHeader;
import javax.sip.message.Request;
import javax.sip.message.Response;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.address.IpLiteral;
import org.meterline.telephony.call.Signalling;
import org.meterline.telephony.locate.Located;
import org.meterline.telephony.locate.Place;
import org.meterline.telephony.trunk.Health;
import org.meterline.telephony.trunk.Trunk;

/**
 * Says at a trunk where we are (RFC 3261, section 10.2), again before it forgets, and after it
 * refused with pauses that grow. The user part of our Contact is a secret between the two: who
 * calls it is the trunk.
 */
final class TrunkRegistration implements Replies {
  private static final System.Logger LOG = System.getLogger(TrunkRegistration.class.getName());
  private static final Duration WANTED = Duration.ofMinutes(10);
  private static final Duration SHORTEST = Duration.ofSeconds(5);
  private static final Duration LONGEST = Duration.ofMinutes(5);

  /** One of several places that says nothing for so long is left for the next one. */
  private static final Duration SILENCE = Duration.ofSeconds(3);

  /** Where connections are closed again and again it is not registered more often. */
  private static final Duration PAUSE = Duration.ofSeconds(30);

  /** Characters of a token: t, and digits of sixteen. */
  static final int TOKEN = 33;

  final Trunk trunk;
  private final Place place;
  private final Trunk.Access account;
  private final Wire wire;
  private final Health health;
  private final LongSupplier nanos;
  private final String token;
  private final String callId;
  private final String tag = Wire.tag();
  private int sequence;
  private long next;
  private boolean asking;
  private boolean closed;
  private Credentials proofs = Credentials.NONE;
  private int failures;
  private Duration wanted = WANTED;
  private @Nullable Request latest;
  private List<Located.Spot> spots = List.of();

  /** Which of them is asked. */
  private int at;

  private long sent;
  private @Nullable Hop way;
  private Runnable giveUp = () -> {};
  private long registered;

  /** By which connection we registered: the trunk may call by that one alone. */
  private @Nullable Flow flow;

  /**
   * @param nanos a monotonic clock
   */
  TrunkRegistration(Trunk trunk, Wire wire, Health health, LongSupplier nanos) {
    this.trunk = trunk;
    this.place = Place.of(trunk);
    this.account = Objects.requireNonNull(trunk.access());
    this.wire = wire;
    this.health = health;
    this.nanos = nanos;
    this.token = token(trunk.name(), account);
    this.callId = wire.callId();
    this.next = nanos.getAsLong();
    health.registered(trunk.name(), "it is not registered yet");
  }

  /** The same after a restart: what the trunk still knows of us holds. */
  private static String token(String name, Trunk.Access account) {
    String secret = "contact\n" + name + "\n" + account.user() + "\n" + account.password();
    return "t" + Digest.SHA_256.hash(secret).substring(0, TOKEN - 1);
  }

  /** Whether what stands there in a text looks like one. */
  static boolean isToken(String text, int start) {
    if (text.charAt(start) != 't') {
      return false;
    }
    for (int i = start + 1; i < start + TOKEN; i++) {
      if (!HexFormat.isHexDigit(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  String token() {
    return token;
  }

  /** Registers if it is time. */
  synchronized void look() {
    if (flow != null && !asking && !flow.open()) {
      flow = null;
      soon();
    }
    if (!asking && !closed && nanos.getAsLong() - next >= 0) {
      register(wanted, false);
    } else if (asking && !spots.isEmpty() && nanos.getAsLong() - sent > SILENCE.toNanos()) {
      var _ = goesOn();
    }
  }

  /** The connection that it was made over is gone. */
  private void soon() {
    next = Math.min(next - registered, PAUSE.toNanos()) + registered;
  }

  /** Takes it back; no answer is waited for but a challenge. */
  synchronized void close() {
    closed = true;
    health.registered(trunk.name(), null);
    register(Duration.ZERO, false);
  }

  /**
   * @param again whether it was asked who we are; else it begins anew
   */
  private void register(Duration expires, boolean again) {
    asking = true;
    if (!again) {
      proofs = Credentials.NONE;
      spots = List.of();
    }
    try {
      wire.threads.execute(
          () -> {
            if (again) {
              ask(expires);
            } else {
              locate(expires);
            }
          });
    } catch (RuntimeException e) {
      failed("it cannot be asked now", null);
    }
  }

  private void locate(Duration expires) {
    switch (wire.locator.locate(place)) {
      case Located.Not not -> nowhere(not.reason());
      case Located.At(List<Located.Spot> found) -> {
        synchronized (this) {
          spots = found;
          at = 0;
        }
        ask(expires);
      }
    }
  }

  private synchronized void nowhere(String reason) {
    failed(reason, null);
  }

  /** May block while a connection is made. */
  private void ask(Duration expires) {
    Request request;
    Hop there;
    synchronized (this) {
      if (spots.isEmpty()) {
        return;
      }
      Located.Spot to = spots.get(at);
      try {
        request = request(expires, to);
        there = HopRouter.of(HopRouter.hop(to, place), trunk.transport());
      } catch (ParseException | RuntimeException e) {
        failed("its address cannot be used: " + e.getMessage(), null);
        return;
      }
      latest = request;
      way = there;
      giveUp = wire.flows.asks(there);
      sent = nanos.getAsLong();
    }
    try {
      var _ = wire.send(request, there, this);
    } catch (SipException e) {
      synchronized (this) {
        if (request.equals(latest) && !goesOn()) {
          failed("it cannot be reached", null);
        }
      }
    }
  }

  private Request request(Duration expires, Located.Spot to) throws ParseException {
    String record = "sip:" + account.user() + "@" + IpLiteral.inUri(account.domain());
    Request request =
        wire.request(
            Request.REGISTER,
            wire.uri("sip:" + trunk.address()),
            callId,
            ++sequence,
            "<" + record + ">;tag=" + tag,
            "<" + record + ">",
            List.of(),
            Signalling.MAX_FORWARDS,
            trunk.transport());
    request.addHeader(wire.contactHeader(wire.contact(trunk.transport(), to.address(), token)));
    request.addHeader(wire.parsed(ExpiresHeader.NAME, String.valueOf(expires.toSeconds())));
    proofs.prove(request, account);
    return request;
  }

  /** Registers at the next place, if the trunk has another one. */
  private boolean goesOn() {
    if (at + 1 >= spots.size()) {
      return false;
    }
    wire.locator.failed(spots.get(at));
    at++;
    proofs = Credentials.NONE;
    sent = nanos.getAsLong();
    Duration expires = closed ? Duration.ZERO : wanted;
    wire.threads.execute(() -> ask(expires));
    return true;
  }

  @Override
  public synchronized void responded(Response response, @Nullable ClientTransaction transaction) {
    Request request = latest;
    int status = response.getStatusCode();
    if (status < 200
        || request == null
        || !asking
        || Fields.sequence(response) != Fields.sequence(request)) {
      return;
    }
    Credentials next = proofs.answer(response, account).orElse(null);
    if (next != null) {
      proofs = next;
      register(closed ? Duration.ZERO : wanted, true);
    } else if (status < 300) {
      registered(granted(response));
    } else if (status == Response.INTERVAL_TOO_BRIEF
        && response.getHeader(MinExpiresHeader.NAME) instanceof MinExpiresHeader least
        && least.getExpires() > wanted.toSeconds()) {
      wanted = Duration.ofSeconds(least.getExpires());
      register(wanted, false);
    } else if ((status != 408 && status != 503) || !goesOn()) {
      failed(
          "it said " + status + " " + response.getReasonPhrase(), Responses.retryAfter(response));
    }
  }

  private void registered(Duration granted) {
    asking = false;
    failures = 0;
    registered = nanos.getAsLong();
    flow = way == null ? null : wire.flows.leading(way);
    boolean lost = flow == null && way != null && !way.getTransport().equalsIgnoreCase("UDP");
    if (!closed) {
      next = registered + max(granted.multipliedBy(4).dividedBy(5), SHORTEST).toNanos();
      if (lost) {
        soon();
      }
      health.registered(trunk.name(), null);
    }
  }

  /** How long it keeps what we said. */
  private Duration granted(Response response) {
    for (ListIterator<?> i = response.getHeaders(ContactHeader.NAME); i.hasNext(); ) {
      if (i.next() instanceof ContactHeader contact
          && contact.getAddress().getURI() instanceof SipURI uri
          && token.equals(uri.getUser())
          && contact.getExpires() > 0) {
        return Duration.ofSeconds(contact.getExpires());
      }
    }
    return response.getHeader(ExpiresHeader.NAME) instanceof ExpiresHeader all
            && all.getExpires() > 0
        ? Duration.ofSeconds(all.getExpires())
        : wanted;
  }

  private void failed(String why, @Nullable Duration itself) {
    asking = false;
    flow = null;
    if (closed) {
      return;
    }
    failures++;
    Duration grown = SHORTEST.multipliedBy(1L << Math.min(failures - 1, 6));
    Duration pause = itself != null ? itself : grown.compareTo(LONGEST) < 0 ? grown : LONGEST;
    next = nanos.getAsLong() + pause.toNanos();
    String problem = "it is not registered: " + why;
    health.registered(trunk.name(), problem);
    LOG.log(
        failures == 1 ? System.Logger.Level.WARNING : System.Logger.Level.DEBUG,
        "trunk {0}: {1}",
        trunk.name(),
        problem);
  }

  private static Duration max(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  @Override
  public synchronized void timedOut(ClientTransaction transaction) {
    if (asking && latest != null && transaction.getRequest().equals(latest)) {
      giveUp.run();
      if (!goesOn()) {
        failed("it does not answer", null);
      }
    }
  }
}
