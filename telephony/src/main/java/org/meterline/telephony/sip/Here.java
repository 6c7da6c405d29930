package org.meterline.telephony.sip;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.sip.SipException;
import javax.sip.address.SipURI;
import javax.sip.address.URI;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.address.IpLiteral;
import org.meterline.telephony.address.OwnAddresses;
import org.meterline.telephony.call.Domain;

/**
 * Who is reached here: what we tell to others of where we are, and all addresses that we listen at.
 *
 * @param hosts each in one form alone
 */
record Here(Set<String> hosts) {
  /** A telephone subscriber, global or local, and its parameters (RFC 3966, section 3). */
  private static final Pattern NUMBER = Pattern.compile("\\+?[0-9*#().-]+(;.*)?");

  Here {
    hosts = Set.copyOf(hosts);
  }

  static Here of(SipSettings settings) throws SipException {
    Set<String> hosts = new HashSet<>();
    OwnHosts.parse(settings.advertisedAddress())
        .all()
        .forEach(h -> hosts.add(IpLiteral.canonical(h)));
    List<InetAddress> own = OwnAddresses.parse(settings.bindAddress()).all();
    own.forEach(address -> hosts.add(IpLiteral.text(address)));
    try {
      if (own.getFirst().isAnyLocalAddress()) {
        NetworkInterface.networkInterfaces()
            .flatMap(NetworkInterface::inetAddresses)
            .forEach(address -> hosts.add(IpLiteral.told(address)));
      }
    } catch (SocketException e) {
      throw new SipException("the machine's addresses cannot be read", e);
    }
    return new Here(hosts);
  }

  /** Whether it is our own host that a URI names. */
  boolean isHostOf(URI uri) {
    return hosts.contains(host(uri));
  }

  /**
   * Whether what is dialled here is the one who is meant: a telephone number, or an address at our
   * host, in the domain that it is dialled in, or at the host of somebody who talks here. Somebody
   * elsewhere may have the same name.
   */
  boolean reaches(URI whom, Domain within, URI... talking) {
    return !(whom instanceof SipURI sip)
        || ("phone".equals(sip.getUserParam()) && isNumber(sip.getUser()))
        || isHostOf(whom)
        || host(whom).equals(IpLiteral.canonical(within.name()))
        || Stream.of(talking).map(Here::host).anyMatch(host(whom)::equals);
  }

  private static boolean isNumber(@Nullable String user) {
    return user != null && NUMBER.matcher(user).matches();
  }

  private static String host(URI uri) {
    return IpLiteral.canonical(Callers.host(uri));
  }
}
