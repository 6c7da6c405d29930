package org.meterline.billing.payer;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.meterline.billing.rate.TaxRate;

/**
 * Who could pay for a leg.
 *
 * @param caller whoever calls, if a wallet is theirs
 * @param tenant whose calls they are, if a wallet is for them
 * @param offers all that sponsors offer at present
 * @param known wallets that were asked and could not pay, and why
 * @param taxes of the price, by the wallet that pays it; where none is told, it is that of the
 *     price
 */
public record Candidates(
    Optional<Payer> caller,
    Optional<Payer> tenant,
    List<Offer> offers,
    Map<UUID, Standing> known,
    Map<UUID, TaxRate> taxes) {
  public Candidates {
    offers = List.copyOf(offers);
    known = Map.copyOf(known);
    taxes = Map.copyOf(taxes);
  }

  /** All of whom pay the tax that the price has. */
  public Candidates(
      Optional<Payer> caller,
      Optional<Payer> tenant,
      List<Offer> offers,
      Map<UUID, Standing> known) {
    this(caller, tenant, offers, known, Map.of());
  }

  /** Those who may pay, before any of them was asked. */
  public static Candidates of(Optional<Payer> caller, Optional<Payer> tenant, List<Offer> offers) {
    return new Candidates(caller, tenant, offers, Map.of());
  }
}
