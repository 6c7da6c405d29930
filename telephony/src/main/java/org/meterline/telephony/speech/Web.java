package org.meterline.telephony.speech;

import java.io.IOException;
import java.net.URI;

/** Fetches sounds from other servers. May block for seconds. */
@FunctionalInterface
public interface Web {
  /** Nothing is fetched. */
  Web NONE =
      address -> {
        throw new IOException("nothing is fetched here");
      };

  /**
   * The sound at an address.
   *
   * @return a WAV file
   * @throws IOException when it cannot be had; the message says why
   */
  byte[] fetch(URI address) throws IOException;

  /**
   * The same for a tenant, who may be kept from fetching too much at once.
   *
   * @param whose the tenant's domain
   */
  default byte[] fetch(URI address, String whose) throws IOException {
    return fetch(address);
  }
}
