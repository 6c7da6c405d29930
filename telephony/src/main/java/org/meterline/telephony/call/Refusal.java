package org.meterline.telephony.call;

/**
 * Why something was refused: a value, not an exception.
 *
 * @param code stable name for machines, lower-kebab, for example {@code wallet-too-low}
 * @param reason a sentence for whoever calls; goes into the Reason header (RFC 3326) and the record
 * @param detail a sentence for the tenant's people, who may know whose wallet it was; goes to REST
 *     alone: payers read the ladders of their calls
 * @param sipStatus the final response that says so best (RFC 3261, section 21)
 * @param retry whether the same again may succeed later without anything being changed
 */
public record Refusal(String code, String reason, String detail, int sipStatus, boolean retry) {

  /** There is no more to be said than whoever calls may hear. */
  public Refusal(String code, String reason, int sipStatus, boolean retry) {
    this(code, reason, reason, sipStatus, retry);
  }
}
