package org.meterline.telephony.ice;

import java.net.InetSocketAddress;
import java.util.Optional;

/** Answers those who ask by STUN whether a port still hears them (RFC 5626, section 4.4.2). */
public final class KeepAlive {
  private KeepAlive() {}

  /**
   * @param packet that came
   * @return what is to be sent back; empty if it does not ask
   */
  public static Optional<byte[]> answer(byte[] packet, InetSocketAddress from) {
    return StunMessage.parse(packet)
        .filter(message -> message.type == StunMessage.BINDING_REQUEST)
        .map(request -> StunReply.success(request, from));
  }
}
