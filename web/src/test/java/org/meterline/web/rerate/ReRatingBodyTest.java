package org.meterline.web.rerate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.meterline.billing.rerate.ReRating;
import org.meterline.ejb.refusal.Refused;
import org.meterline.web.rerate.ReRatingsResource.ReRatingBody;

class ReRatingBodyTest {
  private static final UUID ID = new UUID(0, 1);
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  @Test
  void periodIsByTheClocksOfTheBook() {
    ReRating.Asked asked = asked("2026-10-01T00:00", "2026-11-01");

    assertEquals(Instant.parse("2026-09-30T22:00:00Z"), asked.since());
    assertEquals(Instant.parse("2026-10-31T23:00:00Z"), asked.until());
  }

  @Test
  void instantsAreThemselves() {
    ReRating.Asked asked = asked("2026-10-01T00:00:00Z", "2026-11-01T00:00:00-05:00");

    assertEquals(Instant.parse("2026-10-01T00:00:00Z"), asked.since());
    assertEquals(Instant.parse("2026-11-01T05:00:00Z"), asked.until());
  }

  @Test
  void whatIsNoTimeIsRefused() {
    assertThrows(Refused.class, () -> asked("2026-10-01T00:00", "then"));
  }

  private static ReRating.Asked asked(String since, String until) {
    return new ReRatingBody(List.of(ID), new UUID(0, 2), since, until, "Wrong").asked(ID, BERLIN);
  }
}
