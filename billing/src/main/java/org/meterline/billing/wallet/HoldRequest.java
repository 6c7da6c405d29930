package org.meterline.billing.wallet;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.meterline.billing.money.Money;

/**
 * Money to be set aside before a leg is set up: of all lines or of none.
 *
 * @param tenant whose call it is
 * @param leg minted once; asking again with it gets the first answer
 * @param lines 1 to 100, in an order that stays
 * @param amounts of each line, in its wallet's currency
 * @param seconds how long a leg the amounts pay for
 * @param last it is less than a whole chunk: all that the wallets buy
 * @param priceStart when the leg's prices were agreed: its cost is counted from there
 */
public record HoldRequest(
    UUID tenant,
    UUID leg,
    UUID call,
    List<HoldLine> lines,
    List<Money> amounts,
    long seconds,
    boolean last,
    Instant priceStart) {
  public HoldRequest {
    lines = List.copyOf(lines);
    amounts = List.copyOf(amounts);
    if (lines.isEmpty() || lines.size() > 100 || lines.size() != amounts.size()) {
      throw new IllegalArgumentException("a hold has between 1 and 100 lines, each with an amount");
    }
  }
}
