package org.meterline.telephony.call;

/** Where a call comes from. */
public sealed interface Origin {
  /** A phone that proved to be this account. */
  record Phone(Domain domain, String user) implements Origin {}

  /** A trunk that was recognised by its address or its registration. */
  record Carrier(String trunk) implements Origin {}
}
