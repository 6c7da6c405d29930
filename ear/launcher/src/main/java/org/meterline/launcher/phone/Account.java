package org.meterline.launcher.phone;

import java.util.List;

/** Who a phone says it is. */
record Account(String user, String domain, String password) {
  /** The header that answers a 401 or 407. */
  SipMessage.Header answer(SipMessage challenge, String method, String uri) {
    boolean proxy = challenge.status() == 407;
    List<String> challenges = challenge.all(proxy ? "Proxy-Authenticate" : "WWW-Authenticate");
    return new SipMessage.Header(
        proxy ? "Proxy-Authorization" : "Authorization",
        Digest.answer(challenges, method, uri, user, password));
  }

  @Override
  public String toString() {
    return user + "@" + domain;
  }
}
