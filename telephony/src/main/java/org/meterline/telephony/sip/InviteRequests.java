package org.meterline.telephony.sip;

import gov.nist.javax.sip.header.To;
import gov.nist.javax.sip.message.SIPRequest;
import java.text.ParseException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import javax.sip.SipException;
import javax.sip.header.CSeqHeader;
import javax.sip.header.CallIdHeader;
import javax.sip.header.FromHeader;
import javax.sip.header.ToHeader;
import javax.sip.message.Request;
import javax.sip.message.Response;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.call.Invitation;
import org.meterline.telephony.media.Sdp;
import org.meterline.telephony.trunk.Trunk;

/**
 * The INVITE requests to one target: the first, and those that a final response makes us send in
 * another way (RFC 3261, section 8.1.3.5): with a proof of who we are, a longer session, another
 * offer, or without the place. Owned by the leg's mailbox.
 */
final class InviteRequests {
  private static final System.Logger LOG = System.getLogger(InviteRequests.class.getName());

  /** What is said of a body that has more than a session in it (RFC 5621, RFC 6442): help first. */
  private static final Set<Integer> PLACE_REFUSED = Set.of(400, 413, 415, 424, 488, 513);

  private final Wire wire;
  private final OutgoingLeg leg;
  private final Dialogs.Key key;
  private Way way;
  private Credentials proofs = Credentials.NONE;

  /** Whether it is told from where help is called. */
  private boolean places;

  private @Nullable Request last;

  /**
   * @param key Call-ID and tag, of all of them
   */
  InviteRequests(Wire wire, OutgoingLeg leg, Dialogs.Key key, Way way) {
    this.wire = wire;
    this.leg = leg;
    this.key = key;
    this.way = way;
    this.places = way.invitation().place() != null;
  }

  Way way() {
    return way;
  }

  /** The one that was made last; null before the first. */
  @Nullable Request last() {
    return last;
  }

  /**
   * Makes the next one, with the next number (RFC 3261, section 22.2).
   *
   * @throws ParseException when the target's address is none
   */
  Request next() throws ParseException {
    long sequence = last == null ? 1 : 1 + Fields.sequence(last);
    Invitation invitation = way.invitation();
    Request request = Invite.of(wire, invitation, way.target(), key, sequence);
    if (places && invitation.place() != null) {
      Geolocation.tell(wire, request, invitation.place(), invitation);
    }
    leg.timer.asks(request);
    Trunk trunk = way.trunk();
    proofs.prove(request, trunk == null ? null : trunk.access());
    last = request;
    return request;
  }

  /** Whether the next one is in the way that the response to the last one asks for. */
  boolean heeds(Response response) {
    Request refused = last;
    if (refused == null) {
      return false;
    }
    int status = response.getStatusCode();
    Supplier<Sdp> other = way.target().whenRefused();
    if (places && PLACE_REFUSED.contains(status)) {
      places = false;
      proofs = Credentials.NONE;
    } else if (status == 422) {
      if (!leg.timer.longer(refused, response)) {
        return false;
      }
      proofs = Credentials.NONE;
    } else if ((status == Response.NOT_ACCEPTABLE_HERE || status == Response.SESSION_NOT_ACCEPTABLE)
        && other != null) {
      way = way.offered(other.get());
    } else {
      Trunk trunk = way.trunk();
      Optional<Credentials> next =
          trunk == null ? Optional.empty() : proofs.answer(response, trunk.access());
      if (next.isEmpty()) {
        return false;
      }
      proofs = next.get();
    }
    return true;
  }

  /** The stack acknowledges what failed by itself; the ladder shows it all the same. */
  void showAck(Response response) {
    try {
      if (last instanceof SIPRequest request) {
        leg.sent(request.createErrorAck((To) response.getHeader(ToHeader.NAME)));
      }
    } catch (SipException | ParseException e) {
      LOG.log(System.Logger.Level.DEBUG, "leg " + leg.id() + ": an ACK is not shown", e);
    }
  }

  /**
   * The last one is answered: of it is kept, for as long as the call, what the answer of another
   * phone is taken for.
   */
  void answered() {
    Request sent = last;
    if (sent != null) {
      var kept = new SIPRequest();
      kept.setMethod(sent.getMethod());
      kept.setRequestURI(sent.getRequestURI());
      for (String name : List.of(FromHeader.NAME, CallIdHeader.NAME, CSeqHeader.NAME)) {
        kept.addHeader(sent.getHeader(name));
      }
      last = kept;
    }
  }

  /** There is no next one any more: what makes offers would be kept by it. */
  void letGo() {
    way = way.offered(null);
  }
}
