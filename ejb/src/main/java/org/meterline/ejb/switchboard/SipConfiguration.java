package org.meterline.ejb.switchboard;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import org.meterline.telephony.address.HostPort;
import org.meterline.telephony.address.IpLiteral;
import org.meterline.telephony.address.OwnAddresses;
import org.meterline.telephony.guard.Prefix;

/**
 * SIP.
 *
 * @param address one, or one of each family with a comma between
 * @param advertisedAddress what Via and Contact say, to each family
 * @param port UDP and TCP
 * @param tlsPort 0: no TLS
 * @param edges addresses of the proxies whose Path is taken
 * @param dns the servers that are asked where trunks are; none: those that this machine asks
 * @param tenantsReach networks beside the public internet where trunks of tenants may be
 */
public record SipConfiguration(
    String address,
    String advertisedAddress,
    int port,
    int tlsPort,
    Path tlsKeystore,
    String tlsPassword,
    Duration registrationMinimum,
    Duration registrationMaximum,
    Duration registrationDefault,
    Set<String> edges,
    List<InetSocketAddress> dns,
    List<Prefix> tenantsReach,
    Duration sessionExpires,
    Duration sessionMinimum) {
  static SipConfiguration read(SettingsReader in) {
    String address = Listening.addresses(in, "sip.address");
    return new SipConfiguration(
        address,
        in.optional("sip.advertised-address").orElseGet(() -> Listening.reachable(address)),
        in.port("sip.port", 1),
        in.port("sip.tls-port", 0),
        in.optional("sip.tls-keystore")
            .map(Path::of)
            .orElse(in.path("data").resolve("sip-tls.p12")),
        in.text("sip.tls-password"),
        in.duration("sip.registration-minimum", Duration.ofSeconds(1)),
        in.duration("sip.registration-maximum", Duration.ofSeconds(1)),
        in.duration("sip.registration-default", Duration.ofSeconds(1)),
        edges(in),
        dns(in),
        reach(in),
        in.duration("sip.session-expires", Duration.ZERO),
        in.duration("sip.session-minimum", Duration.ofSeconds(90)));
  }

  /** Where it is reached from this machine. */
  public InetSocketAddress near() {
    InetAddress first = OwnAddresses.parse(address).usual();
    return new InetSocketAddress(
        first.isAnyLocalAddress() ? Listening.loopback(first) : first, port);
  }

  private static List<InetSocketAddress> dns(SettingsReader in) {
    List<InetSocketAddress> servers = new ArrayList<>();
    for (String server : in.list("sip.dns")) {
      try {
        boolean bare = IpLiteral.read(server).isPresent();
        HostPort at = bare ? new HostPort(server, 53) : HostPort.read(server);
        servers.add(new InetSocketAddress(at.address().orElseThrow(), at.port()));
      } catch (IllegalArgumentException | NoSuchElementException e) {
        in.wrong(
            "sip.dns", "must be IP addresses with commas between, each with or without a port");
      }
    }
    return List.copyOf(servers);
  }

  private static List<Prefix> reach(SettingsReader in) {
    List<Prefix> reach = new ArrayList<>();
    for (String network : in.list("trunks.tenants-reach")) {
      try {
        reach.add(Prefix.parse(network));
      } catch (IllegalArgumentException e) {
        in.wrong("trunks.tenants-reach", "must be addresses or networks with commas between them");
      }
    }
    return List.copyOf(reach);
  }

  private static Set<String> edges(SettingsReader in) {
    Set<String> edges = new HashSet<>();
    for (String address : in.list("sip.edges")) {
      Optional<InetAddress> literal = IpLiteral.read(address);
      if (literal.isPresent()) {
        edges.add(IpLiteral.text(literal.get()));
      } else {
        in.wrong("sip.edges", "must be IP addresses with commas between");
      }
    }
    return Set.copyOf(edges);
  }
}
