package org.meterline.billing.ledger;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.rate.Tariff;

/**
 * What a leg cost and why.
 *
 * @param posting 1 for the settlement, then what came after: a difference after recovery, or the
 *     leg charged anew
 * @param deckOf whose deck that is
 * @param seconds the leg's length, started seconds counted whole
 * @param amount of this posting, in the wallet's currency: seconds of a bundle
 * @param overrun the part of it that no hold covered
 * @param tax contained in what the wallet paid
 * @param trace JSON array: how it came about
 * @param takenBack by a reversal: what stands of the leg is charged by another
 * @param transfer what was posted, or null when nothing was due
 */
public record Charge(
    UUID id,
    UUID call,
    UUID leg,
    int posting,
    UUID wallet,
    String walletName,
    String payer,
    Tariff tariff,
    String deck,
    int deckVersion,
    DeckOf deckOf,
    long seconds,
    Money amount,
    Money overrun,
    Money tax,
    String trace,
    Instant recorded,
    boolean takenBack,
    @Nullable Transfer transfer) {

  /** Whose deck priced a leg. */
  public enum DeckOf {
    EVERYBODY("everybody's deck"),
    PAYER("the payer's own deck"),
    TENANT("the tenant's own deck"),
    CARRIER("the carrier's own deck"),
    SPONSOR("the sponsor's offer");

    private final String words;

    DeckOf(String words) {
      this.words = words;
    }

    /**
     * @param relation of the deck
     * @param own whether it is one payer's in that book
     */
    static DeckOf of(String relation, boolean own) {
      if (relation.equals("SPONSOR")) {
        return SPONSOR;
      }
      if (!own) {
        return EVERYBODY;
      }
      return switch (relation) {
        case "WHOLESALE" -> TENANT;
        case "COST" -> CARRIER;
        default -> PAYER;
      };
    }
  }

  /** For people: {@code the payer's own deck, Friends v3}. */
  public String deckInWords() {
    return deckOf.words + ", " + deck + " v" + deckVersion;
  }

  /** The seconds that were billed. */
  public long billedSeconds() {
    return tariff.billedSeconds(seconds);
  }

  /** The same with what was posted. */
  Charge with(@Nullable Transfer posted) {
    return new Charge(
        id,
        call,
        leg,
        posting,
        wallet,
        walletName,
        payer,
        tariff,
        deck,
        deckVersion,
        deckOf,
        seconds,
        amount,
        overrun,
        tax,
        trace,
        recorded,
        takenBack,
        posted);
  }

  /** Total money of several charges, as far as they stand; null of none. */
  public static @Nullable Money total(List<Charge> charges) {
    return charges.stream()
        .filter(charge -> !charge.takenBack())
        .map(Charge::amount)
        .filter(m -> !m.currency().equals(Currency.SECONDS))
        .reduce(Money::plus)
        .orElse(null);
  }
}
