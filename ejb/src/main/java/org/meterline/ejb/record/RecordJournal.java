package org.meterline.ejb.record;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Function;
import javax.sql.DataSource;
import org.meterline.billing.wallet.BooksRefused;
import org.meterline.ejb.tenant.Tenant;
import org.meterline.telephony.call.CallFact;
import org.meterline.telephony.call.CallJournal;
import org.meterline.telephony.call.Domain;

/**
 * Writes the record of calls from their facts, in one transaction per batch. Idempotent: a call's
 * record knows the highest sequence of a fact in it that would change something if it came again,
 * and what is not higher is passed over.
 */
public final class RecordJournal implements CallJournal {
  /** So that rows found by their keys are joined once, not each with each. */
  static final String BY_KEYS =
      "select set_config('meterline.tenant', ?, true), set_config('enable_seqscan', 'off', true),"
          + " set_config('enable_nestloop', 'off', true),"
          + " set_config('enable_mergejoin', 'off', true)";

  private final DataSource database;
  private final Function<Domain, Optional<Tenant>> tenants;
  private final BiConsumer<UUID, UUID> recorded;

  /**
   * @param database connections without a transaction manager
   * @param recorded hears, after the commit, of tenant and id of each call that is over
   */
  public RecordJournal(
      DataSource database,
      Function<Domain, Optional<Tenant>> tenants,
      BiConsumer<UUID, UUID> recorded) {
    this.database = database;
    this.tenants = tenants;
    this.recorded = recorded;
  }

  @Override
  public void post(List<CallFact> facts) throws Unavailable, Refused {
    List<UUID[]> over = new ArrayList<>();
    try (Connection connection = database.getConnection()) {
      connection.setAutoCommit(false);
      try {
        for (Map.Entry<UUID, List<CallFact>> group : byTenant(connection, facts).entrySet()) {
          UUID tenant = group.getKey();
          name(connection, tenant);
          List<CallFact> news = unknown(connection, group.getValue());
          try (RecordBatch batch = new RecordBatch(connection, tenant)) {
            for (CallFact fact : news) {
              batch.add(fact);
              if (fact instanceof CallFact.Ended) {
                over.add(new UUID[] {tenant, fact.call().value()});
              }
            }
            batch.write();
          }
        }
        connection.commit();
      } catch (SQLException | RuntimeException | Refused failed) {
        connection.rollback();
        throw failed;
      }
    } catch (SQLException failed) {
      if (BooksRefused.isWhy(failed)) {
        throw new Refused("the records do not take the facts: " + failed.getMessage());
      }
      throw new Unavailable("the records cannot be written", failed);
    }
    over.forEach(o -> recorded.accept(o[0], o[1]));
  }

  /**
   * Names the tenant, and has rows reached by their keys, whatever the statistics of tables that
   * were empty a minute ago say.
   */
  private static void name(Connection connection, UUID tenant) throws SQLException {
    try (PreparedStatement set = connection.prepareStatement(BY_KEYS)) {
      set.setString(1, tenant.toString());
      set.execute();
    }
  }

  /** Sorts the facts by tenant; only the first fact of a call names the domain. */
  private Map<UUID, List<CallFact>> byTenant(Connection connection, List<CallFact> facts)
      throws SQLException, Refused {
    Map<UUID, UUID> tenantOf = new HashMap<>();
    List<UUID> ask = new ArrayList<>();
    for (CallFact fact : facts) {
      if (fact instanceof CallFact.Began began) {
        Tenant tenant =
            tenants
                .apply(began.domain())
                .orElseThrow(() -> new Refused("no tenant has the domain " + began.domain()));
        tenantOf.put(fact.call().value(), tenant.id());
      } else if (!tenantOf.containsKey(fact.call().value())) {
        ask.add(fact.call().value());
      }
    }
    if (!ask.isEmpty()) {
      try (PreparedStatement select =
          connection.prepareStatement("select call, tenant from tenants_of_calls(?)")) {
        select.setArray(1, connection.createArrayOf("uuid", ask.toArray()));
        try (ResultSet row = select.executeQuery()) {
          while (row.next()) {
            tenantOf.put(row.getObject(1, UUID.class), row.getObject(2, UUID.class));
          }
        }
      }
    }
    Map<UUID, List<CallFact>> groups = new LinkedHashMap<>();
    for (CallFact fact : facts) {
      UUID tenant = tenantOf.get(fact.call().value());
      if (tenant == null) {
        throw new Refused("nobody knows the beginning of call " + fact.call());
      }
      groups.computeIfAbsent(tenant, t -> new ArrayList<>()).add(fact);
    }
    return groups;
  }

  /** Those with a higher sequence than their call's record has; locks the records. */
  private static List<CallFact> unknown(Connection connection, List<CallFact> facts)
      throws SQLException {
    Map<UUID, Integer> known = new HashMap<>();
    try (PreparedStatement select =
        connection.prepareStatement(
            "select id, sequence from call_record where id = any (?) order by id for update")) {
      Object[] calls = facts.stream().map(f -> f.call().value()).distinct().toArray();
      select.setArray(1, connection.createArrayOf("uuid", calls));
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          known.put(row.getObject(1, UUID.class), row.getInt(2));
        }
      }
    }
    List<CallFact> news = new ArrayList<>();
    for (CallFact fact : facts) {
      int highest = known.getOrDefault(fact.call().value(), 0);
      if (fact.sequence() > highest) {
        known.put(fact.call().value(), fact.sequence());
        news.add(fact);
      }
    }
    return news;
  }
}
