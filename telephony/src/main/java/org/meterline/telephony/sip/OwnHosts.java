package org.meterline.telephony.sip;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.text.ParseException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.sip.address.SipURI;
import javax.sip.header.ContactHeader;
import javax.sip.header.ViaHeader;
import javax.sip.message.Request;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.address.IpLiteral;

/**
 * Where we say that we are, in Via and Contact, to far ends of either family: hosts as a URI has
 * them. A far end on IPv6 cannot reach an address of IPv4 that it is told, nor the reverse.
 *
 * @param usual said when it is not known yet on which family the far end is
 */
record OwnHosts(String usual, String ip4, String ip6) {
  /**
   * @param text addresses or names with commas between; a name is said to both families
   */
  static OwnHosts parse(String text) {
    List<String> all = Stream.of(text.split(",", -1)).map(String::strip).toList();
    String usual = all.getFirst();
    return new OwnHosts(
        IpLiteral.inUri(usual),
        IpLiteral.inUri(first(all, Inet4Address.class).orElse(usual)),
        IpLiteral.inUri(first(all, Inet6Address.class).orElse(usual)));
  }

  private static Optional<String> first(List<String> all, Class<?> family) {
    return all.stream()
        .filter(host -> IpLiteral.read(host).map(family::isInstance).orElse(false))
        .findFirst()
        .or(() -> all.stream().filter(host -> IpLiteral.read(host).isEmpty()).findFirst());
  }

  String towards(@Nullable InetAddress peer) {
    return peer == null ? usual : peer instanceof Inet6Address ? ip6 : ip4;
  }

  boolean contains(String host) {
    return List.of(usual, ip4, ip6).contains(IpLiteral.inUri(host));
  }

  /** Has a request of ours name the one that is told there. */
  void say(Request request, InetAddress peer) {
    String own = towards(peer);
    try {
      if (request.getHeader(ViaHeader.NAME) instanceof ViaHeader via
          && !IpLiteral.inUri(via.getHost()).equals(own)
          && contains(via.getHost())) {
        via.setHost(own);
      }
      if (request.getHeader(ContactHeader.NAME) instanceof ContactHeader contact
          && contact.getAddress().getURI() instanceof SipURI uri
          && !IpLiteral.inUri(uri.getHost()).equals(own)
          && contains(uri.getHost())) {
        uri.setHost(own);
      }
    } catch (ParseException e) {
      throw new IllegalStateException("our own address does not fit a header", e);
    }
  }

  List<String> all() {
    return Stream.of(usual, ip4, ip6).distinct().toList();
  }
}
