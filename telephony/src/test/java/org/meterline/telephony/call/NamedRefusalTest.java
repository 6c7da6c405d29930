package org.meterline.telephony.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.meterline.telephony.media.Sdp;
import org.meterline.telephony.trunk.TrunkBuilder;

/** What refuses or ends a call is in its record by name, and whether it helps to call again. */
class NamedRefusalTest {
  private static final Refusal LIMIT =
      new Refusal("hour-limit", "The limit of 2 calls an hour is reached.", 403, true);

  /** Each with what the record says, and how it comes about. */
  @SuppressWarnings("ImmutableEnumChecker") // the stories hold nothing
  enum Way {
    UNKNOWN("no-such-destination", false, world -> world.dials("999")),
    NO_ROUTE(
        "no-route",
        false,
        world -> {
          world.trunks.clear();
          world.dials("+49301");
        }),
    FULL(
        "trunk-full",
        true,
        world -> {
          var one = new TrunkBuilder(world.trunks.getFirst()).limits(1, 0).build();
          world.trunks.clear();
          world.trunks.add(one);
          var _ = world.choice.capacity.take(one, false);
          world.dials("+49301");
        }),
    CARRIERS_FAILED(
        "carriers-failed",
        true,
        world -> {
          world.dials("+49301");
          world.calleeSays(new Signalling.Event.Failed(503, "Service unavailable"));
          world.calleeSays(new Signalling.Event.Failed(503, "Service unavailable"));
        }),
    NOT_REGISTERED("not-registered", true, world -> world.dials("103")),
    NO_ROOM(
        "no-room",
        true,
        world -> {
          world.plane.ports = false;
          world.dials("102");
        }),
    UNUSABLE("audio-unusable", false, world -> world.dials("102", new Sdp("rubbish"))),
    NOT_WRITABLE(
        "journal-unwritable",
        true,
        world -> {
          world.journal.accepting = false;
          world.dials("102");
        }),
    NOT_DURABLE(
        "journal-unwritable",
        true,
        world -> {
          world.journal.durable = false;
          world.dials("102");
        }),
    NO_ANSWER(
        "authority-unavailable",
        true,
        world -> {
          world.hanging = true;
          world.dials("102");
          world.seconds(5);
          world.thaw();
        }),
    TOO_LOW("wallet-too-low", false, refused(World.refused("wallet-too-low", 402))),
    BUSY_WALLET(
        "wallet-too-low",
        true,
        refused(
            new CallAuthority.Refused(new Refusal("wallet-too-low", "Others hold it", 402, true)))),
    BLOCKED("blocked-destination", false, refused(World.refused("blocked-destination", 403))),
    TO_A_PROGRAM(
        "wallet-too-low",
        false,
        world -> {
          world.admission = World.refused("wallet-too-low", 402);
          world.dials("500");
        }),
    ASKED_FOR(
        "wallet-too-low",
        false,
        world -> {
          world.admission = World.refused("wallet-too-low", 402);
          world.asksFor("102", "+49301");
        }),
    OF_A_PROGRAM(
        "no-price",
        false,
        world -> {
          world.dials("500");
          world.admission = World.refused("no-price", 403);
          world.verb(new Verb.Dial("+49301", Duration.ofSeconds(20)));
          world.programEnds(0, "exited");
        }),
    OF_A_PROGRAM_TO_NOBODY(
        "no-such-destination",
        false,
        world -> {
          world.dials("500");
          world.verb(new Verb.Dial("999", Duration.ofSeconds(20)));
          world.programEnds(0, "exited");
        }),
    PROGRAM_FAILED(
        "program-failed",
        false,
        world -> {
          world.dials("500");
          world.programEnds(1, "exited");
        }),
    USED_UP(
        "wallet-too-low",
        false,
        world -> {
          world.admission = World.granted(10, true);
          world.extension = sequence -> World.granted(10, true);
          talks(world, 10);
        }),
    FROZEN(
        "wallet-frozen",
        false,
        world -> {
          world.extension =
              sequence -> lacking(new Refusal("wallet-frozen", "It is frozen", 402, false));
          talks(world, 10);
        }),
    NO_MORE_IN_MID_CALL(
        "wallet-too-low",
        false,
        world -> {
          world.extension = sequence -> World.refused("wallet-too-low", 402);
          talks(world, 10);
        }),
    STOPPED_IN_MID_CALL(
        "tenant-suspended",
        false,
        world -> {
          world.extension = sequence -> World.refused("tenant-suspended", 403);
          talks(world, 10);
        }),
    LIMITED_IN_MID_CALL(
        "hour-limit",
        true,
        world -> {
          world.extension = sequence -> new CallAuthority.Refused(LIMIT);
          talks(world, 10);
        }),
    FENCED_IN_MID_CALL(
        "lease-lost",
        true,
        world -> {
          world.extension =
              sequence ->
                  new CallAuthority.Refused(new Refusal("lease-lost", "Not now", 503, true));
          talks(world, 10);
        }),
    NO_ANSWER_IN_MID_CALL(
        "authority-unavailable",
        true,
        world -> {
          world.dials("102").calleeAnswers();
          world.hanging = true;
          world.seconds(10);
          world.thaw();
        }),
    LONGEST(
        "longest-call",
        true,
        world -> {
          world.admission = free();
          world.dials("102").calleeAnswers();
          world.seconds(world.timings.longestCall().toSeconds());
        });

    final String code;
    final boolean retry;
    final Consumer<World> story;

    Way(String code, boolean retry, Consumer<World> story) {
      this.code = code;
      this.retry = retry;
      this.story = story;
    }

    private static Consumer<World> refused(CallAuthority.Refused no) {
      return world -> {
        world.admission = no;
        world.dials("+49301");
      };
    }

    private static void talks(World world, long seconds) {
      world.dials("102").calleeAnswers();
      world.seconds(seconds);
    }

    private static CallAuthority.Granted free() {
      return new CallAuthority.Granted(
          CallAuthority.Granted.UNLIMITED, false, Duration.ZERO, List.of(), "");
    }

    private static CallAuthority.Granted lacking(Refusal why) {
      return new CallAuthority.Granted(
          Duration.ofSeconds(10), true, Duration.ZERO, List.of(), "wallet", null, why, false);
    }
  }

  private final World world = new World();

  private static String shown(@Nullable NamedRefusal refusal) {
    assertNotNull(refusal);
    assertFalse(refusal.reason().isBlank());
    return refusal.code() + " " + refusal.retry();
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void theRecordHasTheNameTheReasonAndWhetherARetryHelps(Way way) {
    way.story.accept(world);
    var refusal = world.only(CallFact.Ended.class).refusal();
    assertEquals(way.code + " " + way.retry, shown(refusal));
    var legs = world.facts(CallFact.LegEnded.class);
    assertEquals(shown(refusal), shown(legs.getLast().refusal()), legs::toString);
  }

  @Test
  void whoTalksHearsNothingOfALimitButTheRecordHasIt() {
    world.extension = sequence -> new CallAuthority.Refused(LIMIT);
    Way.talks(world, 10);
    assertEquals("hangUp 402 This call may not go on", world.callee().did.getLast());
    assertEquals(
        new NamedRefusal(LIMIT.code(), LIMIT.reason(), LIMIT.retry()), world.ended().refusal());
  }

  /** Neither what others say nor a normal end is a refusal of ours. */
  @Test
  void whatEndsByItselfHasNone() {
    world.dials("102").calleeAnswers();
    world.callerHangsUp();
    assertNull(world.ended().refusal());
    assertNull(world.facts(CallFact.LegEnded.class).getLast().refusal());
    var busy = new World();
    busy.dials("102").calleeSays(new Signalling.Event.Failed(486, "Busy here"));
    assertNull(busy.ended().refusal());
    var silent = new World();
    silent.dials("102").seconds(60);
    assertNull(silent.ended().refusal());
  }

  /** A program that goes on after a refusal ends its call by itself; the leg keeps the name. */
  @Test
  void aProgramThatDialsAnotherAfterARefusalHasRefusedNothing() {
    world.dials("500");
    world.verb(new Verb.Dial("103", Duration.ofSeconds(20)));
    world.verb(new Verb.Dial("102", Duration.ofSeconds(20)));
    world.calleeAnswers();
    world.calleeSays(new Signalling.Event.HungUp(false, "bye"));
    world.programEnds(0, "exited");
    assertNull(world.ended().refusal());
  }
}
