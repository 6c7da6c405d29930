package org.meterline.billing.payer;

import java.util.List;

/**
 * A tenant's rule: who is asked to pay for a leg, one after the other.
 *
 * @param steps asked in this order; the first who agrees pays, those after stand by
 * @param bidSeconds the length of call at which offers and price are compared
 * @param below what becomes of an offer that gives less than the price
 */
public record PayerRule(List<Step> steps, int bidSeconds, Below below) {

  /** What becomes of an offer that gives less than the leg costs. */
  public enum Below {
    /** It is not taken. */
    NOT_TAKEN,
    /** It is taken in the place of the price: the tenant gives the rest away. */
    ACCEPTED,
    /** The caller or the tenant, whoever stands by next, pays the rest. */
    NEXT_PAYS_REST
  }

  /** What holds where a tenant has no rule: the caller's own wallet, else the tenant's. */
  public static final PayerRule DEFAULT =
      new PayerRule(
          List.of(
              new Step(new Step.One(new Party.Caller()), false),
              new Step(new Step.One(new Party.Tenant()), false)),
          180,
          Below.NOT_TAKEN);

  public PayerRule {
    steps = List.copyOf(steps);
    if (steps.isEmpty() || steps.size() > 20) {
      throw new IllegalArgumentException("a rule has between 1 and 20 steps");
    }
    if (bidSeconds < 1 || bidSeconds > 86_400) {
      throw new IllegalArgumentException("offers are compared at between 1 and 86400 seconds");
    }
  }

  /** Whether some share a price. */
  public boolean shares() {
    return steps.stream().anyMatch(step -> step.who() instanceof Step.Shared);
  }

  /** Whether some sponsor may be asked. */
  public boolean asksSponsors() {
    return steps.stream()
        .anyMatch(
            step ->
                switch (step.who()) {
                  case Step.Bids b -> true;
                  case Step.One(Party party) -> party instanceof Party.Sponsor;
                  case Step.Shared(List<Party> parties, Split s) ->
                      parties.stream().anyMatch(p -> p instanceof Party.Sponsor);
                });
  }
}
