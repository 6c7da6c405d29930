package org.meterline.billing.ledger;

import java.time.Duration;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;

/**
 * What a check of postings looks at: what was recorded within a span; and what does not say when it
 * was recorded, by its id, which tells when it was minted. All days and the span after them look at
 * everything.
 *
 * @param since {@link OffsetDateTime#MIN} without a beginning
 * @param until {@link OffsetDateTime#MAX} without an end
 * @param first the least id
 * @param last all ids are less
 */
record CheckedSpan(OffsetDateTime since, OffsetDateTime until, UUID first, UUID last) {
  private static final UUID LEAST = new UUID(0, 0);
  private static final UUID GREATEST = new UUID(-1, -1);

  /** A leg has its id when it begins, and is recorded when it ends. */
  private static final Duration LEG = Duration.ofDays(1);

  /**
   * One day.
   *
   * @param first whether it stands for all that was before, too
   */
  static CheckedSpan of(LocalDate day, boolean first) {
    var until = start(day.plusDays(1));
    var end = TransferId.first(until.toInstant());
    return first
        ? new CheckedSpan(OffsetDateTime.MIN, until, LEAST, end)
        : new CheckedSpan(start(day), until, TransferId.first(start(day).toInstant()), end);
  }

  /** All that came after these days, and ids of legs that began on the last of them. */
  static CheckedSpan after(SummedDays days) {
    var since = days.end();
    return new CheckedSpan(
        since,
        OffsetDateTime.MAX,
        since.equals(OffsetDateTime.MIN) ? LEAST : TransferId.first(since.toInstant().minus(LEG)),
        GREATEST);
  }

  /** The least id that could be minted within the span. */
  UUID firstMinted() {
    return since.equals(OffsetDateTime.MIN) ? LEAST : TransferId.first(since.toInstant());
  }

  /** A statement with the span in it, not beside it, so that it is planned for so few rows. */
  String in(String sql) {
    return sql.replace(":since", literal(since))
        .replace(":until", literal(until))
        .replace(":first", literal(first))
        .replace(":last", literal(last));
  }

  static String literal(OffsetDateTime at) {
    var text =
        at.equals(OffsetDateTime.MIN)
            ? "-infinity"
            : at.equals(OffsetDateTime.MAX) ? "infinity" : at.toString();
    return "timestamptz '" + text + "'";
  }

  static String literal(UUID id) {
    return "uuid '" + id + "'";
  }

  private static OffsetDateTime start(LocalDate day) {
    return day.atStartOfDay().atOffset(ZoneOffset.UTC);
  }
}
