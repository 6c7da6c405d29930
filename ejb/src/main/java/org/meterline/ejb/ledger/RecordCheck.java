package org.meterline.ejb.ledger;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.meterline.billing.ledger.Reconciliation;

/** Whether records of calls and what payers were charged tell the same. Reads one tenant's rows. */
final class RecordCheck {
  private static final String SQL =
      """
      with charged as (
        select leg, min(call::text) as call, min(recorded) as recorded, sum(seconds) as seconds,
               bool_or(due) as due, array_agg(part) as parts
        from (select coalesce(s.leg, c.leg) as leg, c.leg as part, c.call,
                     min(c.recorded) as recorded, max(c.seconds) as seconds,
                     bool_or(c.amount > 0) as due
              from charge c
                left join payer_decision s
                  on s.tenant = c.tenant and s.id = c.leg  -- what a leg was handed over to
              where c.relation = 'RETAIL' and c.recorded >= ?
              group by coalesce(s.leg, c.leg), c.leg, c.call, c.segment) segment
        group by leg)

      -- money is posted first, the record follows; what was set aside for a leg or a hand-over
      -- that came to nothing is charged with nothing, and nobody may have heard of it
      select 'charge-without-record', c.leg::text, 'a leg of call ' || c.call, 'none'
      from charged c
      where c.recorded < ? and (c.due or c.seconds > 0)
        and not exists (select from call_leg l where l.id = c.leg)

      union all
      select 'record-without-charge', l.id::text, 'a charge', 'none'
      from call_leg l
      where l.ended >= ? and l.ended < ? and l.payer <> '' and l.answered is not null
        and not exists (select from charge c where c.call = l.call and c.leg = l.id)

      union all
      select 'charged-seconds', l.id::text, ceil(l.charged_millis / 1000.0)::text,
             told.seconds::text
      from call_leg l join charged c on c.leg = l.id
        cross join lateral (
          -- its own end says the length: recovery knew less
          select sum(p.seconds) as seconds
          from (select coalesce(min(h.late_seconds), max(r.seconds)) as seconds
                from charge r
                  left join hold h on h.tenant = r.tenant and h.id = r.leg and h.line = r.line
                where r.call = l.call and r.leg = any (c.parts) and r.relation = 'RETAIL'
                group by r.leg) p) told
      where l.ended is not null and l.answered is not null and not l.recovered
        and c.seconds <> ceil(l.charged_millis / 1000.0)
        and told.seconds <> ceil(l.charged_millis / 1000.0)
        -- recovered, and no end came
        and not exists (
          select from hold h
          where h.id = any (c.parts) and h.resolution = 'RECOVERED' and h.late_seconds is null
            and told.seconds < ceil(l.charged_millis / 1000.0))
      order by 1, 2
      """;

  private RecordCheck() {}

  /**
   * Every difference.
   *
   * @param since charges and ends of legs from then on
   * @param settled until then: what is younger may still be on its way
   */
  static List<Reconciliation.Difference> check(
      Connection connection, Instant since, Instant settled) throws SQLException {
    try (var s = connection.prepareStatement(SQL)) {
      s.setObject(1, at(since));
      s.setObject(2, at(settled));
      s.setObject(3, at(since));
      s.setObject(4, at(settled));
      var found = new ArrayList<Reconciliation.Difference>();
      try (var row = s.executeQuery()) {
        while (row.next()) {
          found.add(
              new Reconciliation.Difference(
                  row.getString(1), row.getString(2), row.getString(3), row.getString(4)));
        }
      }
      return found;
    }
  }

  private static OffsetDateTime at(Instant instant) {
    return OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
  }
}
