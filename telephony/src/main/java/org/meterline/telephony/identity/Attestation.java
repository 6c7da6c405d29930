package org.meterline.telephony.identity;

/** How well who signs knows who calls (RFC 8588, section 4). */
public enum Attestation {
  /** The customer is known, and may use the number. */
  A,
  /** The customer is known; of the number nothing is. */
  B,
  /** The call came from elsewhere and was passed on. */
  C
}
