package org.meterline.web.deck;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.deck.DeckProblem;
import org.meterline.billing.deck.DeckReview;
import org.meterline.billing.rate.DeckTerms;
import org.meterline.billing.rate.TimeBand;

/** A version of a deck and how far it has come. */
record DeckView(
    UUID id,
    String name,
    int version,
    DeckReview.Relation relation,
    @Nullable UUID payerId,
    @Nullable String payerName,
    DeckReview.State state,
    Instant validFrom,
    @Nullable Instant validUntil,
    String currency,
    String rounding,
    String timeZone,
    List<String> bands,
    List<LocalDate> holidays,
    DeckTerms.Basis taxBasis,
    String taxClass,
    @Nullable String fileName,
    long lines,
    long wrongRows,
    List<ProblemView> problems,
    @Nullable StepView made,
    @Nullable StepView approved,
    @Nullable StepView withdrawn) {

  /** Who did something, and when. */
  record StepView(@Nullable String by, Instant at) {
    static @Nullable StepView of(DeckReview.@Nullable Step step) {
      return step == null ? null : new StepView(step.by(), step.at());
    }
  }

  /** A bad row: its line in the file, and why. */
  record ProblemView(long line, String column, String reason) {
    static ProblemView of(DeckProblem problem) {
      return new ProblemView(problem.line(), problem.column(), problem.reason());
    }
  }

  static DeckView of(DeckReview deck) {
    DeckTerms terms = deck.terms();
    return new DeckView(
        terms.deck(),
        deck.name(),
        deck.version(),
        deck.relation(),
        deck.payer(),
        deck.payerName(),
        deck.state(),
        deck.from(),
        deck.until(),
        terms.currency().code(),
        terms.rounding().name(),
        terms.zone().getId(),
        terms.bands().stream().map(TimeBand::text).toList(),
        terms.holidays(),
        terms.tax().basis(),
        terms.tax().taxClass(),
        deck.fileName(),
        deck.lines(),
        deck.wrongRows(),
        deck.problems().stream().map(ProblemView::of).toList(),
        StepView.of(deck.made()),
        StepView.of(deck.approved()),
        StepView.of(deck.withdrawn()));
  }
}
