package org.meterline.telephony.registrar;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.meterline.telephony.call.Signalling;

/** How a registered phone is reached. */
final class Reach {
  private static final Pattern HOST_AND_PORT =
      Pattern.compile("sips?:(?:[^@]*@)?(\\[[^]]*]|[^:;?>]*)(?::(\\d+))?.*");

  private Reach() {}

  static Signalling.Target target(Binding binding) {
    return new Signalling.Target(
        binding.contact(),
        binding.path(),
        binding.transport(),
        binding.flow() != null ? binding.flow() : binding.path().isEmpty() ? hop(binding) : null);
  }

  /**
   * A Path says itself where to send (RFC 3327). Without one it is the host that the phone
   * registered from, whatever its Contact names: a phone must not have calls to itself sent to
   * others. A connection is used again, for a phone seldom listens. Over UDP the Contact's port
   * counts when its host is that one, for a phone may well send from another port than it listens
   * on; when it is not, a NAT is between, and only the source is open.
   */
  private static String hop(Binding binding) {
    int colon = binding.source().lastIndexOf(':');
    Matcher contact = HOST_AND_PORT.matcher(binding.contact());
    if (!binding.transport().equals("udp")
        || colon < 0
        || !contact.matches()
        || !binding.source().substring(0, colon).equals(contact.group(1))) {
      return binding.source();
    }
    return contact.group(1) + ":" + (contact.group(2) == null ? "5060" : contact.group(2));
  }
}
