package org.meterline.ejb.tenant;

/** What a member may do in their tenant. */
public enum Role {
  /** Keeps phones, numbers, programs and people; sees the books. */
  ADMIN,
  /** Sees calls and may end them. */
  AGENT,
  /** Sees the books and tops wallets up. */
  FINANCE,
  /** Sees their own wallet, phones and calls. */
  PAYER
}
