package org.meterline.telephony.locate;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import org.meterline.telephony.fetch.Addresses;
import org.meterline.telephony.guard.Prefix;

/**
 * Where a tenant may have calls sent to: the public internet but this machine, and what the
 * operator allows besides. Asked of each address just before it is used, whatever was looked up
 * before: a name may lead elsewhere by then.
 *
 * @param allowed private networks, or this machine, that tenants' trunks may be in
 */
public record Reach(List<Prefix> allowed) {
  /** Nothing but the public internet. */
  public static final Reach PUBLIC = new Reach(List.of());

  public Reach {
    allowed = List.copyOf(allowed);
  }

  /** Whether a tenant's trunk may be there. */
  public boolean admits(InetAddress address) {
    return allowed.stream().anyMatch(prefix -> prefix.covers(Prefix.of(address)))
        || (Addresses.isPublic(address) && !isThisMachine(address));
  }

  private static boolean isThisMachine(InetAddress address) {
    try {
      return NetworkInterface.getByInetAddress(address) != null;
    } catch (SocketException e) {
      return true;
    }
  }
}
