package org.meterline.billing.ledger;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The periods of a book: months of its zone, closed in order. Within a {@link BookTransaction}: its
 * connection decides whose book it is.
 */
public final class PeriodBook {
  private final Connection connection;

  public PeriodBook(Connection connection) {
    this.connection = connection;
  }

  /** What became of a request about a period. */
  public enum Outcome {
    CLOSED,
    REOPENED,
    /** It was so before. */
    REPEATED,
    NO_BOOK,
    /** The month has not ended in the book's zone. */
    NOT_OVER,
    NO_REASON
  }

  /**
   * What was done to a period, once and for ever.
   *
   * @param by the subject of a token, no name
   */
  public record Event(
      int number, boolean closed, YearMonth month, String reason, String by, Instant at) {}

  /**
   * Closes a month and all before it: nothing is posted there any more. A call that is posted later
   * goes to the first open day.
   *
   * @param at decides whether the month is over
   */
  public Outcome close(UUID tenant, YearMonth month, String reason, String by, Instant at)
      throws SQLException {
    try (var s = connection.prepareStatement("select close_period(?, ?, ?, ?, ?)")) {
      s.setObject(1, tenant);
      s.setObject(2, month.atDay(1));
      s.setString(3, reason);
      s.setString(4, by);
      s.setObject(5, OffsetDateTime.ofInstant(at, ZoneOffset.UTC));
      try (var row = s.executeQuery()) {
        row.next();
        return Outcome.valueOf(row.getString(1));
      }
    }
  }

  /** Opens a month and all after it. */
  public Outcome reopen(UUID tenant, YearMonth month, String reason, String by)
      throws SQLException {
    try (var s = connection.prepareStatement("select reopen_period(?, ?, ?, ?)")) {
      s.setObject(1, tenant);
      s.setObject(2, month.atDay(1));
      s.setString(3, reason);
      s.setString(4, by);
      try (var row = s.executeQuery()) {
        row.next();
        return Outcome.valueOf(row.getString(1));
      }
    }
  }

  /** The last day on which nothing can be posted any more; empty while all is open. */
  public Optional<LocalDate> closedThrough() throws SQLException {
    try (var s = connection.prepareStatement("select through from closing");
        var row = s.executeQuery()) {
      return row.next() ? Optional.of(row.getObject(1, LocalDate.class)) : Optional.empty();
    }
  }

  /** Newest first. */
  public List<Event> events(int limit) throws SQLException {
    try (var s =
        connection.prepareStatement(
            """
            select number, action = 'CLOSED', month, reason, made_by, made
            from closing_event order by number desc limit ?
            """)) {
      s.setInt(1, limit);
      var events = new ArrayList<Event>();
      try (var row = s.executeQuery()) {
        while (row.next()) {
          events.add(
              new Event(
                  row.getInt(1),
                  row.getBoolean(2),
                  YearMonth.from(row.getObject(3, LocalDate.class)),
                  row.getString(4),
                  row.getString(5),
                  row.getObject(6, OffsetDateTime.class).toInstant()));
        }
      }
      return events;
    }
  }
}
