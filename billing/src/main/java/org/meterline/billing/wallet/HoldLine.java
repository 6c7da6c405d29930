package org.meterline.billing.wallet;

import java.util.UUID;
import org.meterline.billing.rate.Tariff;
import org.meterline.billing.rate.TaxRate;

/**
 * One of the wallets that pay for a leg, and by what. It never changes while the leg is up.
 *
 * @param book the tenant in whose book the wallet is: that of the call, or the operator
 * @param tariff by which the line is charged, as it was agreed when the leg began; without tax
 *     where a line has none
 * @param weight its part of a price that several share; 0 if it shares none
 * @param rest of a shared price it pays what the other parts leave
 */
public record HoldLine(Part part, UUID book, UUID wallet, Tariff tariff, int weight, boolean rest) {

  public HoldLine {
    tariff =
        switch (part) {
          case PAYER, SPONSOR, WHOLESALE -> tariff;
          // seconds are no money, and what a carrier asks is not sold by us
          case BUNDLE, CARRIER -> tariff.taxed(TaxRate.NONE);
        };
  }

  /** What a line is to the call. */
  public enum Part {
    /** Who pays, or one of them. */
    PAYER("payer"),
    /** A third party, as far as its budget goes. */
    SPONSOR("sponsor"),
    /** A wallet in seconds. */
    BUNDLE("bundle"),
    /** The tenant, who pays the operator. */
    WHOLESALE("tenant's wholesale wallet"),
    /** Whom the operator owes what the call costs. Nothing is held for it. */
    CARRIER("carrier");

    private final String shown;

    Part(String shown) {
      this.shown = shown;
    }

    String shown() {
      return shown;
    }
  }

  /** A line that shares no price with others. */
  public static HoldLine of(Part part, UUID book, UUID wallet, Tariff tariff) {
    return new HoldLine(part, book, wallet, tariff, 0, false);
  }

  /** Whether it may pay one price together with other lines; all others are counted alone. */
  public boolean shares() {
    return part == Part.PAYER || part == Part.SPONSOR;
  }

  /** The same line by another tariff. */
  public HoldLine by(Tariff tariff) {
    return new HoldLine(part, book, wallet, tariff, weight, rest);
  }
}
