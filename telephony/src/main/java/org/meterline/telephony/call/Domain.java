package org.meterline.telephony.call;

import java.util.Locale;

/**
 * A SIP domain (RFC 3261, section 19.1.1): what telephony knows of a tenant. Lower case, no port.
 *
 * @param name a host name such as {@code harbour.example}
 */
public record Domain(String name) {
  public Domain {
    if (name.isBlank()) {
      throw new IllegalArgumentException("a SIP domain has a name");
    }
    name = name.toLowerCase(Locale.ROOT);
  }

  @Override
  public String toString() {
    return name;
  }
}
