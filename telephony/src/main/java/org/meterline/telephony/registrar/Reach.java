package org.meterline.telephony.registrar;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.meterline.telephony.address.HostPort;
import org.meterline.telephony.address.IpLiteral;
import org.meterline.telephony.call.Invitation;

/** How a registered phone is reached. */
final class Reach {
  private static final Pattern HOST_AND_PORT =
      Pattern.compile("sips?:(?:[^@]*@)?(\\[[^]]*]|[^:;?>]*)(?::(\\d{1,5}))?.*");

  private Reach() {}

  /**
   * The most wanted first. Of several ways to one phone the latest is tried first, the others when
   * it does not lead there any more (RFC 5626, section 5.3).
   */
  static List<Invitation.Target> targets(List<Binding> bindings) {
    Map<String, List<Binding>> phones = new LinkedHashMap<>();
    bindings.stream()
        .sorted(Comparator.comparingDouble(Binding::q).reversed())
        .forEach(
            b ->
                phones
                    .computeIfAbsent(
                        b.regId() > 0 ? "i" + b.instance() : "c" + b.contact(),
                        phone -> new ArrayList<>())
                    .add(b));
    return phones.values().stream().map(Reach::inTurn).toList();
  }

  private static Invitation.Target inTurn(List<Binding> ways) {
    List<Invitation.Target> targets =
        ways.stream()
            .sorted(Comparator.comparing(Binding::expires).reversed())
            .map(Reach::target)
            .toList();
    return targets.getFirst().otherwise(targets.subList(1, targets.size()));
  }

  static Invitation.Target target(Binding binding) {
    return new Invitation.Target(
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
   * on; when it is not, a NAT is between, and only the source is open. So it is when the phone says
   * that it keeps this way open.
   */
  private static String hop(Binding binding) {
    HostPort source = HostPort.read(binding.source());
    Matcher contact = HOST_AND_PORT.matcher(binding.contact());
    if (binding.regId() > 0
        || !binding.transport().equals("udp")
        || !contact.matches()
        || !source.host().equals(IpLiteral.canonical(contact.group(1)))) {
      return source.toString();
    }
    int port = contact.group(2) == null ? 5060 : Integer.parseInt(contact.group(2));
    return new HostPort(source.host(), port).toString();
  }
}
