package org.meterline.telephony.call;

import org.jspecify.annotations.Nullable;

/** Where a call comes from. */
public sealed interface Origin {
  /** A phone that proved to be this account. */
  record Phone(Domain domain, String user) implements Origin {}

  /** A trunk that was recognised by its address or its registration. */
  record Carrier(String trunk) implements Origin {}

  /**
   * Nobody who calls: the tenant's people or programs, who had both ends called.
   *
   * @param user the account whose call it is; null for nobody's
   * @param by who asked for it
   */
  record Desk(Domain domain, @Nullable String user, String by) implements Origin {}

  /**
   * Somebody who has not proved who they are; never the origin of a call that was taken.
   *
   * @param address where the request came from, for example {@code 203.0.113.9:5060}
   */
  record Stranger(String address) implements Origin {}
}
