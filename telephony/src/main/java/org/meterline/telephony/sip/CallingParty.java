package org.meterline.telephony.sip;

import java.text.ParseException;
import java.util.Locale;
import java.util.Set;
import javax.sip.address.Address;
import javax.sip.address.SipURI;
import javax.sip.address.URI;
import javax.sip.header.FromHeader;
import javax.sip.header.Header;
import javax.sip.message.Request;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.call.Signalling.Introduction;
import org.meterline.telephony.identity.Claim;
import org.meterline.telephony.trunk.Trunk;

/** Who calls, as an INVITE says it. */
final class CallingParty {
  private static final String ANONYMOUS = "anonymous";

  /** What asks for the caller not to be shown (RFC 3323, section 4.2; RFC 3325, section 9.3). */
  private static final Set<String> WITHHOLDING = Set.of("id", "user", "header");

  private final Wire wire;

  CallingParty(Wire wire) {
    this.wire = wire;
  }

  /** Of a trunk, which vouches for the caller if it is trusted. */
  Introduction overTrunk(Request request, String dialled, Trunk trunk) {
    boolean withheld = isWithheld(request);
    String asserted = trunk.trusted() ? asserted(request) : null;
    // An identity that is asserted in confidence is not for those who are called.
    String caller = written(trunk, asserted == null || withheld ? named(request) : asserted);
    String signed = withheld && asserted != null ? written(trunk, asserted) : caller;
    return of(request, dialled, caller, claim(request, signed, dialled, trunk));
  }

  private static String written(Trunk trunk, String caller) {
    return trunk.rewriting().callerIn().of(caller);
  }

  private Claim claim(Request request, String caller, String dialled, Trunk trunk) {
    return wire.identities.claim(
        Fields.values(request, IdentityParser.NAME),
        caller,
        dialled,
        Fields.callId(request),
        Fields.date(request),
        trunk.unverified() == Trunk.Unverified.REFUSED);
  }

  /** Of the account that the caller has proved to be. */
  Introduction ofAccount(Request request, String dialled, String user) {
    return of(request, dialled, user, Claim.NONE);
  }

  private Introduction of(Request request, String dialled, String caller, Claim claim) {
    return new Introduction(
        dialled,
        caller,
        from(request).getDisplayName(),
        isWithheld(request),
        Redirection.of(request),
        claim);
  }

  private static Address from(Request request) {
    return ((FromHeader) request.getHeader(FromHeader.NAME)).getAddress();
  }

  /** Who the caller claims to be. */
  static String named(Request request) {
    String user = Fields.user(from(request).getURI());
    return user == null || user.isEmpty() ? ANONYMOUS : user;
  }

  private static boolean isWithheld(Request request) {
    for (String value : Fields.values(request, "Privacy")) {
      for (String wish : value.toLowerCase(Locale.ROOT).split("[;,\\s]+", -1)) {
        if (WITHHOLDING.contains(wish)) {
          return true;
        }
      }
    }
    return hides(from(request).getURI());
  }

  /** Whether that is nobody's address, in From of who is not to be shown. */
  static boolean hides(URI from) {
    return ANONYMOUS.equalsIgnoreCase(Fields.user(from))
        || (from instanceof SipURI sip && "anonymous.invalid".equalsIgnoreCase(sip.getHost()));
  }

  /** The caller that a trunk vouches for (RFC 3325). */
  private @Nullable String asserted(Request request) {
    Header header = request.getHeader("P-Asserted-Identity");
    if (header == null) {
      return null;
    }
    String text = header.toString();
    int start = text.indexOf('<');
    int end = text.indexOf('>', start + 1);
    try {
      String uri =
          start >= 0 && end > start
              ? text.substring(start + 1, end)
              : text.substring(text.indexOf(':') + 1).strip();
      String user = Fields.user(wire.uri(uri));
      return user == null || user.isEmpty() ? null : user;
    } catch (ParseException e) {
      return null;
    }
  }
}
