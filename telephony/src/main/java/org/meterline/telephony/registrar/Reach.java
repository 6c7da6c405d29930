package org.meterline.telephony.registrar;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.call.Signalling;

/** How a registered phone is reached. */
final class Reach {
  private static final Pattern HOST =
      Pattern.compile("sips?:(?:[^@]*@)?(\\[[^]]*]|[^:;?>]*)(?::(\\d+))?.*");

  private Reach() {}

  static Signalling.Target target(Binding binding) {
    return new Signalling.Target(
        binding.contact(), binding.path(), binding.transport(), hop(binding));
  }

  /**
   * Where to send, if not to the Contact. A Path says it itself (RFC 3327). A connection is used
   * again, for a phone seldom listens. Over UDP the source counts when the Contact names another
   * host: then a NAT is between (the two ports of a phone without one may well differ).
   */
  private static @Nullable String hop(Binding binding) {
    if (!binding.path().isEmpty()) {
      return null;
    }
    if (!binding.transport().equals("udp")) {
      return binding.source();
    }
    Matcher uri = HOST.matcher(binding.contact());
    int colon = binding.source().lastIndexOf(':');
    String sourceHost = colon < 0 ? binding.source() : binding.source().substring(0, colon);
    return uri.matches() && sourceHost.equals(uri.group(1)) ? null : binding.source();
  }
}
