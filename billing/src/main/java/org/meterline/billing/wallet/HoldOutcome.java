package org.meterline.billing.wallet;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.money.Money;
import org.meterline.billing.wallet.Refusal.Why;

/** What became of a request to hold money, or to hold more. Nothing is ever half done. */
public sealed interface HoldOutcome {

  /**
   * The money of every line is set aside.
   *
   * @param amounts the totals that are held, line by line
   * @param seconds how long a leg they pay for
   * @param last it is all that the wallets buy
   * @param repeated it was so before this request
   */
  record Held(List<Money> amounts, long seconds, boolean last, boolean repeated)
      implements HoldOutcome {
    public Held {
      amounts = List.copyOf(amounts);
    }
  }

  /**
   * Nothing was held, or nothing more.
   *
   * @param line the first line that fell short, from 1, or 0 when it is about the leg
   * @param part what that line is
   */
  record NotHeld(int line, HoldLine.@Nullable Part part, Refusal why) implements HoldOutcome {
    /** For a person: why, and which line unless it is the one who pays. */
    public String reason() {
      return part == null || (part == HoldLine.Part.PAYER && line == 1)
          ? why.reason()
          : "Line " + line + ", " + part.shown() + ": " + why.reason();
    }
  }

  /** A refusal that is about the leg and no line of it. */
  static NotHeld ofLeg(Why why) {
    return new NotHeld(0, null, Refusal.of(why));
  }
}
