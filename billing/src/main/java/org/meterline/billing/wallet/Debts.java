package org.meterline.billing.wallet;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.money.Money;

/**
 * Money that is taken without being asked for, and what is owed when there was too little. A wallet
 * that owes pays nothing more until the last receivable is settled: by a top-up, which pays what is
 * owed first, from what is available, or by writing it off.
 */
public interface Debts {

  /** Why money is taken. */
  enum Kind {
    /** A payment was taken back: refundable money goes first. No sale, so there is no tax in it. */
    DISPUTE,
    /** A call cost more than was charged: taken, and taxed, as any use is. */
    RE_RATING
  }

  /**
   * Takes what is available; the rest is owed.
   *
   * @param key what the caller chose so that it happens once
   * @param transfer a fresh id, used if the key is new; a receivable gets it too
   * @param tax in the amount; none in that of a dispute
   * @param by who asked for it: a user's id, not a name
   */
  record ForcedDebit(
      UUID tenant,
      UUID wallet,
      String key,
      UUID transfer,
      Kind kind,
      Money amount,
      SaleTax tax,
      String reason,
      String by,
      Instant at) {
    public ForcedDebit {
      OncePerKey.check(key, amount);
      if (kind == Kind.DISPUTE && !tax.equals(SaleTax.NONE)) {
        throw new IllegalArgumentException("a dispute is no sale");
      }
    }
  }

  /** What was taken, and what is owed of it now and frozen the wallet. */
  record Taken(UUID transfer, Money taken, Money owed) {}

  /** How a receivable is settled. */
  enum Means {
    FROM_WALLET,
    WRITE_OFF
  }

  /** Settles a receivable, whole or in part. */
  record Settle(
      UUID tenant,
      UUID receivable,
      String key,
      UUID transfer,
      Means means,
      Money amount,
      String reason,
      String by,
      Instant at) {
    public Settle {
      OncePerKey.check(key, amount);
    }
  }

  /**
   * It was settled.
   *
   * @param owed what the wallet still owes in all; with nothing it pays again
   */
  record SettledDebt(UUID transfer, Money owed) {}

  /**
   * What the payer of a wallet owes.
   *
   * @param id of the transfer that found too little
   * @param closed when it was settled whole, or null
   */
  record Receivable(
      UUID id,
      UUID wallet,
      Kind kind,
      String reason,
      Money amount,
      Money settled,
      Instant made,
      @Nullable Instant closed) {}

  Outcome<Taken> force(ForcedDebit debit);

  Outcome<SettledDebt> settle(Settle settle);

  /**
   * What is owed, oldest first, closed ones too.
   *
   * @param wallet only its, or null for all of the tenant's
   * @param after only those after this one, or null for the first
   */
  List<Receivable> receivables(UUID tenant, @Nullable UUID wallet, @Nullable UUID after, int limit);

  Optional<Receivable> receivable(UUID tenant, UUID id);
}
