package org.meterline.billing.wallet;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.money.Money;

/**
 * Things at a fixed price: a page, a download, a question to an expert. The price is held, until an
 * instant by the books' own clock, and then captured or released.
 */
public interface Purchases {

  /** The life of a purchase. */
  enum State {
    /** The price is held. */
    AUTHORISED,
    /** It was posted, whole or less. */
    CAPTURED,
    /** It was given back. */
    RELEASED,
    /** Nobody captured it in time: it was given back. */
    EXPIRED
  }

  /**
   * Asks for a price to be held.
   *
   * @param key what the caller chose so that it happens once
   * @param id a fresh id, used if the key is new
   * @param item the tenant's name for what is bought
   * @param text for people
   * @param price what is paid: the tax is in it
   * @param time how long the price stays held
   * @param by who asked for it: a user's id, not a name
   */
  record Authorisation(
      UUID tenant,
      UUID wallet,
      String key,
      UUID id,
      String item,
      String text,
      Money price,
      SaleTax tax,
      Duration time,
      String by) {
    public Authorisation {
      OncePerKey.check(key, price);
      if (time.toMillis() <= 0) {
        throw new IllegalArgumentException("a price is held for a while");
      }
    }
  }

  /** Asks for a held price to be posted, whole or less. */
  record Capture(
      UUID tenant, UUID purchase, String key, UUID transfer, Money amount, String by, Instant at) {
    public Capture {
      OncePerKey.check(key, amount);
    }
  }

  /**
   * A purchase as it stands.
   *
   * @param tax in the price; the tax point is when it is captured
   * @param captured what was posted, or null
   * @param transfer the transfer that posted it, or null
   */
  record Purchase(
      UUID id,
      UUID wallet,
      String item,
      String text,
      Money price,
      SaleTax tax,
      State state,
      @Nullable Money captured,
      @Nullable UUID transfer,
      Instant made,
      Instant expires) {
    /** The tax in what was posted, or else in the price. */
    public Money taxed() {
      return tax.rate().in(captured == null ? price : captured);
    }
  }

  Outcome<Purchase> authorise(Authorisation authorisation);

  Outcome<Purchase> capture(Capture capture);

  /** Gives the price back; one that was given back before, or whose time is over, stays so. */
  Outcome<Purchase> release(UUID tenant, UUID purchase);

  Optional<Purchase> find(UUID tenant, UUID purchase);

  /**
   * Newest first.
   *
   * @param wallets only theirs, or null for all of the tenant's
   * @param before only those with a smaller id, or null for the newest
   */
  List<Purchase> list(UUID tenant, @Nullable Set<UUID> wallets, @Nullable UUID before, int limit);
}
