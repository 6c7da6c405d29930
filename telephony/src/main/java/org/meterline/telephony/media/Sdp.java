package org.meterline.telephony.media;

import java.net.Inet6Address;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * A session description (RFC 8866) as text, opaque to all but the media plane.
 *
 * @param text with CRLF line ends
 * @param overIp6 the same for a far end that turns out to be on IPv6; null if it is the same text
 */
public record Sdp(String text, @Nullable String overIp6) {
  /** One that is the same for all. */
  public Sdp(String text) {
    this(text, null);
  }

  /**
   * As a far end there is told it.
   *
   * @param peer null if it is not known where that is
   */
  public Sdp towards(@Nullable InetAddress peer) {
    return overIp6 == null ? this : new Sdp(peer instanceof Inet6Address ? overIp6 : text);
  }
}
