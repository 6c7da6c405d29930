package org.meterline.ejb.switchboard;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.meterline.telephony.relay.RelaySettings;

/** Settings that are right by themselves but not together. */
final class Contradictions {
  private final List<String> problems = new ArrayList<>();
  private final Map<Integer, String> tcpPorts = new HashMap<>();

  private Contradictions() {}

  /** A line for each. */
  static List<String> in(Configuration it) {
    Contradictions found = new Contradictions();
    found.look(it);
    return found.problems;
  }

  private void look(Configuration it) {
    if (it.node().length() > 23) {
      problems.add("node is longer than 23 characters");
    }
    if (it.media().lastPort() - it.media().firstPort() < 3) {
      problems.add("media.last-port must be at least media.first-port + 3");
    }
    RelaySettings relay = it.media().relay();
    if (relay != null && relay.all() && !it.media().modems().isEmpty()) {
      problems.add(
          "media.relay-all and modems.file do not go together: a modem's sound does not pass"
              + " rtpengine. Set media.relay-all = false, or plug the modems into another node");
    }
    SipConfiguration sip = it.sip();
    if (sip.registrationMinimum().compareTo(sip.registrationDefault()) > 0
        || sip.registrationDefault().compareTo(sip.registrationMaximum()) > 0) {
      problems.add("sip.registration-minimum, -default and -maximum are not in this order");
    }
    tcp(it.web().port(), "web.port");
    tcp(it.web().tlsPort(), "web.tls-port");
    tcp(it.web().managementPort(), "web.management-port");
    if (it.keycloak().external().isEmpty()) {
      tcp(it.keycloak().port(), "keycloak.port");
      tcp(it.keycloak().managementPort(), "keycloak.management-port");
    }
    if (it.database().external().isEmpty()) {
      tcp(it.database().port(), "database.port");
    }
    tcp(sip.port(), "sip.port");
    tcp(sip.tlsPort(), "sip.tls-port");
    if (it.demo().enabled() && it.demo().carrierPort() == sip.port()) {
      problems.add("demo.carrier-port and sip.port are the same");
    }
  }

  private void tcp(int port, String setting) {
    if (port != 0) {
      String other = tcpPorts.putIfAbsent(port, setting);
      if (other != null) {
        problems.add("%s and %s are both %d".formatted(other, setting, port));
      }
    }
  }
}
