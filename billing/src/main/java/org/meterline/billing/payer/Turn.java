package org.meterline.billing.payer;

import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Who pays while it is their turn. */
public sealed interface Turn {
  /** When their money ends, the next turn begins; otherwise the leg ends. */
  boolean goesOn();

  /** The wallets that pay, in a fixed order. */
  List<Payer> payers();

  /** For people. */
  default String names() {
    return payers().stream().map(Payer::name).collect(Collectors.joining(", "));
  }

  /** Whether that wallet is among those that pay. */
  default boolean asks(UUID wallet) {
    return payers().stream().anyMatch(p -> p.wallet().equals(wallet));
  }

  /** The caller or the tenant pays the price. */
  record Whole(Payer payer, boolean goesOn) implements Turn {
    @Override
    public List<Payer> payers() {
      return List.of(payer);
    }
  }

  /** A sponsor pays what it offers, in the place of the price. */
  record Sponsored(Offer offer, boolean goesOn) implements Turn {
    @Override
    public List<Payer> payers() {
      return List.of(offer.payer());
    }
  }

  /** A sponsor pays what it offers, but no more than the price; another pays the rest of it. */
  record Topped(Offer offer, Payer rest, boolean goesOn) implements Turn {
    @Override
    public List<Payer> payers() {
      return List.of(offer.payer(), rest);
    }
  }

  /** Several share the price; a sponsor among them gives no more than it offers. */
  record Shared(List<Share> shares, Split split, boolean goesOn) implements Turn {
    public Shared {
      shares = List.copyOf(shares);
    }

    @Override
    public List<Payer> payers() {
      return shares.stream().map(Share::payer).toList();
    }
  }

  /**
   * One of those who share a price.
   *
   * @param offer what a sponsor gives at most; null of one who pays the price
   */
  record Share(Payer payer, @Nullable Offer offer) {}
}
