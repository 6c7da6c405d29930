package org.meterline.billing.wallet;

/** The books cannot be reached or written now. Nothing was changed; a retry may help. */
public final class BooksUnavailable extends RuntimeException {
  public BooksUnavailable(String message, Throwable cause) {
    super(message, cause);
  }
}
