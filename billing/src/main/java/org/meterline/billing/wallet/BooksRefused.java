package org.meterline.billing.wallet;

/** The books will never take this as it is. Nothing was changed; a retry does not help. */
public final class BooksRefused extends RuntimeException {
  public BooksRefused(String message, Throwable cause) {
    super(message, cause);
  }
}
