package org.meterline.telephony.sip;

import java.net.InetSocketAddress;
import java.util.Optional;
import javax.sip.address.SipURI;
import javax.sip.address.URI;
import javax.sip.header.FromHeader;
import javax.sip.message.Request;
import org.meterline.telephony.call.Directory;
import org.meterline.telephony.call.Domain;
import org.meterline.telephony.trunk.Trunk;

/** Whose a request is, as far as that needs no proof. */
final class Callers {
  private final Directory directory;

  Callers(Directory directory) {
    this.directory = directory;
  }

  /** The domain of the URI, if it is a tenant's. */
  Optional<Domain> served(URI uri) {
    var domain = new Domain(host(uri));
    return directory.serves(domain) ? Optional.of(domain) : Optional.empty();
  }

  /** The trunk that the request comes over, if it comes from where one is. */
  Optional<Trunk> trunk(Request request) {
    FlowChannel flow = FlowChannel.of(request);
    if (flow != null && flow.getTransport().equals("WS")) {
      return Optional.empty(); // A page may run anywhere, a trunk's own machine included.
    }
    String source = Fields.source(request);
    int colon = source.lastIndexOf(':');
    return directory.trunkAt(
        new InetSocketAddress(
            source.substring(0, colon), Integer.parseInt(source.substring(colon + 1))));
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
