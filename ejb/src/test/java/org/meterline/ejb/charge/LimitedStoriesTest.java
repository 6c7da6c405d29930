package org.meterline.ejb.charge;

import org.junit.jupiter.api.Test;

/** Stories of calls that a limit stops. Each is told again with each use of the database lost. */
class LimitedStoriesTest {
  /** In an hour for 0.25 EUR at most; 15 s, for 0.15, are held at a time. */
  private static void limited(ChargedTenant tenant) {
    tenant.deck("49 0.60 0 1/1").phone("Ann", "10.00");
    tenant.transaction.write(
        tenant.id,
        connection -> {
          try (var s =
              connection.prepareStatement(
                  "insert into call_limit (tenant, id, ceiling, who, destination, money, currency,"
                      + " changed, changed_by) values (?, gen_random_uuid(), false, '', '',"
                      + " 25000000, 'EUR', '2026-01-01', 't')")) {
            s.setObject(1, tenant.id);
            return s.executeUpdate();
          }
        });
  }

  @Test
  void whatWasSetAsideForAStoppedCallIsGivenBack() throws Exception {
    new CallStory(
            LimitedStoriesTest::limited,
            """
            at                        | call | does                  | says                       | Ann
            2026-11-26T10:00:00+01:00 | A    | Ann calls +4930123456 | 15 s by Ann                | 9.85
            2026-11-26T10:00:01+01:00 | B    | Ann calls +4930123456 | hour-limit                 | 9.85
            2026-11-26T10:00:05+01:00 | A    | ends 5                | Ann 0.05 EUR on 2026-11-26 | 9.95
            2026-11-26T10:00:06+01:00 | C    | Ann calls +4930123456 | 15 s by Ann                | 9.80
            2026-11-26T10:00:10+01:00 | C    | ends 4                | Ann 0.04 EUR on 2026-11-26 | 9.91
            """)
        .tell();
  }
}
