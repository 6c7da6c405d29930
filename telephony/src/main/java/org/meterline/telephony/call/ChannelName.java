package org.meterline.telephony.call;

/** Names legs as Asterisk names channels: {@code PJSIP/101-0000002a}. */
final class ChannelName {
  private ChannelName() {}

  /**
   * @param who the other end, for people; what would need quotes in a command is replaced
   */
  static String of(String who, LegId leg) {
    return "PJSIP/%s-%08x"
        .formatted(who.replaceAll("[^\\w+.*#-]", "_"), (int) leg.value().getLeastSignificantBits());
  }
}
