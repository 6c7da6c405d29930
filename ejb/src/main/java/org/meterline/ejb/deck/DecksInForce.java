package org.meterline.ejb.deck;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.deck.DeckReview.Relation;
import org.meterline.billing.rate.DeckRows;
import org.meterline.billing.rate.RateDeck;

/**
 * The approved decks of a relation that are in force at some time from an instant on. A payer's are
 * read when it is first met; what was read can be asked when the transaction is over.
 */
final class DecksInForce {
  private final Connection connection;
  private final Instant from;
  private final List<DeckRows.Version> versions;
  private final Map<Optional<UUID>, List<Placed>> met = new HashMap<>();

  private record Placed(DeckRows.Version version, RateDeck deck) {}

  private DecksInForce(Connection connection, Instant from, List<DeckRows.Version> versions) {
    this.connection = connection;
    this.from = from;
    this.versions = versions;
  }

  static DecksInForce from(Connection connection, Relation relation, Instant from)
      throws SQLException {
    return new DecksInForce(connection, from, DeckRows.from(connection, relation.name(), from));
  }

  /** Reads a payer's decks, or everybody's, unless they were. */
  void meet(@Nullable UUID payer) throws SQLException {
    var key = Optional.ofNullable(payer);
    if (!met.containsKey(key)) {
      met.put(key, decks(payer));
    }
  }

  /** A payer's own deck in force; none if the payer was not met. */
  List<RateDeck> own(@Nullable UUID payer, Instant at) {
    return payer == null ? List.of() : one(payer, at).toList();
  }

  /** The decks that are asked one after the other: the payer's own, then everybody's. */
  List<RateDeck> asked(@Nullable UUID payer, Instant at) {
    return Stream.concat(own(payer, at).stream(), one(null, at)).toList();
  }

  private Stream<RateDeck> one(@Nullable UUID payer, Instant at) {
    return met.getOrDefault(Optional.ofNullable(payer), List.of()).stream()
        .filter(d -> d.version().inForce(at))
        .map(Placed::deck)
        .limit(1);
  }

  /** Those that begin last first. */
  private List<Placed> decks(@Nullable UUID payer) throws SQLException {
    var decks = new ArrayList<Placed>();
    boolean covered = false;
    for (var version : versions) {
      if (Objects.equals(version.payer(), payer) && !covered) {
        var deck = DeckRows.deck(connection, version.deck());
        if (deck.isPresent()) {
          decks.add(new Placed(version, deck.get()));
          // what began before the one that is in force at the beginning is never asked
          covered = version.inForce(from) && version.until() == null;
        }
      }
    }
    return decks;
  }
}
