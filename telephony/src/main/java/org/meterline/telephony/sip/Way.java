package org.meterline.telephony.sip;

import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.sip.address.Hop;
import javax.sip.message.Request;
import javax.sip.message.Response;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.address.HostPort;
import org.meterline.telephony.call.Invitation;
import org.meterline.telephony.call.Signalling;
import org.meterline.telephony.locate.Located;
import org.meterline.telephony.media.Sdp;
import org.meterline.telephony.trunk.Trunk;

/** Where a branch of an invitation goes. */
record Way(Wire wire, Invitation invitation, Invitation.Target target) {
  /** How long one of several ways to a trunk may say nothing, in milliseconds. */
  private static final long SILENCE = 700;

  /** The same of a way to a phone, which may have to be asked more than once. */
  private static final long PHONE_SILENCE = 2_000;

  @Nullable Trunk trunk() {
    return invitation.trunk();
  }

  String transport() {
    return target.transport().toLowerCase(Locale.ROOT);
  }

  /** Where a request goes whatever it says itself; null: where its URI or route says. */
  @Nullable Hop hop() {
    String hop = target.hop();
    return hop == null ? null : HopRouter.of(hop, transport());
  }

  /** Whether it leads over the connection that a browser opened. */
  boolean leadsOver(String flow) {
    return transport().equals("ws") && flow.equals(target.hop());
  }

  /** The same with another offer and none after that. */
  Way offered(@Nullable Sdp own) {
    return new Way(wire, invitation, target.offered(own));
  }

  /** The next one to the same phone or trunk. */
  Optional<Way> otherwise() {
    List<Invitation.Target> ways = target.otherwise();
    return ways.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Way(wire, invitation, ways.getFirst().otherwise(ways.subList(1, ways.size()))));
  }

  /** How long it may say nothing, if there are others, in milliseconds. */
  long patience() {
    return trunk() == null ? PHONE_SILENCE : SILENCE;
  }

  /** Whether there are others to the same phone or trunk. */
  boolean isOneOfSeveral() {
    return !target.otherwise().isEmpty();
  }

  /**
   * Whether this status, before anything has rung, says that the far end has not heard of the call
   * (RFC 5626, section 5.3.1: 430 from a phone's edge).
   */
  boolean isDead(int status) {
    return status == 408 || status == 503 || (status == 430 && trunk() == null);
  }

  /** What an edge says to us alone is no answer to a caller (RFC 5626, section 11.5). */
  static Signalling.Event.Failed forCaller(Signalling.Event.Failed failure) {
    return failure.status() == 430
        ? new Signalling.Event.Failed(480, "The way to the phone is lost")
        : failure;
  }

  /** It leads nowhere: calls to come try others first (RFC 3263, section 4.3). */
  void failed() {
    String hop = target.hop();
    InetAddress at = hop == null ? null : HopRouter.peer(hop, List.of(), target.uri());
    if (trunk() != null && hop != null && at != null) {
      wire.locator.failed(new Located.Spot(at, HostPort.read(hop).port()));
    }
  }

  /**
   * The dialog of an INVITE that was answered. Within it a trunk is where its Contact says, a phone
   * where it was reached. A tenant's trunk is where it was reached, too, or its Contact would lead
   * to where it may not be; so would the Record-Route of a phone, unless it has an edge.
   */
  SipDialog dialog(Request sent, Response response) {
    Trunk trunk = trunk();
    boolean outside = trunk != null && trunk.outside();
    String hop = trunk == null || outside ? target.hop() : null;
    SipDialog.Tie tie =
        outside
            ? SipDialog.Tie.PLACE
            : trunk == null && !byEdge() ? SipDialog.Tie.SENDER : SipDialog.Tie.ROUTES;
    return SipDialog.outgoing(wire, sent, response, transport(), hop, tie);
  }

  private boolean byEdge() {
    String hop = target.hop();
    return hop != null && wire.isEdge(HostPort.read(hop).host());
  }
}
