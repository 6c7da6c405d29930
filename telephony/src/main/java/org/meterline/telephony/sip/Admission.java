package org.meterline.telephony.sip;

import java.net.InetSocketAddress;
import java.text.ParseException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.sip.ServerTransaction;
import javax.sip.address.SipURI;
import javax.sip.address.URI;
import javax.sip.header.ContentTypeHeader;
import javax.sip.header.FromHeader;
import javax.sip.header.ToHeader;
import javax.sip.message.Request;
import javax.sip.message.Response;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.call.Directory;
import org.meterline.telephony.call.Domain;
import org.meterline.telephony.call.Origin;
import org.meterline.telephony.call.Signalling;
import org.meterline.telephony.trunk.Trunk;

/**
 * Who may register and who may call. Everything is answered from memory, and refusals without a
 * transaction, so a stranger costs little.
 */
final class Admission {
  private final Wire wire;
  private final Directory directory;
  private final Authenticator authenticator;
  private final Registrar registrar;
  private final Signalling.Incoming incoming;
  private final CallingParty party;
  private final Set<String> ownHosts;

  Admission(
      Wire wire,
      Directory directory,
      Authenticator authenticator,
      Registrar registrar,
      Signalling.Incoming incoming,
      Set<String> ownHosts) {
    this.wire = wire;
    this.directory = directory;
    this.authenticator = authenticator;
    this.registrar = registrar;
    this.incoming = incoming;
    this.party = new CallingParty(wire);
    this.ownHosts = Set.copyOf(ownHosts);
  }

  void register(Request request, Supplier<@Nullable ServerTransaction> transaction) {
    URI record = ((ToHeader) request.getHeader(ToHeader.NAME)).getAddress().getURI();
    Optional<Domain> domain = served(request.getRequestURI());
    if (domain.isEmpty() && isOurs(request.getRequestURI())) {
      domain = served(record);
    }
    if (domain.isEmpty()) {
      refuse(request, 404, "This domain is not served here");
      return;
    }
    switch (authenticator.registering(request, domain.get())) {
      case Authenticator.Verdict.Challenge challenge ->
          wire.answerStateless(
              authenticator.challenge(request, domain.get(), false, challenge.stale()));
      case Authenticator.Verdict.Denied denied -> refuse(request, 403, "Not with this password");
      case Authenticator.Verdict.Ignored ignored -> {}
      case Authenticator.Verdict.Known known -> {
        if (!known.account().user().equals(Registrar.user(request))) {
          refuse(request, 403, "Not for another account");
          return;
        }
        ServerTransaction own = transaction.get();
        if (own != null) {
          registrar.register(request, own, domain.get(), known.account().user());
        }
      }
    }
  }

  void invite(Request request, Supplier<@Nullable ServerTransaction> transaction) {
    if (unreadable(request)) {
      return;
    }
    Optional<Trunk> trunk = directory.trunkAt(source(request));
    if (trunk.isPresent()) {
      begin(
          request,
          transaction,
          new Origin.Carrier(trunk.get().name()),
          new Domain(host(request.getRequestURI())),
          dialled -> party.overTrunk(request, dialled));
      return;
    }
    URI from = ((FromHeader) request.getHeader(FromHeader.NAME)).getAddress().getURI();
    Optional<Domain> domain = served(from);
    if (domain.isEmpty()) {
      boolean toUs = served(request.getRequestURI()).isPresent() || isOurs(request.getRequestURI());
      refuse(
          request,
          toUs ? 403 : 404,
          toUs ? "Callers of that domain are not known" : "This domain is not served here");
      return;
    }
    switch (authenticator.calling(request, domain.get())) {
      case Authenticator.Verdict.Challenge challenge ->
          wire.answerStateless(
              authenticator.challenge(request, domain.get(), true, challenge.stale()));
      case Authenticator.Verdict.Denied denied -> refuse(request, 403, "Not with this password");
      case Authenticator.Verdict.Ignored ignored -> {}
      case Authenticator.Verdict.Known known -> {
        String user = known.account().user();
        URI to = request.getRequestURI();
        if (!user.equals(Wire.user(from))) {
          refuse(request, 403, "Not under another name");
        } else if (to instanceof SipURI && !served(to).equals(domain) && !isOurs(to)) {
          refuse(request, 404, "This domain is not served for you");
        } else {
          begin(
              request,
              transaction,
              new Origin.Phone(domain.get(), user),
              domain.get(),
              dialled -> party.ofAccount(request, dialled, user));
        }
      }
    }
  }

  private void begin(
      Request request,
      Supplier<@Nullable ServerTransaction> transaction,
      Origin origin,
      Domain domain,
      Function<String, Signalling.Introduction> introduction) {
    String dialled = Wire.user(request.getRequestURI());
    if (dialled == null || dialled.isEmpty()) {
      refuse(request, 404, "Nobody is named");
      return;
    }
    Optional<String> full = incoming.full(origin, domain, dialled);
    if (full.isPresent()) {
      Response busy = wire.response(503, request, Wire.tag(), full.get());
      busy.addHeader(Wire.header("Retry-After", "5"));
      wire.answerStateless(busy);
      return;
    }
    SipDialog dialog;
    try {
      dialog = SipDialog.incoming(wire, request, Wire.tag());
    } catch (ParseException e) {
      refuse(request, 400, "An INVITE has a Contact");
      return;
    }
    ServerTransaction own = transaction.get();
    if (own == null) {
      return;
    }
    var leg = new IncomingLeg(wire, request, own, dialog);
    wire.dialogs.add(IncomingLeg.inviteKey(request), leg);
    leg.begin(incoming, origin, domain, introduction.apply(dialled));
  }

  /** Refuses what lacks a From tag or brings a body that is no session description. */
  private boolean unreadable(Request request) {
    if (Wire.fromTag(request).isEmpty()) {
      refuse(request, 400, "From has no tag");
      return true;
    }
    byte[] content = request.getRawContent();
    boolean described = content != null && content.length > 0;
    boolean encoded = request.getHeader("Content-Encoding") != null;
    if (described && (encoded || Wire.sdp(request) == null)) {
      Response no = wire.response(415, request, Wire.tag());
      no.addHeader(Wire.header("Accept", "application/sdp"));
      if (request.getHeader(ContentTypeHeader.NAME) == null) {
        no = wire.response(400, request, Wire.tag(), "A body has a Content-Type");
      }
      wire.answerStateless(no);
      return true;
    }
    return false;
  }

  private void refuse(Request request, int status, String reason) {
    wire.answerStateless(wire.response(status, request, Wire.tag(), reason));
  }

  private Optional<Domain> served(URI uri) {
    String host = host(uri);
    if (host.isEmpty()) {
      return Optional.empty();
    }
    var domain = new Domain(host);
    return directory.serves(domain) ? Optional.of(domain) : Optional.empty();
  }

  private boolean isOurs(URI uri) {
    return ownHosts.contains(host(uri));
  }

  private static String host(URI uri) {
    return uri instanceof SipURI sip && sip.getHost() != null && !sip.getHost().isBlank()
        ? sip.getHost()
        : "invalid";
  }

  private static InetSocketAddress source(Request request) {
    String source = Wire.source(request);
    int colon = source.lastIndexOf(':');
    return new InetSocketAddress(
        source.substring(0, colon), Integer.parseInt(source.substring(colon + 1)));
  }
}
