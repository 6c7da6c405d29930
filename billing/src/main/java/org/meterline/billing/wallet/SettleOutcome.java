package org.meterline.billing.wallet;

import java.util.List;

/** What became of a settlement. */
public sealed interface SettleOutcome {

  /**
   * Of a line, in units of its wallet's currency.
   *
   * @param posted taken from the wallet
   * @param overrun what no hold covered; it went to the leakage account
   */
  record Posted(long posted, long overrun) {}

  /** Posted, and the rest voided. */
  record Settled(List<Posted> lines) implements SettleOutcome {
    public Settled {
      lines = List.copyOf(lines);
    }
  }

  /** It was settled so before. */
  record Repeated(List<Posted> lines) implements SettleOutcome {
    public Repeated {
      lines = List.copyOf(lines);
    }
  }

  /**
   * Recovery had posted another cost. Of a line that costs more the difference was posted, as far
   * as the wallet has it; of one that costs less all was taken back, and what it costs posted. A
   * carrier that did not carry the leg costs nothing.
   */
  record Late(List<Posted> lines) implements SettleOutcome {
    public Late {
      lines = List.copyOf(lines);
    }
  }

  /** It was resolved otherwise before; nothing was changed. */
  record AlreadyResolved() implements SettleOutcome {}

  /**
   * It was charged anew since its hold was read, by another tariff; nothing was posted. Its hold is
   * to be read again, and the cost counted by that.
   */
  record Changed() implements SettleOutcome {}

  /** A transfer's id is taken by something else, or these are not the leg's lines. */
  record DuplicateKeyOtherBody() implements SettleOutcome {}

  /**
   * A carrier cannot be owed so much, or a wallet cannot hold what it would be given back: nothing
   * was posted.
   */
  record Overflow() implements SettleOutcome {}

  /** The leg has no hold. */
  record NoHold() implements SettleOutcome {}
}
