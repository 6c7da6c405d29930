package org.meterline.billing.rerate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.billing.rerate.Month.AT;
import static org.meterline.billing.rerate.Month.NOW;
import static org.meterline.billing.rerate.Month.eur;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.meterline.billing.TestBook;
import org.meterline.billing.ledger.ChargeBook;
import org.meterline.billing.ledger.ChargeBook.Posted;
import org.meterline.billing.rate.RateDeck;

/** A list of charges until a day leaves none out, whenever their ids were minted. */
class ListedChargesTest {
  private static final Instant NEXT_YEAR = Instant.parse("2027-06-01T00:00:00Z");

  private final Month it = new Month();
  private final RateDeck wrong = it.deck("49 6");
  private final UUID wallet = it.wallet("900.00");

  @BeforeEach
  void charge() {
    for (var at :
        List.of(
            "2026-10-01T00:00:00Z",
            "2026-10-20T10:00:00Z",
            "2026-10-20T21:58:30Z",
            "2026-10-20T22:00:00Z",
            // ends in the hour that comes twice
            "2026-10-25T00:59:30Z",
            "2026-10-31T22:59:30Z",
            "2026-11-20T10:00:00Z")) {
      it.call(Instant.parse(at), it.paying(wrong, wallet), 60);
    }
    it.posted(wrong, it.deck("49 3"));
    for (var id : List.of(UUID.randomUUID(), TestBook.id(NEXT_YEAR), TestBook.id(NOW))) {
      settled(id, "6.00", 60);
    }
    // its day is today: that of when it was found
    for (var id : List.of(UUID.randomUUID(), TestBook.id(NEXT_YEAR), TestBook.id(AT))) {
      settled(id, "0", 0);
    }
  }

  private void settled(UUID leg, String cost, long seconds) {
    it.dial(leg, "49301234");
    it.hold(leg, AT, it.paying(wrong, wallet), List.of(eur("6.00")), 60);
    it.settle(leg, AT, List.of(eur(cost)), seconds);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 99})
  void untilADay(int page) {
    var all = listed(null, null, 99);
    assertEquals(19, all.size());
    var today = all.getLast().charge().recorded();
    var days =
        Stream.concat(
                Stream.of("2026-10-01", "2026-10-02", "2026-10-21", "2026-11-01")
                    .map(LocalDate::parse),
                Stream.of(AT, NOW, today, NEXT_YEAR).map(ListedChargesTest::day))
            .flatMap(day -> Stream.of(day, day.plusDays(1)));
    for (var until : days.toList()) {
      var expected = all.stream().filter(posted -> posted.day().isBefore(until)).toList();
      assertEquals(ids(expected), ids(paged(until, page)), until.toString());
    }
    assertTrue(listed(LocalDate.parse("2026-10-01"), null, 99).isEmpty());
  }

  /** Both ends, what was charged anew among it. */
  @Test
  void fromADayUntilAnother() {
    var from = LocalDate.parse("2026-10-20");
    var until = from.plusDays(1);
    var all = listed(null, null, 99);
    assertEquals(
        ids(all.stream().filter(posted -> posted.day().equals(from)).toList()),
        ids(list(new ChargeBook.Wanted(from, until, null, null, null, false), null, 99)));
  }

  private static LocalDate day(Instant at) {
    return LocalDate.ofInstant(at, ZoneOffset.UTC);
  }

  private static List<UUID> ids(List<Posted> charges) {
    return charges.stream().map(posted -> posted.charge().id()).toList();
  }

  private List<Posted> paged(LocalDate until, int page) {
    var found = new ArrayList<Posted>();
    UUID before = null;
    List<Posted> next;
    do {
      next = listed(until, before, page);
      found.addAll(next);
      before = next.isEmpty() ? null : next.getLast().charge().id();
    } while (before != null);
    return found;
  }

  private List<Posted> listed(@Nullable LocalDate until, @Nullable UUID before, int limit) {
    return list(new ChargeBook.Wanted(null, until, null, null, null, false), before, limit);
  }

  private List<Posted> list(ChargeBook.Wanted wanted, @Nullable UUID before, int limit) {
    return it.book.read(c -> new ChargeBook(c).list(wanted, before, limit));
  }
}
