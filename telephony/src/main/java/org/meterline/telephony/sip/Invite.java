package org.meterline.telephony.sip;

import java.net.InetAddress;
import java.text.ParseException;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import javax.sip.address.SipURI;
import javax.sip.address.URI;
import javax.sip.message.Request;
import org.meterline.telephony.call.Invitation;
import org.meterline.telephony.identity.Identities;
import org.meterline.telephony.identity.Verification;
import org.meterline.telephony.media.Sdp;

/** The INVITE that begins an outgoing leg, to one of its targets. */
final class Invite {
  private static final Pattern NUMBER = Pattern.compile("\\+?[0-9]{2,15}");

  private Invite() {}

  /**
   * @param sequence the number of CSeq
   * @throws ParseException when the target's address is none
   */
  static Request of(
      Wire wire, Invitation invitation, Invitation.Target target, Dialogs.Key key, long sequence)
      throws ParseException {
    String transport = target.transport().toLowerCase(Locale.ROOT);
    URI uri = wire.uri(target.uri());
    if (uri instanceof SipURI sip && !transport.equals("udp") && target.hop() == null) {
      sip.setTransportParam(transport);
    }
    Invitation.Confidence confidence = invitation.confidence();
    String domain = invitation.domain().toString();
    String from =
        confidence.withheld()
            ? NameAddr.of("Anonymous", "anonymous", "anonymous.invalid")
            : NameAddr.of(invitation.displayName(), invitation.from(), domain);
    Request request =
        wire.request(
            Request.INVITE,
            uri,
            key.callId(),
            sequence,
            from + ";tag=" + key.localTag(),
            "<" + NameAddr.plain(uri) + ">",
            target.route(),
            invitation.maxForwards(),
            transport);
    InetAddress peer = HopRouter.peer(target.hop(), target.route(), target.uri());
    wire.introduce(request, transport, peer);
    confide(request, confidence, domain);
    if (confidence.verified() != null) {
      tellWhetherVerified(request, confidence.verified(), invitation.from(), domain);
    }
    if (confidence.vouched() != null) {
      wire.identities.sign(confidence.vouched()).ifPresent(signed -> sign(request, signed));
    }
    Sdp own = target.offer();
    wire.describe(request, own == null ? invitation.offer() : own, peer);
    return request;
  }

  /** For telephones (3GPP TS 24.229, sections 7.2A.20 and 7.2.18). */
  private static void tellWhetherVerified(
      Request request, Verification verified, String caller, String domain) {
    if (!NUMBER.matcher(caller).matches()) {
      return;
    }
    request.addHeader(
        Wire.header(
            "P-Asserted-Identity",
            "<sip:%s;verstat=%s@%s;user=phone>"
                .formatted(caller, verified.status().verstat(), domain)));
    if (verified.attestation() != null) {
      request.addHeader(Wire.header("Attestation-Info", verified.attestation().name()));
    }
  }

  /** What is said under our signature, and when (RFC 8224, section 4). */
  private static void sign(Request request, Identities.Signed signed) {
    String at = DateTimeFormatter.RFC_1123_DATE_TIME.format(signed.at().atOffset(ZoneOffset.UTC));
    request.addHeader(Wire.header("Date", at.length() < 29 ? at.replace(", ", ", 0") : at));
    request.addHeader(IdentityParser.headers(signed.identities()));
  }

  /** Who calls, for those who may know it, and who sent the call on. */
  private static void confide(Request request, Invitation.Confidence told, String domain) {
    if (told.asserted() != null) {
      String asserted = NameAddr.of(null, told.asserted(), domain);
      request.addHeader(Wire.header("P-Asserted-Identity", asserted));
      if (told.withheld()) {
        request.addHeader(Wire.header("Privacy", "id"));
      }
    }
    if (told.diverted().isEmpty()) {
      return;
    }
    List<String> diversions = new ArrayList<>();
    List<String> history = new ArrayList<>();
    String index = "1";
    for (Invitation.Diversion each : told.diverted()) {
      diversions.add(NameAddr.of(null, each.by(), domain) + ";reason=" + each.reason());
    }
    for (Invitation.Diversion each : told.diverted().reversed()) {
      history.add(NameAddr.of(null, each.by(), domain) + ";index=" + index);
      index += ".1";
    }
    history.add("<" + NameAddr.plain(request.getRequestURI()) + ";cause=302>;index=" + index);
    request.addHeader(Wire.header("Diversion", String.join(", ", diversions)));
    request.addHeader(Wire.header("History-Info", String.join(", ", history)));
  }
}
