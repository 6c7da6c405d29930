package org.meterline.telephony.call;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.identity.Verification;
import org.meterline.telephony.identity.Vouched;
import org.meterline.telephony.media.Sdp;
import org.meterline.telephony.trunk.Trunk;

/**
 * Who is to be called by an outgoing leg, and what they are told: what an INVITE says.
 *
 * @param targets SIP URIs to ring
 * @param from what the callee sees: user part of the From URI
 * @param displayName the name the callee sees; what could forge a header is left out on the way
 * @param domain the domain of the From URI
 * @param maxForwards how many hops the request may still take (RFC 3261, section 8.1.1.6): one less
 *     than the {@link Signalling.IncomingLeg#maxForwards} of the leg it is set up for, so that a
 *     loop ends
 * @param confidence what else is told of the caller
 * @param trunk that it goes over; null to phones
 * @param place from where help is called, for those who are told; else null
 */
public record Invitation(
    LegId leg,
    List<Target> targets,
    String from,
    @Nullable String displayName,
    Domain domain,
    Sdp offer,
    int maxForwards,
    Confidence confidence,
    @Nullable Trunk trunk,
    @Nullable Place place) {
  public Invitation {
    targets = List.copyOf(targets);
  }

  /** The same without its targets, for one that goes to one of them. */
  public Invitation toOne() {
    return new Invitation(
        leg, List.of(), from, displayName, domain, offer, maxForwards, confidence, trunk, place);
  }

  /** An invitation that tells no place. */
  public Invitation(
      LegId leg,
      List<Target> targets,
      String from,
      @Nullable String displayName,
      Domain domain,
      Sdp offer,
      int maxForwards,
      Confidence confidence,
      @Nullable Trunk trunk) {
    this(leg, targets, from, displayName, domain, offer, maxForwards, confidence, trunk, null);
  }

  /** An invitation to phones that says no more of the caller. */
  public Invitation(
      LegId leg,
      List<Target> targets,
      String from,
      @Nullable String displayName,
      Domain domain,
      Sdp offer,
      int maxForwards) {
    this(leg, targets, from, displayName, domain, offer, maxForwards, Confidence.NONE, null);
  }

  /** An invitation that no incoming leg gave rise to. */
  public Invitation(
      LegId leg,
      List<Target> targets,
      String from,
      @Nullable String displayName,
      Domain domain,
      Sdp offer) {
    this(leg, targets, from, displayName, domain, offer, Signalling.MAX_FORWARDS);
  }

  /**
   * What is told of the caller beside From, to those who may know it.
   *
   * @param asserted the number that we vouch for (RFC 3325); null: not told
   * @param withheld whether From is anonymous, as the caller wishes (RFC 3323)
   * @param diverted who sent the call on, the latest first (RFC 5806, RFC 7044)
   * @param verified whether the number in From is the caller's, for a phone; null: not told
   * @param vouched what is said under our signature (RFC 8224); null: nothing
   */
  public record Confidence(
      @Nullable String asserted,
      boolean withheld,
      List<Diversion> diverted,
      @Nullable Verification verified,
      @Nullable Vouched vouched) {
    public static final Confidence NONE = new Confidence(null, false, List.of());

    /** Nothing is verified or signed. */
    public Confidence(@Nullable String asserted, boolean withheld, List<Diversion> diverted) {
      this(asserted, withheld, diverted, null, null);
    }

    public Confidence {
      diverted = List.copyOf(diverted);
    }
  }

  /**
   * @param by the number or name that the call was for
   * @param reason {@code unconditional} or {@code unknown}, as RFC 5806 names them
   */
  public record Diversion(String by, String reason) {}

  /**
   * @param uri the Request-URI
   * @param route Route header values, first hop first; empty to send to the URI itself
   * @param transport {@code udp}, {@code tcp} or {@code tls}
   * @param hop address and port to send to whatever the URI says, for example {@code
   *     127.0.0.1:5070}: where a phone behind a NAT registered from; null to follow route or URI
   * @param offer what this target is offered; null: as the others
   * @param whenRefused makes, on any thread, what it is offered when it cannot accept that (488);
   *     null: nothing
   * @param otherwise other ways to the same phone, to be tried in turn when this one does not lead
   *     there
   */
  public record Target(
      String uri,
      List<String> route,
      String transport,
      @Nullable String hop,
      @Nullable Sdp offer,
      @Nullable Supplier<Sdp> whenRefused,
      List<Target> otherwise) {
    public Target {
      route = List.copyOf(route);
      otherwise = List.copyOf(otherwise);
    }

    /** A target that is offered what the others are. */
    public Target(String uri, List<String> route, String transport, @Nullable String hop) {
      this(uri, route, transport, hop, null, null, List.of());
    }

    /** The same with an offer of its own and no other. */
    public Target offered(@Nullable Sdp own) {
      return new Target(uri, route, transport, hop, own, null, otherwise);
    }

    /** The same that is offered something else when it refuses what it is offered first. */
    public Target whenRefused(Supplier<Sdp> other) {
      return new Target(uri, route, transport, hop, offer, other, otherwise);
    }

    /** The same with other ways beside. */
    public Target otherwise(List<Target> ways) {
      return new Target(uri, route, transport, hop, offer, whenRefused, ways);
    }

    /** The same, sent there. */
    public Target by(String way) {
      return new Target(uri, route, transport, way, offer, whenRefused, otherwise);
    }

    /** A target that is reached where its route or URI says. */
    public Target(String uri, List<String> route, String transport) {
      this(uri, route, transport, null);
    }
  }
}
