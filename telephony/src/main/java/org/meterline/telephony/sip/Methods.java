package org.meterline.telephony.sip;

import java.util.Set;
import javax.sip.message.Request;
import javax.sip.message.Response;

/** What is said to a method that is not offered (RFC 3261, section 8.2.1). */
final class Methods {
  private static final Set<String> KNOWN =
      Set.of(
          "MESSAGE", "SUBSCRIBE", "NOTIFY", "PUBLISH", "REFER", "PRACK", "UPDATE", "INFO", "BYE");

  private Methods() {}

  /** 405 if we know it but do not offer it, else 501. */
  static Response refused(Wire wire, Request request) {
    boolean known = KNOWN.contains(request.getMethod());
    Response no =
        Responses.refusal(
            known ? Response.METHOD_NOT_ALLOWED : Response.NOT_IMPLEMENTED,
            request,
            Wire.tag(),
            known ? "This method is not offered here" : "This method is not known here");
    no.addHeader(Wire.header("Allow", Wire.ALLOW));
    return no;
  }
}
