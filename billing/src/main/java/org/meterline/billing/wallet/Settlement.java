package org.meterline.billing.wallet;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.money.Money;
import org.meterline.billing.rate.Tariff;

/**
 * The end of a leg's hold: each line's cost is posted, the rest is voided.
 *
 * @param seconds the leg's whole length, started seconds counted whole
 * @param at when the leg ended
 */
public record Settlement(UUID tenant, UUID leg, long seconds, Instant at, List<LineCost> lines) {
  public Settlement {
    lines = List.copyOf(lines);
  }

  /** How what a leg of that length cost is called in the books. */
  public static String description(Tariff tariff, long seconds) {
    return "Call, " + tariff.destination() + ", " + seconds + " s";
  }

  /**
   * What a line cost.
   *
   * @param transfer the id of what is posted: it is the idempotency key
   * @param cost of the whole leg, in the wallet's currency; nothing of a carrier that did not carry
   *     the leg
   * @param description for the books; no personal data
   * @param trace JSON array that explains the charge
   * @param tariff by which the cost was counted; null if it is the same by whichever
   */
  public record LineCost(
      UUID transfer, Money cost, String description, String trace, @Nullable Tariff tariff) {
    public LineCost(UUID transfer, Money cost, String description, String trace) {
      this(transfer, cost, description, trace, null);
    }
  }
}
