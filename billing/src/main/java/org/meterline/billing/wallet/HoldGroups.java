package org.meterline.billing.wallet;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.money.Money;

/**
 * Holds of several lines, for a leg that more than one wallet pays for. A group is held, extended
 * and resolved whole or not at all. Its lines are numbered 1, 2, … in the order given; that order
 * and their wallets never change. A leg that has the hold of a single wallet gets no group.
 */
public interface HoldGroups {

  /** What a line is to the call. */
  enum Part {
    /** Who pays, or one of them. */
    PAYER("payer"),
    /** A third party, as far as its budget goes. */
    SPONSOR("sponsor"),
    /** The tenant, who pays the operator. */
    WHOLESALE("tenant's wholesale wallet"),
    /** A wallet in seconds. */
    BUNDLE("bundle");

    private final String shown;

    Part(String shown) {
      this.shown = shown;
    }

    /** The relation whose price the line follows. */
    String relation() {
      return this == WHOLESALE ? "WHOLESALE" : "RETAIL";
    }
  }

  /**
   * Money, or a bundle's seconds, to be set aside.
   *
   * @param deck the deck's version and {@code rate} the line in it that prices this line
   * @param seconds how long a leg the amount pays for
   * @param last it is all that the wallet buys
   */
  record Line(
      Part part, UUID wallet, UUID deck, int rate, Money amount, long seconds, boolean last) {}

  /**
   * A group to be held before a leg is set up.
   *
   * @param leg minted once; asking again with it gets the first answer
   * @param priceStart when the prices were agreed: the cost is counted from there
   */
  record Request(UUID tenant, UUID leg, UUID call, List<Line> lines, Instant priceStart) {
    public Request {
      lines = List.copyOf(lines);
      if (lines.isEmpty()) {
        throw new IllegalArgumentException("a group has a line");
      }
    }
  }

  /**
   * A line's new total.
   *
   * @param proved what of the line is due for certain by now: recovery would post it
   */
  record Total(Money total, long seconds, boolean last, Money proved) {}

  /**
   * Sets all lines to absolute totals; a total never shrinks.
   *
   * @param sequence 1, 2, 3 … within the leg; one that was seen changes nothing
   * @param proved how long the leg has been used for certain
   */
  record Extension(UUID tenant, UUID leg, int sequence, Duration proved, List<Total> lines) {
    public Extension {
      lines = List.copyOf(lines);
    }
  }

  /**
   * What a line cost.
   *
   * @param transfer the id of what is posted for it: it is the idempotency key
   */
  record LineCost(UUID transfer, Money cost, long seconds, String description, String trace) {}

  /** The end of a group: each line's cost is posted, the rest is voided. */
  record Settlement(UUID tenant, UUID leg, Instant at, List<LineCost> lines) {
    public Settlement {
      lines = List.copyOf(lines);
    }
  }

  /** A group as it stands; amounts are present totals. */
  record Group(
      UUID tenant,
      UUID leg,
      UUID call,
      Duration proved,
      Instant placed,
      Instant priceStart,
      boolean resolved,
      List<Line> lines,
      List<Money> provedAmounts) {
    public Group {
      lines = List.copyOf(lines);
      provedAmounts = List.copyOf(provedAmounts);
    }
  }

  /** What became of a group. */
  sealed interface Answer {}

  /** Every line is held. */
  record AllHeld(List<HoldOutcome.Held> lines) implements Answer {
    public AllHeld {
      lines = List.copyOf(lines);
    }
  }

  /**
   * Nothing was held, or nothing more.
   *
   * @param line the first line that fell short, or 0 when it is about the group
   * @param part what that line is
   */
  record NotHeld(int line, @Nullable Part part, Refusal why) implements Answer {

    /** For a person: which line, and why. */
    public String reason() {
      return part == null ? why.reason() : "Line " + line + ", " + part.shown + ": " + why.reason();
    }

    /** Whether the same again may succeed later. */
    public boolean retry() {
      return why.retry();
    }
  }

  List<Answer> hold(Lease by, List<Request> requests);

  List<Answer> extend(Lease by, List<Extension> extensions);

  /**
   * Ends groups, all in one transaction. First wins; answers what became of each line.
   *
   * @param recovery what is posted is what could be proved; a settlement that comes later posts the
   *     difference
   */
  List<List<SettleOutcome>> resolve(boolean recovery, List<Settlement> settlements);

  /** The groups of these legs, resolved ones too, whichever tenant's they are. */
  Map<UUID, Group> read(Collection<UUID> legs);

  /** Legs whose groups this node placed before the lease's epoch, oldest first. */
  List<UUID> stale(Lease lease, int limit);
}
