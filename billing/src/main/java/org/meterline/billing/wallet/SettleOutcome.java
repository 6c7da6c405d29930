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

  /** Recovery had posted less: the difference was posted, as far as the wallets have it. */
  record Late(List<Posted> lines) implements SettleOutcome {
    public Late {
      lines = List.copyOf(lines);
    }
  }

  /** It was resolved otherwise before; nothing was changed. */
  record AlreadyResolved() implements SettleOutcome {}

  /** A transfer's id is taken by something else, or these are not the leg's lines. */
  record DuplicateKeyOtherBody() implements SettleOutcome {}

  /** The leg has no hold. */
  record NoHold() implements SettleOutcome {}
}
