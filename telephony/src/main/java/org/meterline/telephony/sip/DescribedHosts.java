package org.meterline.telephony.sip;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.address.IpLiteral;
import org.meterline.telephony.fetch.Addresses;
import org.meterline.telephony.media.Sdp;

/**
 * Where a session description of somebody outside says that its media are. A host of a private
 * network, or this machine, is none of theirs: behind a NAT they do not know better, and an
 * attacker would have us send to what only we can reach. Taken for it is where the message came
 * from; symmetric RTP (RFC 4961) then learns the port.
 */
final class DescribedHosts {
  private DescribedHosts() {}

  /**
   * @param source where the message came from: whoever is inside may name whom they like; null: it
   *     is one of ours
   * @return the description with {@code source} in each c= (RFC 8866, section 5.7) and a=rtcp (RFC
   *     3605) that names an address inside; 0.0.0.0 and ::, which put on hold, stay
   */
  static Sdp seenFrom(@Nullable InetAddress source, Sdp sdp) {
    return source != null && Addresses.isPublic(source)
        ? new Sdp(outside(source, sdp.text()))
        : sdp;
  }

  private static String outside(InetAddress source, String text) {
    return text.lines()
        .map(
            line -> line.startsWith("c=") || line.startsWith("a=rtcp:") ? line(source, line) : line)
        .collect(Collectors.joining("\r\n", "", "\r\n"));
  }

  /** Both end in a type of network, a family and an address. */
  private static String line(InetAddress source, String line) {
    int last = line.stripTrailing().lastIndexOf(' ');
    String named = line.substring(last + 1).strip().replaceFirst("/.*", "");
    return IpLiteral.read(named).filter(DescribedHosts::isInside).isPresent()
        ? head(line) + family(source) + IpLiteral.told(source)
        : line;
  }

  private static String head(String line) {
    return line.startsWith("c=") ? "c=" : line.strip().split(" +", 2)[0] + " ";
  }

  private static String family(InetAddress source) {
    return source instanceof Inet4Address ? "IN IP4 " : "IN IP6 ";
  }

  private static boolean isInside(InetAddress address) {
    return !address.isAnyLocalAddress() && !Addresses.isPublic(address);
  }
}
