package org.meterline.ejb.sponsor;

import java.util.List;
import org.meterline.billing.payer.SponsorRows;
import org.meterline.billing.wallet.Wallet;

/**
 * A sponsor as it is shown.
 *
 * @param wallet whose available money is the budget
 * @param offers all that it made, ended ones too, the elder first
 */
public record SponsorSeen(
    SponsorRows.Sponsor sponsor, Wallet wallet, List<SponsorRows.Made> offers) {
  public SponsorSeen {
    offers = List.copyOf(offers);
  }
}
