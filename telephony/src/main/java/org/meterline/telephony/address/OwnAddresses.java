package org.meterline.telephony.address;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Addresses of this machine: one, or one of each family. Each family is spoken if an address of it
 * is among them, and only then: {@code 0.0.0.0} is all of IPv4 and nothing of IPv6, {@code [::]}
 * the reverse.
 *
 * @param ip4 null: IPv4 is not spoken
 * @param ip6 null: IPv6 is not spoken
 */
public record OwnAddresses(@Nullable InetAddress ip4, @Nullable InetAddress ip6) {
  public OwnAddresses {
    if (ip4 == null && ip6 == null) {
      throw new IllegalArgumentException("no address is named");
    }
    if (ip4 != null && ip6 != null && ip4.isAnyLocalAddress() != ip6.isAnyLocalAddress()) {
      // The system knows no socket that is open to all of one family and some of the other.
      throw new IllegalArgumentException(
          "0.0.0.0 and [::] go together or alone, not with an address of the other family");
    }
  }

  /**
   * At most one of each family.
   *
   * @throws IllegalArgumentException if there are more, or none
   */
  public static OwnAddresses of(InetAddress... addresses) {
    InetAddress ip4 = null;
    InetAddress ip6 = null;
    for (InetAddress each : addresses) {
      boolean six = each instanceof Inet6Address;
      if ((six ? ip6 : ip4) != null) {
        throw new IllegalArgumentException(
            "at most one address of each family, IPv4 and IPv6, may be named");
      }
      ip4 = six ? ip4 : each;
      ip6 = six ? each : ip6;
    }
    return new OwnAddresses(ip4, ip6);
  }

  /**
   * Reads addresses with commas between, such as {@code 192.0.2.1,[2001:db8::1]}; a name is looked
   * up.
   *
   * @throws IllegalArgumentException with a sentence if it is none, or too many
   */
  public static OwnAddresses parse(String text) {
    return of(
        Stream.of(text.split(",", -1))
            .map(String::strip)
            .map(OwnAddresses::address)
            .toArray(InetAddress[]::new));
  }

  private static InetAddress address(String text) {
    return IpLiteral.read(text)
        .orElseGet(
            () -> {
              try {
                if (text.isEmpty()) {
                  throw new UnknownHostException(text);
                }
                return InetAddress.getByName(text);
              } catch (UnknownHostException e) {
                throw new IllegalArgumentException("not an address: " + text, e);
              }
            });
  }

  /** Whether one socket, open to all, is open to both families. */
  public boolean open() {
    return ip4 != null && ip6 != null && ip4.isAnyLocalAddress();
  }

  /** One or two; IPv4 comes first. */
  public List<InetAddress> all() {
    return Stream.of(ip4, ip6).filter(Objects::nonNull).map(Objects::requireNonNull).toList();
  }

  /** Who is not known is told this one. */
  public InetAddress usual() {
    return all().getFirst();
  }

  /** The one that speaks with whoever is there; null if none does. */
  public @Nullable InetAddress towards(InetAddress peer) {
    return peer instanceof Inet6Address ? ip6 : ip4;
  }

  /** Whether whoever is there is spoken with. */
  public boolean speaks(InetAddress peer) {
    return towards(peer) != null;
  }

  /** What is told of the family that is not spoken. */
  public static String unspoken(InetAddress peer) {
    return (peer instanceof Inet6Address ? "IPv6" : "IPv4") + " is not spoken here";
  }

  /** As {@link #parse} reads it. */
  @Override
  public String toString() {
    return String.join(",", all().stream().map(a -> IpLiteral.inUri(IpLiteral.text(a))).toList());
  }
}
