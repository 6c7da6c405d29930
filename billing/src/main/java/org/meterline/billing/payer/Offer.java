package org.meterline.billing.payer;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.meterline.billing.rate.Tariff;
import org.meterline.billing.rate.TaxRate;

/**
 * What a sponsor gives for a leg, and when. Its budget is what its wallet has available.
 *
 * @param id minted when it was made (UUIDv7): of equal offers the elder wins
 * @param sponsor who makes it
 * @param name the offer's, for people
 * @param payer the sponsor's wallet
 * @param price a fee for a price per call, a price of a minute for one by length
 * @param conditions all must hold
 */
public record Offer(
    UUID id, UUID sponsor, String name, Payer payer, Tariff price, List<Condition> conditions) {
  public Offer {
    conditions = List.copyOf(conditions);
  }

  /** The same with the tax of whoever makes it. */
  public Offer taxed(TaxRate tax) {
    return new Offer(id, sponsor, name, payer, price.taxed(tax), conditions);
  }

  /** The conditions, each as people write it. */
  public List<String> written() {
    return conditions.stream().map(Condition::text).toList();
  }

  /** The first condition that does not hold, in words. */
  Optional<String> fails(Circumstances of) {
    return conditions.stream().flatMap(c -> c.fails(of).stream()).findFirst();
  }
}
