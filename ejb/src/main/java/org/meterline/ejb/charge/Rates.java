package org.meterline.ejb.charge;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.rate.DeckRows;
import org.meterline.billing.rate.DeckRows.Version;
import org.meterline.billing.rate.Match;
import org.meterline.billing.rate.RateDeck;
import org.meterline.billing.rate.Tariff;
import org.meterline.billing.rate.TaxRate;
import org.meterline.billing.tax.TaxBook;
import org.meterline.billing.tax.TaxPayer;
import org.meterline.billing.tax.TaxTable;
import org.meterline.billing.wallet.Wallet;
import org.meterline.billing.wallet.WalletRows;
import org.meterline.ejb.tenant.TenantTransaction;

/**
 * The decks in force and those that will be soon, compiled and kept in memory with the rates of
 * tax, so that a switch happens at its instant on every node. A tenant's are read at its first
 * call; {@link #refresh} sees what changed. A call keeps the tariff and the tax it started with.
 */
public final class Rates {
  /**
   * Decks are read that long before they come into force, and kept so long after; longer than it
   * takes to read one and than a call is late.
   */
  private static final Duration AROUND = Duration.ofMinutes(5);

  private final TenantTransaction transaction;
  private final InstantSource clock;
  private final String relation;
  private final ConcurrentHashMap<UUID, Decks> tenants = new ConcurrentHashMap<>();

  /** Of what payers pay a tenant. */
  public Rates(TenantTransaction transaction, InstantSource clock) {
    this(transaction, clock, "RETAIL");
  }

  /**
   * @param relation whose decks: RETAIL, WHOLESALE or COST
   */
  Rates(TenantTransaction transaction, InstantSource clock, String relation) {
    this.transaction = transaction;
    this.relation = relation;
    this.clock = clock;
  }

  /**
   * A tenant's decks, those that begin last first.
   *
   * @param approved all of them
   * @param versions those that are not over
   */
  private record Decks(
      List<Version> approved,
      List<Version> versions,
      Map<UUID, RateDeck> compiled,
      TaxTable taxes) {
    /** When the last deck that priced the payer's calls ended, if one did. */
    Optional<Instant> ended(@Nullable UUID payer, Instant at) {
      return approved.stream()
          .filter(v -> v.payer() == null || v.payer().equals(payer))
          .flatMap(v -> Stream.ofNullable(v.until()))
          .filter(until -> !until.isAfter(at))
          .max(Instant::compareTo);
    }

    Match match(RateDeck deck, TaxPayer who, String key, Instant at) {
      return deck.match(key, at, taxes.rate(who, deck.terms().tax().taxClass(), at));
    }

    List<Tariff> rates(Optional<RateDeck> deck, TaxPayer who, Instant at) {
      return deck.stream()
          .flatMap(
              d -> {
                var tax = taxes.rate(who, d.terms().tax().taxClass(), at);
                return d.rates().stream()
                    .filter(r -> r.inForce(at))
                    .map(r -> d.tariff(r).taxed(tax));
              })
          .toList();
    }

    Optional<RateDeck> find(@Nullable UUID payer, Instant at) {
      for (var version : versions) {
        if (version.inForce(at)
            && (payer == null ? version.payer() == null : payer.equals(version.payer()))) {
          return Optional.ofNullable(compiled.get(version.deck()));
        }
      }
      return Optional.empty();
    }
  }

  /** Everybody's retail deck in force for a tenant. Blocks for the first call of a tenant. */
  public Optional<RateDeck> of(UUID tenant, Instant at) {
    return decks(tenant).find(null, at);
  }

  /**
   * A tenant's rates in force for a payer: those of their own deck, then those of everybody's that
   * it does not hide. A price of their own comes before everybody's, of however long a prefix;
   * outside of a time band, for which alone there is one, it does not.
   *
   * @param payer null: everybody's alone
   */
  public List<Tariff> inForce(UUID tenant, @Nullable UUID payer, TaxPayer who, Instant at) {
    var decks = decks(tenant);
    var own = payer == null ? List.<Tariff>of() : decks.rates(decks.find(payer, at), who, at);
    var hidden =
        own.stream()
            .filter(t -> t.rate().band().isEmpty())
            .map(Tariff::prefix)
            .collect(Collectors.toSet());
    var everybodys =
        decks.rates(decks.find(null, at), who, at).stream()
            .filter(
                t ->
                    IntStream.rangeClosed(0, t.prefix().length())
                        .noneMatch(length -> hidden.contains(t.prefix().substring(0, length))));
    return Stream.concat(own.stream(), everybodys).toList();
  }

  /** Whether some payer of the tenant has a deck of their own. */
  boolean haveOwn(UUID tenant) {
    return decks(tenant).versions().stream().anyMatch(v -> v.payer() != null);
  }

  /** A tenant's rates of tax. Blocks for the first call of a tenant. */
  public TaxTable taxes(UUID tenant) {
    return decks(tenant).taxes();
  }

  /** What decides on a payer's tax. Asks the database. */
  public TaxPayer taxPayer(UUID tenant, UUID payer) {
    return transaction
        .read(tenant, connection -> new TaxBook(connection).payer(payer))
        .orElse(TaxPayer.ANYBODY);
  }

  /** Whose a wallet is; empty if there is none. Asks the database. */
  public Optional<UUID> payerOf(UUID tenant, UUID wallet) {
    return transaction.read(tenant, connection -> WalletRows.read(connection, wallet)).stream()
        .map(Wallet::payer)
        .findFirst();
  }

  /** The price of a leg with the tax of the tenant's country. */
  public Optional<Match> match(UUID tenant, @Nullable UUID payer, String key, Instant at) {
    return match(tenant, payer, TaxPayer.ANYBODY, key, at);
  }

  /**
   * The price of a leg: the payer's own deck is asked first, then everybody's. Empty if no deck is
   * in force.
   *
   * @param payer whose own deck is asked, if any
   * @param who decides on the tax
   */
  public Optional<Match> match(
      UUID tenant, @Nullable UUID payer, TaxPayer who, String key, Instant at) {
    var decks = decks(tenant);
    var own =
        payer == null
            ? Optional.<Match>empty()
            : decks.find(payer, at).map(deck -> decks.match(deck, who, key, at));
    if (own.isPresent() && !(own.get() instanceof Match.NoPrice)) {
      return own.map(Rates::own);
    }
    var everybodys = decks.find(null, at).map(deck -> decks.match(deck, who, key, at));
    // that they had a price which is over says more than that everybody never had one
    return own.isPresent()
            && own.get() instanceof Match.NoPrice(String why, boolean expired)
            && expired
            && everybodys.isPresent()
            && everybodys.get() instanceof Match.NoPrice
        ? own
        : everybodys;
  }

  /** The price of a leg, or why it has none, that no deck is in force among the reasons. */
  public Match priceOf(UUID tenant, @Nullable UUID payer, TaxPayer who, String key, Instant at) {
    return match(tenant, payer, who, key, at)
        .orElseGet(
            () ->
                decks(tenant)
                    .ended(payer, at)
                    .map(
                        ended ->
                            new Match.NoPrice(
                                "The last rate deck ended at "
                                    + ended
                                    + ": a new one has to be approved.",
                                true))
                    .orElseGet(() -> new Match.NoPrice("There is no rate deck in force.", false)));
  }

  /** The price of a leg by a payer's own deck alone, without tax. */
  Optional<Tariff> own(UUID tenant, UUID payer, String key, Instant at) {
    return decks(tenant)
        .find(payer, at)
        .flatMap(
            deck ->
                deck.match(key, at, TaxRate.NONE) instanceof Match.Priced priced
                    ? Optional.of(priced.tariff())
                    : Optional.empty());
  }

  /** Those who have decks of their own. */
  List<UUID> owners(UUID tenant) {
    return decks(tenant).versions().stream()
        .map(Version::payer)
        .filter(Objects::nonNull)
        .distinct()
        .toList();
  }

  /** Reads what changed. Rating goes on meanwhile with what was in force. */
  public void refresh() {
    tenants.forEach((tenant, known) -> tenants.put(tenant, read(tenant, known.compiled())));
  }

  private static Match own(Match match) {
    return match instanceof Match.Priced priced
        ? new Match.Priced(priced.tariff(), "The payer's own deck: " + priced.explanation())
        : match;
  }

  private Decks decks(UUID tenant) {
    var known = tenants.get(tenant);
    return known != null ? known : tenants.computeIfAbsent(tenant, id -> read(id, Map.of()));
  }

  private Decks read(UUID tenant, Map<UUID, RateDeck> known) {
    return transaction.read(
        tenant,
        connection -> {
          var now = clock.instant();
          var begin = now.minus(AROUND);
          var approved = DeckRows.from(connection, relation, Instant.EPOCH);
          var versions = approved.stream().filter(v -> !v.overBy(begin)).toList();
          var compiled = new HashMap<UUID, RateDeck>();
          for (var version : wanted(versions, now)) {
            var deck = known.get(version.deck());
            if (deck == null) {
              DeckRows.deck(connection, version.deck())
                  .ifPresent(read -> compiled.put(version.deck(), read));
            } else {
              compiled.put(version.deck(), deck);
            }
          }
          var taxes = new TaxBook(connection).table().orElse(TaxTable.NONE);
          return new Decks(approved, versions, Map.copyOf(compiled), taxes);
        });
  }

  /** Those that are in force, for somebody, at some time around now. */
  private static Set<Version> wanted(List<Version> versions, Instant now) {
    var begin = now.minus(AROUND);
    var end = now.plus(AROUND);
    var changes =
        versions.stream()
            .flatMap(v -> v.until() == null ? Stream.of(v.from()) : Stream.of(v.from(), v.until()))
            .filter(at -> at.isAfter(begin) && at.isBefore(end));
    var wanted = new HashSet<Version>();
    Stream.concat(Stream.of(begin), changes)
        .forEach(
            at -> {
              var served = new HashSet<Optional<UUID>>();
              for (var version : versions) {
                if (version.inForce(at) && served.add(Optional.ofNullable(version.payer()))) {
                  wanted.add(version);
                }
              }
            });
    return wanted;
  }
}
