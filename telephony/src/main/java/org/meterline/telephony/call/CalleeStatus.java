package org.meterline.telephony.call;

/** What becomes of the SIP status with which a callee did not answer. */
final class CalleeStatus {
  private CalleeStatus() {}

  /** What the caller is told of it: nothing that asks the caller for more. */
  static int told(int status) {
    if (status == 401 || status == 407) {
      return 503;
    }
    return status < 400 || status == 408 || status == 487 ? 480 : status;
  }

  /**
   * The DIALSTATUS: what Asterisk's Dial makes of the cause that its SIP channel makes of the
   * status.
   */
  static String dialStatus(int status) {
    return switch (status) {
      case 486, 600 -> "BUSY"; // user busy
      case 480, 483 -> "NOANSWER"; // no answer
      case 302, 500, 501, 502, 504, 505 -> "CHANUNAVAIL"; // a cause of their own each
      default -> {
        if (status < 400) {
          yield "NOANSWER"; // normal clearing
        }
        yield status >= 500 && status < 600
            ? "CONGESTION" // no circuit
            : "CHANUNAVAIL"; // rejected, unallocated, interworking …
      }
    };
  }
}
