package org.meterline.telephony.sip;

import javax.sip.message.Request;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.guard.Guard;

/**
 * Whether a request passes where it would be refused because there is too much of its kind: an
 * INVITE that may call for help does, as long as not too many of those do. Looked at once, when
 * something is too much for the first time.
 */
final class Help {
  private final Request request;
  private final Callers callers;
  private final Guard guard;
  private @Nullable Boolean passes;

  Help(Request request, Callers callers, Guard guard) {
    this.request = request;
    this.callers = callers;
    this.guard = guard;
  }

  boolean passes() {
    Boolean known = passes;
    if (known == null) {
      known =
          request.getMethod().equals(Request.INVITE)
              && callers.mayBeEmergency(request)
              && guard.admitsHelp(Fields.sourceAddress(request));
      passes = known;
    }
    return known;
  }
}
