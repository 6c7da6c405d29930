package org.meterline.ejb.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;

/** Decisions of limits, under a clock that moves. */
class UsageTest {
  private static final Instant NOON = Instant.parse("2026-11-26T12:00:00Z");

  private final Usage usage = new Usage();

  private static Limit limit(
      String who,
      String destination,
      @Nullable Integer calls,
      @Nullable Integer atOnce,
      @Nullable String money) {
    return new Limit(
        UUID.randomUUID(),
        false,
        who,
        destination,
        calls,
        atOnce,
        money == null ? null : eur(money));
  }

  private static Money eur(String amount) {
    return Money.parse(amount, Currency.EUR);
  }

  private boolean begins(UUID leg, String user, String group, Limit limit, Instant at) {
    return usage.begin(leg, user, group, List.of(limit), at).isEmpty();
  }

  private boolean begins(String user, String group, Limit limit, Instant at) {
    return begins(UUID.randomUUID(), user, group, limit, at);
  }

  @Test
  void callsAreCountedByTheHour() {
    Limit two = limit("", "", 2, null, null);
    assertTrue(begins("101", "DE", two, NOON));
    assertTrue(begins("102", "LV", two, NOON.plusSeconds(3599)));
    assertFalse(begins("101", "DE", two, NOON.plusMillis(3_599_999)));
    assertTrue(begins("101", "DE", two, NOON.plusSeconds(3600)), "the hour has turned");
    assertTrue(begins("101", "DE", two, NOON), "a clock that goes back counts in the later hour");
    assertFalse(begins("101", "DE", two, NOON), "and opens no hour again");
  }

  @Test
  void eachUserAndEachDestinationAlone() {
    Limit each = limit("*", "*", 1, null, null);
    assertTrue(begins("101", "DE", each, NOON));
    assertFalse(begins("101", "DE", each, NOON));
    assertTrue(begins("101", "LV", each, NOON));
    assertTrue(begins("102", "DE", each, NOON));
    Limit one = limit("101", "LV", 1, null, null);
    assertFalse(begins("101", "LV", one, NOON));
    assertTrue(begins("102", "LV", one, NOON), "not theirs");
    assertTrue(begins("101", "AT", one, NOON), "another destination");
  }

  @Test
  void callsAtOnceCountOverTheHour() {
    Limit one = limit("*", "", null, 1, null);
    UUID leg = UUID.randomUUID();
    assertTrue(begins(leg, "101", "DE", one, NOON));
    assertTrue(begins(leg, "101", "DE", one, NOON), "the same leg again");
    assertFalse(begins("101", "DE", one, NOON.plusSeconds(3600)), "it is still up");
    usage.end(leg, List.of(), NOON.plusSeconds(3601));
    assertTrue(begins("101", "DE", one, NOON.plusSeconds(3602)));
  }

  @Test
  void moneyIsWhatIsSettledAndWhatIsHeld() {
    Limit most = limit("", "*", null, null, "1.00");
    UUID leg = UUID.randomUUID();
    UUID segment = UUID.randomUUID();
    List<Limit> limits = List.of(most);
    assertTrue(begins(leg, "101", "LV", most, NOON));
    assertEquals(Optional.empty(), usage.hold(leg, leg, List.of(eur("0.60")), limits, NOON));
    assertEquals(Optional.empty(), usage.hold(leg, segment, List.of(eur("0.40")), limits, NOON));
    assertFalse(begins("102", "LV", most, NOON), "all is held");
    assertEquals(
        Limit.Part.MONEY,
        usage.hold(leg, segment, List.of(eur("0.41")), limits, NOON).orElseThrow().part());
    assertEquals(100_000_000, usage.used(most, "101", "LV", NOON).units(), "nothing was changed");
    usage.end(leg, List.of(eur("0.25")), NOON);
    assertEquals(25_000_000, usage.used(most, "101", "LV", NOON).units());
    assertEquals(0, usage.used(most, "101", "DE", NOON).units());
    assertEquals(0, usage.used(most, "101", "LV", NOON.plusSeconds(3600)).units());
  }

  @Test
  void whatIsHeldCountsInTheNextHourToo() {
    Limit most = limit("", "", null, null, "1.00");
    UUID leg = UUID.randomUUID();
    assertTrue(begins(leg, "101", "LV", most, NOON));
    usage.hold(leg, leg, List.of(eur("0.60")), List.of(most), NOON);
    Instant next = NOON.plusSeconds(3600);
    assertEquals(60_000_000, usage.used(most, "101", "LV", next).units());
    usage.end(leg, List.of(eur("0.50")), next);
    assertEquals(50_000_000, usage.used(most, "101", "LV", next).units());
  }

  @Test
  void aCallThatWasNotToBeCountsNothing() {
    Limit one = limit("", "", 1, 1, null);
    UUID leg = UUID.randomUUID();
    assertTrue(begins(leg, "101", "DE", one, NOON));
    usage.forget(leg, NOON);
    usage.forget(leg, NOON);
    assertTrue(begins("101", "DE", one, NOON));
  }

  @Test
  void otherNodesAndEarlierLivesCount() {
    Limit three = limit("", "", 3, null, "1.00");
    Usage before = new Usage();
    UUID leg = UUID.randomUUID();
    before.begin(leg, "101", "DE", List.of(three), NOON);
    before.hold(leg, leg, List.of(eur("0.30")), List.of(three), NOON);
    List<Usage.Row> written = before.toWrite(NOON).rows();
    usage.resume(written, NOON);
    usage.others(written, NOON);
    assertEquals(new Limit.Used(2, 1, 60_000_000), usage.used(three, "102", "AT", NOON));
    assertTrue(begins("102", "DE", three, NOON));
    assertFalse(begins("102", "DE", three, NOON));
    usage.others(List.of(), NOON);
    assertTrue(begins("102", "DE", three, NOON), "what was read anew stands for what was");
  }

  @Test
  void nothingIsWrittenTwice() {
    assertEquals(List.of(), new Usage().toWrite(Instant.MIN).rows());
    UUID leg = UUID.randomUUID();
    usage.begin(leg, "101", "DE", List.of(), NOON);
    assertEquals(1, usage.toWrite(NOON).rows().size());
    assertEquals(1, usage.toWrite(NOON).rows().size(), "what is up is said again");
    usage.end(leg, List.of(), NOON);
    assertEquals(1, usage.toWrite(NOON).rows().size());
    assertEquals(List.of(), usage.toWrite(NOON).rows());
    begins("102", "AT", limit("", "", null, 9, null), NOON);
    assertEquals(1, usage.toWrite(NOON).rows().size(), "what others did is written already");
    usage.unwritten();
    assertEquals(2, usage.toWrite(NOON).rows().size());
  }

  @Test
  void countsAreWrittenToTheHourThatTheyAreOf() {
    Instant one = NOON.plus(Duration.ofHours(1));
    Limit any = limit("", "", 9, null, null);
    begins("101", "DE", any, one.minusSeconds(1));
    begins("101", "DE", any, one);
    Usage.Hour late = usage.toWrite(one.minusSeconds(1));
    assertEquals(one, late.began(), "whoever writes had looked at the clock before");
    assertEquals(1, late.rows().getFirst().calls());
    assertEquals(2, late.rows().getFirst().live());
  }

  @Test
  void twoAtOnceNeverPassWhereOneMay() throws Exception {
    Limit most = limit("", "", 50, 50, null);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Boolean>> calls = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        calls.add(() -> begins("101", "DE", most, NOON));
      }
      int begun = 0;
      for (var call : threads.invokeAll(calls)) {
        begun += call.get() ? 1 : 0;
      }
      assertEquals(50, begun);
    }
  }

  /** Whatever happens in whatever order: never more than the limit, and never a count too few. */
  @Test
  void neverMoreThanTheLimit() {
    for (int seed = 0; seed < 500; seed++) {
      var random = new Random(seed);
      story(seed, random.ints(60, 0, 10_000).boxed().toList(), 1 + random.nextInt(4));
    }
  }

  private static void story(int seed, List<Integer> steps, int most) {
    Limit limit = limit("", "", most, most, most + ".00");
    Usage tried = new Usage();
    Map<UUID, Long> held = new HashMap<>();
    Instant at = NOON;
    int begun = 0;
    long settled = 0;
    for (int step : steps) {
      Instant later = at.plus(Duration.ofMinutes(step % 7));
      if (!Usage.hourOf(later).equals(Usage.hourOf(at))) {
        begun = 0;
        settled = 0;
      }
      at = later;
      List<UUID> up = new ArrayList<>(held.keySet());
      UUID one = up.isEmpty() ? null : up.get(step % up.size());
      if (one == null || step % 3 == 0) {
        UUID leg = UUID.randomUUID();
        if (tried.begin(leg, "101", "DE", List.of(limit), at).isEmpty()) {
          held.put(leg, 0L);
          begun++;
        }
      } else if (step % 3 == 1) {
        Money amount = Money.of(step * 10_000L, Currency.EUR);
        if (tried.hold(one, one, List.of(amount), List.of(limit), at).isEmpty()) {
          held.put(one, amount.units());
        }
      } else {
        long cost = Objects.requireNonNull(held.remove(one));
        tried.end(one, List.of(Money.of(cost, Currency.EUR)), at);
        settled += cost;
      }
      Limit.Used used = tried.used(limit, "101", "DE", at);
      long inHands = held.values().stream().mapToLong(Long::longValue).sum();
      assertEquals(new Limit.Used(begun, held.size(), settled + inHands), used, "seed " + seed);
      assertTrue(used.calls() <= most && used.live() <= most, used::toString);
      assertTrue(used.units() <= most * 100_000_000L, used::toString);
    }
  }
}
