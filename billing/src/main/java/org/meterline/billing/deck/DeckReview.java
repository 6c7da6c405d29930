package org.meterline.billing.deck;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.rate.DeckTerms;

/**
 * A version of a deck and how far it has come.
 *
 * @param payer whose own deck it is; null for everybody's
 * @param payerName null for everybody's, too
 * @param from when it comes, or would come, into force
 * @param lines how many it has
 * @param wrongRows of its file; with one it has no lines and is not approved
 * @param problems the first of them; empty in lists
 */
public record DeckReview(
    DeckTerms terms,
    String name,
    int version,
    Relation relation,
    @Nullable UUID payer,
    @Nullable String payerName,
    State state,
    Instant from,
    @Nullable Instant until,
    @Nullable String fileName,
    long lines,
    long wrongRows,
    List<DeckProblem> problems,
    @Nullable Step made,
    @Nullable Step approved,
    @Nullable Step withdrawn) {

  public DeckReview {
    problems = List.copyOf(problems);
  }

  /** Who pays whom. */
  public enum Relation {
    /** The payer pays the tenant. */
    RETAIL,
    /** The tenant pays the operator. */
    WHOLESALE,
    /** The carrier is paid. */
    COST
  }

  /** How far it has come. */
  public enum State {
    /** It is looked at; no call is priced by it. */
    DRAFT,
    /** Calls that begin while it is in force are priced by it. */
    APPROVED,
    /** It was dropped or taken back; calls that began with it end with it. */
    WITHDRAWN
  }

  /** Something that was done. */
  public record Step(@Nullable String by, Instant at) {}

  /**
   * What is said of a deck before its file is read.
   *
   * @param by who makes it: a user's id, not a name
   */
  public record Draft(
      DeckTerms terms,
      String name,
      Relation relation,
      @Nullable UUID payer,
      Instant from,
      String fileName,
      String by) {}
}
