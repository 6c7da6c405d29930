package org.meterline.telephony.sip;

import gov.nist.javax.sip.message.MessageExt;
import gov.nist.javax.sip.stack.HopImpl;
import java.net.InetAddress;
import java.util.Collections;
import java.util.List;
import java.util.ListIterator;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sip.SipException;
import javax.sip.SipStack;
import javax.sip.address.Hop;
import javax.sip.address.Router;
import javax.sip.address.SipURI;
import javax.sip.address.URI;
import javax.sip.header.RouteHeader;
import javax.sip.message.Request;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.address.HostPort;
import org.meterline.telephony.address.IpLiteral;
import org.meterline.telephony.locate.Located;
import org.meterline.telephony.locate.Place;

/**
 * Says where a request is sent: to the hop attached to it, or where its first Route or else its
 * Request-URI points (RFC 3261, section 8.1.2; as RFC 3263 says for trunks, who come with a hop,
 * and else by addresses and default ports). An {@code maddr} is not followed: it would let a URI
 * name one host and reach another. Public, with this constructor, because the stack makes it by
 * name.
 */
public final class HopRouter implements Router {
  private static final char NAMED = '/';
  private static final Pattern HOST =
      Pattern.compile("(?i)sips?:(?:[^@>]*@)?(\\[[^\\]]*\\]|[^:;?>]+)");

  /** Made by the stack. */
  public HopRouter(SipStack stack, String outboundProxy) {}

  @Override
  public @Nullable Hop getOutboundProxy() {
    return null;
  }

  @Override
  @SuppressWarnings("deprecation") // The interface demands it still.
  public ListIterator<Hop> getNextHops(Request request) {
    return Collections.emptyListIterator();
  }

  @Override
  public Hop getNextHop(Request request) throws SipException {
    if (((MessageExt) request).getApplicationData() instanceof Hop hop) {
      return hop;
    }
    RouteHeader route = (RouteHeader) request.getHeader(RouteHeader.NAME);
    return of(route == null ? request.getRequestURI() : route.getAddress().getURI());
  }

  static Hop of(URI uri) throws SipException {
    if (!(uri instanceof SipURI sip)) {
      throw new SipException("no way to a " + uri.getScheme() + " URI");
    }
    if (sip.getHost().toLowerCase(Locale.ROOT).endsWith(".invalid")) {
      throw new SipException("a browser is reached over its own connection alone");
    }
    String transport = sip.getTransportParam();
    if (transport == null) {
      transport = sip.isSecure() ? "tls" : "udp";
    } else if (sip.isSecure() && transport.equalsIgnoreCase("tcp")) {
      transport = "tls";
    }
    int port = sip.getPort() > 0 ? sip.getPort() : transport.equalsIgnoreCase("tls") ? 5061 : 5060;
    return new HopImpl(sip.getHost(), port, transport);
  }

  /**
   * A spot of a trunk as a hop. With TLS the name that its certificate must have stands behind the
   * address (RFC 5922, section 7): connections to one address in two names are two.
   */
  static String hop(Located.Spot spot, Place place) {
    if (!place.transport().equals("tls") || IpLiteral.read(place.host()).isPresent()) {
      return spot.toString();
    }
    return IpLiteral.text(spot.address()) + NAMED + place.host() + ":" + spot.port();
  }

  /** The address that a hop's host is or begins with; null if it is a name. */
  static @Nullable InetAddress address(String host) {
    int named = host.indexOf(NAMED);
    String address = named < 0 ? host : host.substring(0, named).replace("[", "");
    return IpLiteral.read(address).orElse(null);
  }

  /** The name that whoever is there must have: what is behind the address, or the host itself. */
  static String name(String host) {
    int named = host.indexOf(NAMED);
    return named < 0 ? host : host.substring(named + 1).replace("]", "");
  }

  /** The hop that {@code host:port} and a transport name. */
  static Hop of(String hostAndPort, String transport) {
    HostPort at = HostPort.read(hostAndPort);
    return new HopImpl(at.host(), at.port(), transport);
  }

  /**
   * The address that the next request is sent to, as far as it is one and no name: of the hop, else
   * of the first of the route, else of the URI.
   */
  static @Nullable InetAddress peer(@Nullable String hop, List<String> route, String uri) {
    if (hop != null) {
      return address(HostPort.read(hop).host());
    }
    Matcher host = HOST.matcher(route.isEmpty() ? uri : route.getFirst());
    return host.find() ? IpLiteral.read(host.group(1)).orElse(null) : null;
  }
}
