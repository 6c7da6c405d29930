package org.meterline.ejb.ledger;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.meterline.billing.ledger.Reconciliation;

/**
 * Whether the records of all tenants and what the operator's book charged for their legs tell the
 * same: each wholesale and cost charge once, for the same length. Finds nothing in a tenant's book.
 */
final class BoughtCheck {
  private static final String OPERATORS = "select exists (select from tenant where operator)";

  private static final String SQL =
      """
      with span as (
        select q.*, (lpad(to_hex((extract(epoch from q.since - interval '31 days') * 1000)::bigint), 12, '0')
                     || repeat('0', 20))::uuid as first  -- a charge is recorded within a month of its leg
        from (select ?::timestamptz as since, ?::timestamptz as settled) q),
      leg as materialized (
        select r.* from span, records_of_bought_legs(span.since) r),
      -- a leg is bought under an id of its own; what was given away and is charged later, under another
      key as materialized (
        select l.bought as key, l.* from leg l
        union all
        select l.free, l.* from leg l),
      over as (
        select k.* from key k, span
        where k.seconds is not null and k.ended >= span.since and k.ended < span.settled),
      charged as (
        select k.id, c.relation, c.leg, c.line, count(*) filter (where c.amount > 0) as charges,
               count(distinct c.seconds) filter (where c.amount > 0) as lengths, bool_or(c.amount > 0) as due
        from key k join standing_charge c on c.call = k.call and c.leg = k.key
        group by k.id, c.relation, c.leg, c.line)

      select 'charge-without-record', c.leg::text, 'a leg of call ' || min(c.call::text), 'none'
      from charge c, span
      where c.recorded >= span.since and c.id >= span.first and not exists (select from key k where k.key = c.leg)
      group by c.leg, span.settled
      having min(c.recorded) < span.settled and (bool_or(c.amount > 0) or max(c.seconds) > 0)

      -- what was set aside is charged, be it with nothing
      union
      select lower(h.relation) || '-without-charge', o.id::text, 'a charge', 'none'
      from over o join hold h on h.id = o.key and h.leg is not null
      where not exists (
        select from charge c where c.call = o.call and c.leg = h.id and c.line = h.line)

      -- something was set aside if the tenant had a wallet and there were prices
      union
      select 'wholesale-without-charge', o.id::text, 'a charge', 'none'
      from over o
      where o.key = o.bought and o.priced
        and not exists (select from hold h where h.id = o.bought)
        and not exists (select from free_leg f where f.id = o.free)
        and exists (
          select from wallet w
          where w.payer = o.tenant and w.created < o.began - interval '1 minute')
        and exists (
          select from rate_deck d
          where d.relation = 'WHOLESALE' and d.state = 'APPROVED'
            and (d.payer is null or d.payer = o.tenant)
            and greatest(d.valid_from, coalesce(d.approved, d.created))
                  < o.began - interval '1 minute'
            and (d.valid_until is null or d.valid_until > o.began + interval '1 minute'))

      -- what is posted after a recovery is of a greater length
      union
      select lower(c.relation) || '-charged-twice', c.id::text, '1',
             coalesce(sum(c.charges) filter (where c.due), sum(c.charges))::text
      from charged c
      group by c.id, c.relation
      having bool_or(c.charges > c.lengths) or count(*) filter (where c.due) > 1

      union
      select 'charged-seconds', o.id::text, o.seconds::text, max(c.seconds)::text
      from over o join charge c on c.call = o.call and c.leg = o.key
      where not o.recovered
      group by o.id, o.call, o.key, o.seconds, c.relation
      having max(c.seconds) <> o.seconds
        -- its own end says the length: recovery knew less
        and not exists (select from hold h where h.id = o.key and h.late_seconds = o.seconds)
        -- recovered, and no end came
        and not (max(c.seconds) < o.seconds
          and exists (
            select from charge r
            where r.call = o.call and r.leg = o.key
              and r.id = transfer_id(r.leg, 'recovered' || coalesce('-' || nullif(r.line, 0), '')))
          and not exists (select from hold h where h.id = o.key and h.late_seconds is not null))
      order by 1, 2
      """;

  private BoughtCheck() {}

  /**
   * Every difference.
   *
   * @param since charges and ends of legs from then on
   * @param settled until then: what is younger may still be on its way
   */
  static List<Reconciliation.Difference> check(
      Connection connection, Instant since, Instant settled) throws SQLException {
    var found = new ArrayList<Reconciliation.Difference>();
    try (var s = connection.prepareStatement(OPERATORS);
        var row = s.executeQuery()) {
      if (!row.next() || !row.getBoolean(1)) {
        return found;
      }
    }
    try (var s = connection.prepareStatement(SQL)) {
      s.setObject(1, OffsetDateTime.ofInstant(since, ZoneOffset.UTC));
      s.setObject(2, OffsetDateTime.ofInstant(settled, ZoneOffset.UTC));
      try (var row = s.executeQuery()) {
        while (row.next()) {
          found.add(
              new Reconciliation.Difference(
                  row.getString(1), row.getString(2), row.getString(3), row.getString(4)));
        }
      }
    }
    return found;
  }
}
