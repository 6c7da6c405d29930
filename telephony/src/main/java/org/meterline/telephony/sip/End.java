package org.meterline.telephony.sip;

import org.meterline.telephony.call.Q850;

/**
 * Why a leg, or a branch of it, ends from our side.
 *
 * @param cause of {@link Q850}
 */
record End(int status, int cause, String reason) {
  /** Another phone has the call. */
  static final End ELSEWHERE = new End(200, Q850.NOT_SELECTED, "Call completed elsewhere");

  /** With the cause that the status stands for. */
  static End of(int status, String reason) {
    return new End(status, Q850.ofStatus(status), reason);
  }
}
