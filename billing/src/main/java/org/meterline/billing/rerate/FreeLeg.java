package org.meterline.billing.rerate;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.meterline.billing.rate.Tariff;
import org.meterline.billing.wallet.HoldLine;

/**
 * A leg, or what is bought for one, that cost nothing by its deck: nothing is held for it and
 * nothing charged.
 *
 * @param id the leg's; of what is bought for it, that of the hold that it would have
 * @param tenant whose call it is
 * @param book in which it would be charged
 * @param agreed when the price was agreed
 * @param tariff by which it was free
 * @param lines who would have paid, by that tariff; none if nobody would
 */
public record FreeLeg(
    UUID id,
    UUID call,
    UUID tenant,
    UUID book,
    Instant agreed,
    Tariff tariff,
    List<HoldLine> lines) {
  public FreeLeg {
    lines = List.copyOf(lines);
  }
}
