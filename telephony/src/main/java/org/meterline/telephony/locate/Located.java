package org.meterline.telephony.locate;

import java.net.InetAddress;
import java.util.List;
import org.meterline.telephony.address.HostPort;

/** What came of looking for a place. */
public sealed interface Located {
  /**
   * It is there.
   *
   * @param spots one or more, to be tried in this order
   */
  record At(List<Spot> spots) implements Located {
    public At {
      spots = List.copyOf(spots);
    }
  }

  /** It cannot be reached. */
  sealed interface Not extends Located {
    /** A sentence for people, without a full stop. */
    String reason();
  }

  /** It is nowhere. */
  record Nowhere(String reason) implements Not {}

  /** It is where it may not be. */
  record Inside(String reason) implements Not {}

  /** An address and a port. */
  record Spot(InetAddress address, int port) {
    @Override
    public String toString() {
      return HostPort.of(address, port).toString();
    }
  }
}
