package org.meterline.ejb.wallet;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.meterline.billing.ledger.BookTransaction;
import org.meterline.ejb.tenant.Caller;
import org.meterline.ejb.tenant.Role;

/**
 * Under what the key of an act is kept. A tenant's people have one space of keys, in which a system
 * behind them knows what it asked for. Each payer has a space apart: what a payer chooses takes
 * neither the tenant's keys away nor another payer's.
 */
final class KeptKey {
  private KeptKey() {}

  /** A checked key as it is kept: 250 characters at most. */
  static String kept(Caller caller, String key) {
    return caller.is(Role.PAYER) ? "payer " + digest(caller.subject()) + " " + key : key;
  }

  /**
   * Asks, in the tenant's transaction, whether an act was done under that key, so that the same
   * again gets its answer and no other refusal than that it was something else.
   */
  static BookTransaction.Work<Boolean> asks(String kept) {
    return connection -> {
      try (var s = connection.prepareStatement("select from request where key = ?")) {
        s.setString(1, kept);
        try (var row = s.executeQuery()) {
          return row.next();
        }
      }
    };
  }

  /** A subject may have any length. */
  private static String digest(String subject) {
    try {
      var digest = MessageDigest.getInstance("SHA-256").digest(subject.getBytes(UTF_8));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
