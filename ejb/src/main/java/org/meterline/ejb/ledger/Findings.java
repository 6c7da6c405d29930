package org.meterline.ejb.ledger;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.ledger.Reconciliation.Difference;
import org.meterline.billing.money.Currency;

/** Finds what differences are about: they name it by an id alone. Reads one tenant's rows. */
final class Findings {
  /** Each id looked up by its key; the operator buys a leg under an id of its own. */
  private static final String ABOUT =
      """
      select a.id, coalesce(c.call, t.call, l.call, h.call) as call, c.id as charge, t.id as transfer,
             coalesce(c.wallet, w.id, k.wallet, p.wallet, h.wallet) as wallet,
             coalesce(c.currency, w.currency, k.currency, p.currency, t.currency, h.currency) as currency
      from (select id, transfer_id(id, 'bought') as bought from unnest(?) as q (id)) a
        left join lateral (
          select c.id, c.call, c.wallet, w.currency
          from charge c join wallet w on w.tenant = c.tenant and w.id = c.wallet
          where c.tenant = current_tenant() and c.id = a.id offset 0) c on true
        left join lateral (
          select t.id, t.call, t.currency from transfer t
          where t.tenant = current_tenant() and t.id = a.id offset 0) t on true
        left join lateral (
          select l.call from call_leg l where l.tenant = current_tenant() and l.id = a.id offset 0) l on true
        left join lateral (
          select w.id, w.currency from wallet w where w.tenant = current_tenant() and w.id = a.id offset 0) w on true
        left join lateral (
          select k.wallet, w.currency from pocket k join wallet w on w.tenant = k.tenant and w.id = k.wallet
          where k.tenant = current_tenant() and k.id = a.id offset 0) k on true
        left join lateral (
          select p.wallet, w.currency from purchase p join wallet w on w.tenant = p.tenant and w.id = p.wallet
          where p.tenant = current_tenant() and p.id = a.id offset 0) p on true
        left join lateral (
          -- lines of several wallets: none of them, and a currency that they have in common
          select min(h.call::text)::uuid as call,
                 case when count(distinct h.wallet) = 1 then min(h.wallet::text)::uuid end as wallet,
                 case when count(distinct w.currency) = 1 then min(w.currency) end as currency
          from hold h left join wallet w on w.tenant = h.tenant and w.id = h.wallet
          where h.id in (a.id, a.bought) and h.tenant = current_tenant() offset 0) h on true
      """;

  /** Of the days that are kept, by what their last checks named. */
  private static final String NAMED =
      """
      select d.name, d.subject, min(r.day), max(r.day)
      from reconciliation r
        cross join lateral jsonb_to_recordset(r.differences) as d (name text, subject text)
        join unnest(?, ?) as a (name, subject) on a.name = d.name and a.subject = d.subject
      where r.differences <> '[]'
      group by d.name, d.subject
      """;

  private static final String BOOKS_CURRENCY =
      "select min(currency) from account having count(distinct currency) = 1";

  private static final Pattern ID = Pattern.compile("[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}");
  private static final Pattern CALL = Pattern.compile("a leg of call (" + ID.pattern() + ")");

  /** Accounts are named by code and currency. */
  private static final Pattern ACCOUNT = Pattern.compile("[0-9]{4} ([A-Z]{3})(?: .*)?");

  private final Connection connection;

  Findings(Connection connection) {
    this.connection = connection;
  }

  private record About(
      @Nullable UUID call,
      @Nullable UUID charge,
      @Nullable UUID transfer,
      @Nullable UUID wallet,
      @Nullable String currency) {
    static final About NOTHING = new About(null, null, null, null, null);
  }

  private record Days(@Nullable LocalDate first, @Nullable LocalDate last) {
    static final Days NONE = new Days(null, null);
  }

  private record Named(String name, String subject) {
    static Named of(Difference difference) {
      return new Named(difference.name(), difference.subject());
    }
  }

  Map<Difference, Finding> of(Collection<Difference> differences) throws SQLException {
    var found = new HashMap<Difference, Finding>();
    if (differences.isEmpty()) {
      return found;
    }
    var about =
        about(
            differences.stream()
                .flatMap(each -> idIn(each.subject()).stream())
                .collect(Collectors.toSet()));
    var days = days(differences.stream().map(Named::of).collect(Collectors.toSet()));
    var common = common();
    for (var each : differences) {
      var its = idIn(each.subject()).map(about::get).orElse(About.NOTHING);
      var when = days.getOrDefault(Named.of(each), Days.NONE);
      found.put(
          each,
          new Finding(
              each,
              DifferenceAmounts.of(each, currency(each, its, common)).orElse(null),
              callIn(each.expected()).orElse(its.call()),
              its.charge(),
              its.transfer(),
              its.wallet(),
              when.first(),
              when.last()));
    }
    return found;
  }

  private static @Nullable Currency currency(
      Difference difference, About its, @Nullable String common) {
    var account = ACCOUNT.matcher(difference.subject());
    var code =
        account.matches()
            ? account.group(1)
            : difference.name().equals("book-not-zero") ? common : its.currency();
    return code == null ? null : Currency.find(code).orElse(null);
  }

  /** What a subject begins with, if that is an id; a day of a wallet follows it. */
  private static Optional<UUID> idIn(String subject) {
    var id = ID.matcher(subject);
    return id.lookingAt() ? Optional.of(UUID.fromString(id.group())) : Optional.empty();
  }

  private static Optional<UUID> callIn(String expected) {
    var call = CALL.matcher(expected);
    return call.matches() ? Optional.of(UUID.fromString(call.group(1))) : Optional.empty();
  }

  private Map<UUID, About> about(Set<UUID> ids) throws SQLException {
    var found = new HashMap<UUID, About>();
    try (var s = connection.prepareStatement(ABOUT)) {
      s.setArray(1, connection.createArrayOf("uuid", ids.toArray()));
      try (var row = s.executeQuery()) {
        while (row.next()) {
          found.put(
              row.getObject("id", UUID.class),
              new About(
                  row.getObject("call", UUID.class),
                  row.getObject("charge", UUID.class),
                  row.getObject("transfer", UUID.class),
                  row.getObject("wallet", UUID.class),
                  row.getString("currency")));
        }
      }
    }
    return found;
  }

  private Map<Named, Days> days(Set<Named> named) throws SQLException {
    var found = new HashMap<Named, Days>();
    try (var s = connection.prepareStatement(NAMED)) {
      s.setArray(1, texts(named.stream().map(Named::name)));
      s.setArray(2, texts(named.stream().map(Named::subject)));
      try (var row = s.executeQuery()) {
        while (row.next()) {
          found.put(
              new Named(row.getString(1), row.getString(2)),
              new Days(row.getObject(3, LocalDate.class), row.getObject(4, LocalDate.class)));
        }
      }
    }
    return found;
  }

  private java.sql.Array texts(Stream<String> of) throws SQLException {
    return connection.createArrayOf("text", of.toArray());
  }

  /** The currency of a book that has but one. */
  private @Nullable String common() throws SQLException {
    try (var s = connection.prepareStatement(BOOKS_CURRENCY);
        var row = s.executeQuery()) {
      return row.next() ? row.getString(1) : null;
    }
  }
}
