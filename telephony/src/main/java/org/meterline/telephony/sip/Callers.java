package org.meterline.telephony.sip;

import gov.nist.javax.sip.header.ims.PPreferredIdentityHeader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import javax.sip.address.SipURI;
import javax.sip.address.URI;
import javax.sip.header.FromHeader;
import javax.sip.header.ToHeader;
import javax.sip.message.Request;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.call.Destination;
import org.meterline.telephony.call.Directory;
import org.meterline.telephony.call.Domain;
import org.meterline.telephony.call.Origin;
import org.meterline.telephony.trunk.Trunk;

/** Whose a request is, as far as that needs no proof. */
final class Callers {
  private final Directory directory;
  private final Function<String, Optional<Trunk>> registered;
  private final Function<InetSocketAddress, List<InetSocketAddress>> named;

  /**
   * @param registered the trunk that was told to call there: the user part of a Contact of ours
   * @param named the names, and ports, of trunks that are found where something comes from
   */
  Callers(
      Directory directory,
      Function<String, Optional<Trunk>> registered,
      Function<InetSocketAddress, List<InetSocketAddress>> named) {
    this.named = named;
    this.directory = directory;
    this.registered = registered;
  }

  /** The domain of the URI, if it is a tenant's. */
  Optional<Domain> served(URI uri) {
    var domain = new Domain(host(uri));
    return directory.serves(domain) ? Optional.of(domain) : Optional.empty();
  }

  /**
   * What says at whom the caller has an account: From, or of who hides there (RFC 3323, section
   * 4.1.1.3) as whom they wish to be known (RFC 3325, section 9.2), else whom they call.
   */
  URI named(Request request) {
    URI from = from(request);
    if (!CallingParty.hides(from) || served(from).isPresent()) {
      return from;
    }
    return request.getHeader(PPreferredIdentityHeader.NAME) instanceof PPreferredIdentityHeader wish
            && wish.getAddress().getURI() instanceof SipURI sip
        ? sip
        : request.getRequestURI();
  }

  /** The trunk that the request comes over, if it comes from where one is. */
  Optional<Trunk> trunk(Request request) {
    FlowChannel flow = FlowChannel.of(request);
    if (flow != null && flow.getTransport().equals("WS")) {
      return Optional.empty(); // A page may run anywhere, a trunk's own machine included.
    }
    Optional<Trunk> told = told(request);
    if (told.isPresent()) {
      return told;
    }
    InetSocketAddress source = Fields.sourceSocket(request);
    String dialled = dialled(request);
    return directory
        .trunkAt(source, dialled)
        .or(
            () ->
                named.apply(source).stream()
                    .flatMap(name -> directory.trunkAt(name, dialled).stream())
                    .findFirst());
  }

  /** Whether the trunk is found at that address, by its name. */
  boolean isAt(Trunk trunk, @Nullable InetAddress at) {
    return at != null
        && named
            .apply(new InetSocketAddress(at, trunk.port()))
            .contains(InetSocketAddress.createUnresolved(trunk.host(), trunk.port()));
  }

  private Optional<Trunk> told(Request request) {
    String user = Fields.user(request.getRequestURI());
    return user == null ? Optional.empty() : registered.apply(user);
  }

  /**
   * Whether help may be called for, asked before anybody has proved who they are. What From says
   * does not matter: else who gets an answer beyond the limits would learn which users there are.
   */
  boolean mayBeEmergency(Request request) {
    return trunk(request)
        .map(trunk -> emergency(request, new Origin.Carrier(trunk.name())))
        .orElseGet(() -> directory.helpsSomewhere(dialled(request)));
  }

  /**
   * Whether help is called for from there.
   *
   * @param origin who has proved to call
   */
  boolean emergency(Request request, Origin origin) {
    return directory.find(origin, called(request, origin)) instanceof Destination.Emergency;
  }

  /**
   * Who is called, as the tenant's numbers are written: trunks may write them in a way of theirs.
   */
  String called(Request request, Origin origin) {
    String dialled = dialled(request);
    return origin instanceof Origin.Carrier
        ? trunk(request).map(trunk -> trunk.rewriting().calledIn().of(dialled)).orElse(dialled)
        : dialled;
  }

  /**
   * Who is called, as the request has it. A trunk that we are registered at calls our Contact, and
   * says in To whom it is for.
   */
  String dialled(Request request) {
    URI uri =
        told(request).isPresent()
            ? ((ToHeader) request.getHeader(ToHeader.NAME)).getAddress().getURI()
            : request.getRequestURI();
    String user = Fields.user(uri);
    return user == null ? "" : user;
  }

  static URI from(Request request) {
    return ((FromHeader) request.getHeader(FromHeader.NAME)).getAddress().getURI();
  }

  static String host(URI uri) {
    return uri instanceof SipURI sip && sip.getHost() != null && !sip.getHost().isBlank()
        ? sip.getHost()
        : "invalid";
  }
}
