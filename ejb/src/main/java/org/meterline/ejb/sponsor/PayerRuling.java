package org.meterline.ejb.sponsor;

import static org.meterline.ejb.tenant.Role.ADMIN;
import static org.meterline.ejb.tenant.Role.FINANCE;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hibernate.Session;
import org.hibernate.jdbc.ReturningWork;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.ledger.BookTransaction;
import org.meterline.billing.payer.Party;
import org.meterline.billing.payer.PayerRule;
import org.meterline.billing.payer.Split;
import org.meterline.billing.payer.SponsorRows;
import org.meterline.billing.payer.Step;
import org.meterline.ejb.refusal.Refused;
import org.meterline.ejb.tenant.Caller;
import org.meterline.ejb.tenant.InTenant;

/** The tenant's rule of who pays. */
@Stateless
@InTenant
public class PayerRuling {
  private final EntityManager entities;
  private final Clock clock;

  @SuppressWarnings("NullAway") // the container's proxy; never called on it
  protected PayerRuling() {
    this(null, null);
  }

  @Inject
  public PayerRuling(EntityManager entities, Clock clock) {
    this.entities = entities;
    this.clock = clock;
  }

  /** The tenant's own rule; empty while {@link PayerRule#DEFAULT} holds. */
  public Optional<SponsorRows.InForce> get(Caller caller) {
    caller.mustBe(ADMIN, FINANCE);
    return working(SponsorRows::rule);
  }

  /**
   * Sets the rule for calls that begin a few seconds later.
   *
   * @param steps each as people write it
   * @param read the version of the rule that the change is of, 0 for the one that always holds;
   *     null: of whichever there is
   * @throws Refused with 422 if it makes no sense, or 409 {@code changed-meanwhile}
   */
  public SponsorRows.InForce set(
      Caller caller,
      List<String> steps,
      int bidSeconds,
      PayerRule.Below below,
      @Nullable Integer read) {
    caller.mustBe(ADMIN, FINANCE);
    var rule = rule(steps, bidSeconds, below);
    var now = now();
    int version =
        working(c -> SponsorRows.set(c, caller.tenant().id(), rule, now, caller.email(), read))
            .orElseThrow(() -> Refused.changedMeanwhile("rule of who pays"));
    return new SponsorRows.InForce(rule, now, caller.email(), version);
  }

  private PayerRule rule(List<String> lines, int bidSeconds, PayerRule.Below below) {
    var steps = new ArrayList<Step>();
    var known =
        working(SponsorRows::sponsors).stream()
            .map(SponsorRows.Sponsor::id)
            .collect(Collectors.toSet());
    for (int i = 0; i < lines.size(); i++) {
      var field = "steps[" + i + "]";
      try {
        var step = Step.parse(lines.get(i));
        if (named(step).anyMatch(id -> !known.contains(id))) {
          throw Refused.invalid(field, "names no sponsor that there is");
        }
        steps.add(step);
      } catch (IllegalArgumentException e) {
        throw Refused.invalid(field, "is " + e.getMessage());
      }
    }
    try {
      return new PayerRule(steps, bidSeconds, below);
    } catch (IllegalArgumentException e) {
      throw Refused.invalid(
          steps.isEmpty() ? "steps" : "bidSeconds", String.valueOf(e.getMessage()));
    }
  }

  /** The sponsors that a step names. */
  private static Stream<UUID> named(Step step) {
    var parties =
        switch (step.who()) {
          case Step.Bids bids -> List.<Party>of();
          case Step.One(Party party) -> List.of(party);
          case Step.Shared(List<Party> shared, Split split) -> shared;
        };
    return parties.stream()
        .flatMap(p -> p instanceof Party.Sponsor(UUID id) ? Stream.of(id) : Stream.empty());
  }

  private <T> T working(BookTransaction.Work<T> work) {
    ReturningWork<T> returning = work::with;
    return entities.unwrap(Session.class).doReturningWork(returning);
  }

  /** As the database keeps it. */
  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
