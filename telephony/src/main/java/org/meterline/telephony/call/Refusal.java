package org.meterline.telephony.call;

/**
 * Why something was refused: a value, not an exception.
 *
 * @param code stable name for machines, lower-kebab, for example {@code wallet-too-low}
 * @param reason a sentence for people; goes into the Reason header (RFC 3326) and the record
 * @param sipStatus the final response that says so best (RFC 3261, section 21)
 * @param retry whether the same again may succeed later without anything being changed
 */
public record Refusal(String code, String reason, int sipStatus, boolean retry) {}
