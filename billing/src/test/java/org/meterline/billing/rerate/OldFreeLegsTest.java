package org.meterline.billing.rerate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.meterline.billing.rate.RateDeck;

/** What a deck gave away long ago is forgotten, a batch at a time. */
class OldFreeLegsTest {
  private static final int KEPT = 400;
  private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);

  private final Month it = new Month();
  private final RateDeck free = it.deck("49 0", "33 1");
  private final UUID ann = it.wallet("8.00");

  @Test
  void theOldestGoFirstAndWhatIsYoungerStays() {
    var second = free(500);
    var first = free(600);
    var young = free(399);
    assertEquals(1, forget(1));
    assertEquals(List.of(second, young), noted());
    assertTrue(!noted().contains(first));
    assertEquals(1, forget(10));
    assertEquals(0, forget(10));
    assertEquals(List.of(young), noted());
  }

  @Test
  void whatAReRatingMayStillChargeIsKept() {
    var inIt = free(500);
    free(700);
    var corrected = it.deck("49 3");
    var asked =
        new ReRating.Asked(
            UUID.randomUUID(),
            List.of(free.id()),
            corrected.id(),
            now.minus(Duration.ofDays(510)),
            now.minus(Duration.ofDays(490)),
            "It was no gift");
    assertEquals(ReRatingOutcome.PREPARED, it.prepare(asked));
    assertEquals(1, forget(10));
    assertEquals(List.of(inIt), noted());
    assertEquals(
        ReRatingOutcome.REJECTED,
        it.book.write(c -> ReRatingBook.reject(c, it.book.tenant, asked.id(), "It was", "bob")));
    assertEquals(1, forget(10));
    assertEquals(List.of(), noted());
  }

  @Test
  void nothingIsLockedThatWhoPostsNeeds() {
    free(500);
    var written =
        it.book.write(
            c -> {
              assertEquals(1, FreeLegRows.forget(c, KEPT, 10));
              var found = new ArrayList<String>();
              try (var s = c.createStatement();
                  var row =
                      s.executeQuery(
                          """
                          select distinct relation::regclass::text from pg_locks
                          where pid = pg_backend_pid() and locktype = 'relation'
                            and mode not in ('AccessShareLock')
                          """)) {
                while (row.next()) {
                  found.add(row.getString(1));
                }
              }
              return found;
            });
    assertTrue(!written.isEmpty());
    assertTrue(written.stream().allMatch(name -> name.contains("free_leg")), written.toString());
  }

  @Test
  void oneAtATimeDoesSoAndNobodyWaits() {
    free(500);
    int other =
        it.book.write(
            c -> {
              assertEquals(1, FreeLegRows.forget(c, KEPT, 10));
              return forget(10);
            });
    assertEquals(0, other);
  }

  @Test
  void lessThanAMonthIsRefused() {
    free(500);
    assertThrows(Exception.class, () -> it.book.write(c -> FreeLegRows.forget(c, 30, 10)));
    assertEquals(1, noted().size());
  }

  private int forget(int limit) {
    return it.book.write(c -> FreeLegRows.forget(c, KEPT, limit));
  }

  private UUID free(int daysAgo) {
    var leg = UUID.randomUUID();
    it.note(
        new FreeLeg(
            leg,
            leg,
            it.book.tenant,
            it.book.tenant,
            now.minus(Duration.ofDays(daysAgo)),
            Month.price(free, "4930"),
            it.paying(free, ann)));
    return leg;
  }

  private List<UUID> noted() {
    return it.book.read(
        c -> {
          try (var s = c.createStatement();
              var row = s.executeQuery("select id from free_leg order by price_start")) {
            var found = new ArrayList<UUID>();
            while (row.next()) {
              found.add(row.getObject(1, UUID.class));
            }
            return found;
          } catch (SQLException e) {
            throw new AssertionError(e);
          }
        });
  }
}
