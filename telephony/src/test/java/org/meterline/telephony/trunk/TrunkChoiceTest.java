package org.meterline.telephony.trunk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.meterline.telephony.trunk.Health.State;
import org.meterline.telephony.trunk.TrunkChoice.Considered;

/** The chain of questions by which a trunk is chosen, its limits and its health. */
class TrunkChoiceTest {
  private static final String BERLIN = "4930555";

  private long now;
  private int fallen;
  private final Health health = new Health(() -> now, Duration.ofSeconds(30));
  private final Capacity capacity = new Capacity(() -> now);
  private final TrunkChoice choice = new TrunkChoice(health, capacity, bound -> fallen % bound);

  private static Trunk trunk(String name, String... prefixes) {
    return new Trunk(name, "192.0.2.1", 5060, "udp", List.of(prefixes));
  }

  private static TrunkBuilder like(String name) {
    return new TrunkBuilder(trunk(name));
  }

  private void pass(Duration time) {
    now += time.toNanos();
  }

  private List<String> order(Trunk... all) {
    TrunkChoice.Able able = choice.able(List.of(all), BERLIN);
    return choice.order(able.trunks(), able.names(), BERLIN).stream().map(Trunk::name).toList();
  }

  @Test
  void theLongestPrefixIsTriedFirst() {
    assertEquals(
        List.of("berlin", "germany", "world"),
        order(
            trunk("world"),
            trunk("germany", "43", "49"),
            trunk("france", "33"),
            trunk("berlin", "4930")));
  }

  @Test
  void theAuthoritysOrderCountsAmongThoseAlike() {
    List<Trunk> able = List.of(trunk("a"), trunk("b"), trunk("c", "49"));
    assertEquals(
        List.of("c", "b"),
        choice.order(able, List.of("b", "c"), BERLIN).stream().map(Trunk::name).toList());
  }

  @Test
  void preferenceAndThenWeightShareCalls() {
    Trunk one = like("one").turn(1, 1).build();
    Trunk three = like("three").turn(1, 3).build();
    Trunk spare = like("spare").turn(2, 9).build();
    Map<String, Integer> first = new HashMap<>();
    for (fallen = 0; fallen < 4; fallen++) {
      List<String> order = order(spare, one, three);
      assertEquals("spare", order.getLast());
      first.merge(order.getFirst(), 1, Integer::sum);
    }
    assertEquals(Map.of("one", 1, "three", 3), first);
  }

  @Test
  void whatIsUnwellIsTriedAfterwards() {
    Trunk germany = trunk("germany", "49");
    Trunk world = trunk("world");
    choice.failed(germany, "a call: said: 500", null);
    assertEquals(List.of("world", "germany"), order(germany, world));
    pass(Duration.ofSeconds(30));
    assertEquals(List.of("germany", "world"), order(germany, world));
  }

  @Test
  void aTrunkThatAsksToBeLeftAloneIs() {
    Trunk germany = trunk("germany", "49");
    choice.failed(germany, "busy", Duration.ofMinutes(2));
    pass(Duration.ofSeconds(119));
    assertEquals(State.SUSPECT, health.of("germany").state());
    pass(Duration.ofSeconds(1));
    assertEquals(State.UP, health.of("germany").state());
  }

  @Test
  void itIsToldWhyATrunkIsNotTried() {
    Trunk full = like("full").limits(1, 0).build();
    Trunk off = like("off").enabled(false).build();
    Trunk dear = trunk("dear");
    Trunk unwell = trunk("unwell");
    Trunk france = trunk("france", "33");
    List<Trunk> all = List.of(off, france, dear, full, unwell, trunk("good"));
    Optional<Runnable> taken = capacity.take(full, false);
    assertTrue(taken.isPresent());
    health.unanswered("unwell", "it does not answer");
    TrunkChoice.Able able = choice.able(all, BERLIN);
    List<Considered> answers =
        choice.explain(
            all,
            able,
            List.of("full", "unwell", "good"),
            Map.of("dear", "it would cost more than it earns"),
            BERLIN);
    assertEquals(
        List.of(
            "1 good ",
            "2 unwell suspect: it does not answer",
            "0 full all its 1 channels are taken",
            "0 off it is switched off",
            "0 france it does not carry this number",
            "0 dear it would cost more than it earns"),
        answers.stream().map(c -> c.turn() + " " + c.trunk().name() + " " + c.why()).toList());
  }

  @Test
  void aChannelIsGivenBackOnce() {
    Trunk two = like("two").limits(2, 0).build();
    Runnable first = capacity.take(two, false).orElseThrow();
    Runnable second = capacity.take(two, false).orElseThrow();
    assertTrue(capacity.take(two, false).isEmpty());
    // an emergency goes out all the same
    Runnable emergency = capacity.take(two, true).orElseThrow();
    assertEquals(3, capacity.calls("two"));
    emergency.run();
    first.run();
    first.run();
    assertEquals(1, capacity.calls("two"));
    assertTrue(capacity.take(two, false).isPresent());
    second.run();
  }

  @Test
  void callsThatComeInTakeChannelsButNotThePace() {
    Trunk narrow = like("narrow").limits(2, 1).build();
    Runnable in = capacity.takeIncoming(narrow, false).orElseThrow();
    Runnable out = capacity.take(narrow, false).orElseThrow();
    assertTrue(capacity.takeIncoming(narrow, false).isEmpty());
    assertEquals("all its 2 channels are taken", capacity.full(narrow).orElseThrow());
    Runnable help = capacity.takeIncoming(narrow, true).orElseThrow();
    assertEquals(3, capacity.calls("narrow"));
    List.of(in, in, out, help).forEach(Runnable::run);
    assertEquals(0, capacity.calls("narrow"));
    assertTrue(capacity.take(narrow, false).isEmpty(), "one has gone out this second");
    assertTrue(capacity.takeIncoming(narrow, false).isPresent());
  }

  @Test
  void aSecondsWorthOfCallsMayComeAtOnce() {
    Trunk slow = like("slow").limits(0, 4).build();
    assertEquals(4, taken(slow, 9));
    pass(Duration.ofMillis(250));
    assertEquals(1, taken(slow, 9));
    pass(Duration.ofMillis(249));
    assertEquals(0, taken(slow, 9));
    pass(Duration.ofHours(1));
    assertEquals(4, taken(slow, 9));
  }

  private int taken(Trunk trunk, int wanted) {
    List<Runnable> given = new ArrayList<>();
    for (int i = 0; i < wanted; i++) {
      capacity.take(trunk, false).ifPresent(given::add);
    }
    given.forEach(Runnable::run);
    return given.size();
  }

  @Test
  void aTrunkIsAskedMoreOftenWhenItIsUnwell() {
    assertTrue(health.due("one"));
    assertFalse(health.due("one"));
    health.answered("one");
    is(State.UP, "");
    pass(Duration.ofSeconds(29));
    assertFalse(health.due("one"));
    pass(Duration.ofSeconds(1));
    assertTrue(health.due("one"));
    health.unanswered("one", "it does not answer");
    is(State.SUSPECT, "it does not answer");
    pass(Duration.ofSeconds(5));
    assertTrue(health.due("one"));
    health.unanswered("one", "it does not answer");
    is(State.DOWN, "it does not answer");
    pass(Duration.ofSeconds(4));
    assertFalse(health.due("one"));
    pass(Duration.ofSeconds(1));
    assertTrue(health.due("one"));
    health.answered("one");
    is(State.UP, "");
    assertFalse(health.due("one"));
  }

  @Test
  void callsCountToo() {
    health.failed("one", "a call: said: 500", null);
    is(State.SUSPECT, "a call: said: 500");
    health.failed("one", "a call: did not answer in time", null);
    is(State.DOWN, "a call: did not answer in time");
    health.answered("one"); // that it answers a question does not mean that it takes calls
    is(State.DOWN, "a call: did not answer in time");
    health.worked("one");
    is(State.UP, "");
    health.unanswered("one", "it does not answer");
    health.unanswered("one", "it does not answer");
    health.worked("one");
    is(State.UP, "");
  }

  @Test
  void aRegistrationThatIsRefusedShows() {
    health.answered("one");
    health.registered("one", "it is not registered: it said 403 Forbidden");
    is(State.SUSPECT, "it is not registered: it said 403 Forbidden");
    health.registered("one", null);
    is(State.UP, "");
  }

  private void is(State state, @Nullable String reason) {
    assertEquals(new Health.Seen(state, reason == null ? "" : reason), health.of("one"));
  }

  @Test
  void numbersAreWrittenAsTheTrunkHasThem() {
    var national = new Rewriting.Rule(Rewriting.Form.DIGITS, "49", "0");
    assertEquals("030555", national.of("+4930555"));
    assertEquals("33155", national.of("+33155"));
    var international = new Rewriting.Rule(Rewriting.Form.DOUBLE_ZERO, "", "9#");
    assertEquals("9#004930555", international.of("+4930555"));
    var incoming = new Rewriting.Rule(Rewriting.Form.AS_IS, "0", "+49");
    assertEquals("+4930555", incoming.of("030555"));
    assertEquals("+4930555", new Rewriting.Rule(Rewriting.Form.PLUS, "", "").of("004930555"));
    assertEquals("anonymous", international.of("anonymous"));
  }
}
