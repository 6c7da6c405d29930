package org.meterline.billing.ledger;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.meterline.billing.OwnDatabase;

/**
 * How long books that have many rows take to be brought from an older version to this one. Of each
 * call there is a retail charge, one at the operator, and what the tenant posted of that. Prints a
 * line for each step that took a tenth of a second, and one for all: version, milliseconds. Run
 * with {@code [calls]}.
 */
@SuppressWarnings("InlineFormatString") // they are long
public final class UpgradeBenchmark {
  private static final String OLDER = "20261130.0100";
  private static final UUID TENANT = UUID.fromString("7d3a9f1e-0000-4000-8000-000000000001");
  private static final int NOTED = 100;

  private UpgradeBenchmark() {}

  /** What a step took. */
  record Step(String version, String what, int millis) {}

  /** An upgrade that was done. */
  record Done(List<Step> steps, DataSource app) {}

  /** A database of its own with so many calls. */
  static Done run(String name, int calls) throws SQLException {
    var database = OwnDatabase.empty(name);
    OwnDatabase.migrating(database.owner()).target(OLDER).load().migrate();
    try (var c = database.superuser().getConnection()) {
      fill(c, calls);
    }
    OwnDatabase.migrating(database.owner()).load().migrate();
    try (var c = database.superuser().getConnection()) {
      return new Done(steps(c), database.app());
    }
  }

  static UUID tenant() {
    return TENANT;
  }

  /** Written past the guards, in the tables as they were; all through the last four weeks. */
  private static void fill(Connection connection, int calls) throws SQLException {
    try (var s = connection.createStatement()) {
      s.execute("set session_replication_role = replica");
      s.execute("set search_path = meterline");
      for (var sql : SCENE.formatted(TENANT, OperatorBook.ID).split(";\n", -1)) {
        s.execute(sql);
      }
      s.execute(CALLS.formatted(calls));
      for (var half : List.of("false", "true")) {
        for (var sql : ROWS.split(";\n", -1)) {
          s.execute(sql.replace(":bought", half));
        }
      }
      for (var sql : HALVES.formatted(TENANT).split(";\n", -1)) {
        s.execute(sql);
      }
      s.execute("drop table side");
      s.execute("analyze");
    }
  }

  private static final String SCENE =
      """
      select open_book('%1$s', 'Harbour', 'harbour', 'harbour.example', 'Europe/Berlin', 'DE', 'EUR');
      select open_operator_book('%2$s', 'Operator', 'Europe/Berlin', 'DE', 'EUR');
      create temporary table side as
        select t.bought, t.tenant, gen_random_uuid() as wallet, t.payer, gen_random_uuid() as deck,
               (select a.id from account a where a.tenant = t.tenant and a.code = '2100') as account,
               (select a.id from account a where a.tenant = t.tenant and a.code = '4000') as income
        from (values (false, '%1$s'::uuid, gen_random_uuid()), (true, '%2$s'::uuid, '%1$s'::uuid))
          as t (bought, tenant, payer);
      insert into payer (tenant, id, kind, name) select tenant, payer, 'CUSTOMER', 'Ann' from side;
      insert into wallet (tenant, id, payer, name, currency, account, income)
        select tenant, wallet, payer, 'Calls', 'EUR', account, income from side;
      insert into rate_deck (tenant, id, name, version, relation, currency, valid_from)
        select tenant, deck, 'Deck', 1, case when bought then 'WHOLESALE' else 'RETAIL' end, 'EUR', 'epoch' from side;
      insert into rate (tenant, deck, line, prefix, destination, price)
        select tenant, deck, 1, '49', 'Germany', 0.06 from side
      """;

  private static final String CALLS =
      """
      create temporary table call as
        select at, (ms || '70008' || nr)::uuid as call, (ms || '70009' || nr)::uuid as bought,
               (ms || '7000a' || nr)::uuid as posted, (ms || '7000b' || nr)::uuid as bought_posted
        from (select at, lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') as ms,
                     lpad(to_hex(n), 15, '0') as nr
              from (select n, now() - interval '28 days' + interval '28 days' / %1$d * n as at
                    from generate_series(1, %1$d) n) q) q
      """;

  private static final String ROWS =
      """
      insert into hold (tenant, id, wallet, call, leg, relation, part, owner, node, epoch, amount, first_amount,
                        granted_seconds, deck, rate, placed, resolved, resolution, posted, price_start, tax_rate)
        select s.tenant, case when s.bought then c.bought else c.call end, s.wallet, c.call,
               case when s.bought then c.bought else c.call end, case when s.bought then 'WHOLESALE' else 'RETAIL' end,
               case when s.bought then 'WHOLESALE' else 'PAYER' end, case when s.bought then s.payer end, 'node-1', 1,
               600000, 600000, 60, s.deck, 1, c.at, c.at + interval '1 minute', 'SETTLED', 600000, c.at, 0.19
        from side s cross join call c where s.bought = :bought;
      insert into transfer (tenant, id, kind, currency, call, leg, description, hash, recorded, effective, posting_date, made_by)
        select s.tenant, case when s.bought then c.bought_posted else c.posted end, 'call', 'EUR', c.call, c.call, 'Call', '',
               c.at + interval '1 minute', c.at + interval '1 minute', (c.at at time zone 'Europe/Berlin')::date, 'meterline'
        from side s cross join call c where s.bought = :bought;
      insert into move (tenant, transfer, line, debit, credit, debit_wallet, amount)
        select s.tenant, case when s.bought then c.bought_posted else c.posted end, 1, s.account, s.income, s.wallet, 600000
        from side s cross join call c where s.bought = :bought;
      insert into charge (tenant, id, call, leg, segment, relation, posting, wallet, deck, rate, seconds, amount, overrun, trace,
                          recorded, tax_country, tax_rate)
        select s.tenant, case when s.bought then c.bought_posted else c.posted end, c.call,
               case when s.bought then c.bought else c.call end, 0, case when s.bought then 'WHOLESALE' else 'RETAIL' end, 1,
               s.wallet, s.deck, 1, 60, 600000, 0,
               '[{"at":"2026-11-01T00:00:00Z","kind":"debit","text":"60 s used, 60 s billed.","amount":{"amount":"0.006","currency":"EUR"}}]',
               c.at + interval '1 minute', 'DE', 0.19
        from side s cross join call c where s.bought = :bought
      """;

  /** What the tenant posted of what it bought. */
  private static final String HALVES =
      """
      insert into transfer (tenant, id, kind, currency, call, leg, description, hash, recorded, effective, posting_date, made_by)
        select '%1$s', t.id, 'call bought', t.currency, t.call, t.leg, t.description, '', t.recorded, t.effective,
               t.posting_date, t.made_by
        from transfer t join side s on s.tenant = t.tenant and s.bought;
      insert into move (tenant, transfer, line, debit, credit, amount)
        select a.tenant, m.transfer, 1, a.id, b.id, m.amount
        from move m join side s on s.tenant = m.tenant and s.bought
          join account a on a.tenant = '%1$s' and a.code = '5000'
          join account b on b.tenant = '%1$s' and b.code = '1590'
      """;

  private static List<Step> steps(Connection connection) throws SQLException {
    try (var s =
        connection.prepareStatement(
            """
            select version, description, execution_time from meterline.flyway_schema_history
            where installed_rank > (select installed_rank from meterline.flyway_schema_history
                                    where version = ?)
            order by installed_rank
            """)) {
      s.setString(1, OLDER);
      var steps = new ArrayList<Step>();
      try (var row = s.executeQuery()) {
        while (row.next()) {
          steps.add(new Step(row.getString(1), row.getString(2), row.getInt(3)));
        }
      }
      return steps;
    }
  }

  public static void main(String... arguments) throws SQLException {
    int calls = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 100_000;
    var steps = run("upgrade", calls).steps();
    steps.stream()
        .filter(step -> step.millis() >= NOTED)
        .forEach(step -> print(step.version() + " " + step.what(), step.millis()));
    print("all", steps.stream().mapToInt(Step::millis).sum());
    System.exit(0);
  }

  private static void print(String what, int millis) {
    System.out.println(what + "\t" + millis + "\tms");
  }
}
