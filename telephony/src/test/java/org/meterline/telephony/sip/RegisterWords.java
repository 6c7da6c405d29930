package org.meterline.telephony.sip;

import static org.meterline.telephony.sip.Exchange.DOMAIN;
import static org.meterline.telephony.sip.RawPhone.lines;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.meterline.telephony.call.Domain;
import org.meterline.telephony.call.Invitation;

/** A phone that says REGISTER word by word, and the exchange that it says it to. */
abstract class RegisterWords {
  static final String URI = "sip:" + DOMAIN;
  static final String AGENT = lines("User-Agent: A modern phone");
  Exchange exchange = new Exchange();
  RawPhone phone;
  int sequence;

  @BeforeEach
  void phone() throws IOException {
    phone = new RawPhone(exchange.port());
  }

  @AfterEach
  void close() {
    phone.close();
    exchange.close();
  }

  String ask(String uri, String more) throws IOException {
    sequence++;
    phone.send(phone.request("REGISTER", uri, sequence, "", more, ""));
    return phone.receive();
  }

  String register(String more) throws IOException {
    return register(Digest.MD5, more);
  }

  String register(Digest digest, String more) throws IOException {
    String challenge = ask(URI, AGENT);
    return ask(
        URI,
        RawPhone.credentials(challenge, digest, "101", "one-0-one", "REGISTER", URI, "00000001")
            + AGENT
            + more);
  }

  List<Invitation.Target> targets() {
    return exchange.bindings.of(new Domain(DOMAIN), "101");
  }
}
