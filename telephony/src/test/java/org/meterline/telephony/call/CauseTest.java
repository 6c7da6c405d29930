package org.meterline.telephony.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The cause that one side names is told to the other, to programs and to the record. */
class CauseTest {
  private final World world = new World();

  private String hangUpCause() {
    return Outcomes.done(world.verb(new Verb.GetVariable("HANGUPCAUSE"))).toString();
  }

  @Test
  void whatTheCalleeNamesIsToldToTheCaller() {
    world.dials("102").answered();
    world.calleeSays(new Signalling.Event.HungUp(false, "bye", 31));
    assertEquals(List.of(31), world.caller.causes);
    assertEquals(31, world.ended(world.caller.id()).cause());
    assertEquals("Optional[31]", hangUpCause());
  }

  @Test
  void whatTheCallerNamesIsToldToTheCallee() {
    world.dials("102");
    world.caller.says(new Signalling.Event.HungUp(true, "elsewhere", 26));
    world.settle();
    assertEquals(List.of(26), world.callee().causes);
    assertEquals(26, world.ended(world.callee().id()).cause());
  }

  @Test
  void whoNamesNoneEndsNormally() {
    world.dials("102").answered();
    world.callerHangsUp();
    assertEquals(List.of(16), world.callee().causes);
    assertEquals("Optional[16]", hangUpCause());
  }

  @ParameterizedTest
  @CsvSource({"486,0,17", "404,0,1", "404,28,28", "480,0,18", "603,0,21", "486,34,34", "600,0,17"})
  void aRefusalIsHandedOn(int status, int named, int told) {
    world
        .dials("+49301")
        .calleeSays(new Signalling.Event.Failed(status, "for reasons", named, null));
    assertEquals(List.of(told), world.caller.causes);
    assertEquals(told, world.ended(world.caller.id()).cause());
  }

  @Test
  void ourOwnEndsSayWhatTheyAre() {
    world.phones.remove("102");
    world.dials("102");
    assertEquals(List.of(Q850.ABSENT), world.caller.causes);

    World silent = new World();
    silent.dials("102");
    silent.seconds(200);
    assertEquals(List.of(Q850.NO_ANSWER), silent.caller.causes);
    assertEquals(List.of(Q850.NO_ANSWER), silent.callee().causes);

    World poor = new World();
    poor.admission = World.refused("wallet-too-low", 402);
    poor.dials("+49301");
    assertEquals(List.of(Q850.REJECTED), poor.caller.causes);

    World nowhere = new World();
    nowhere.dials("777");
    assertEquals(List.of(Q850.UNALLOCATED), nowhere.caller.causes);

    World noRoute = new World();
    noRoute.trunks.clear();
    noRoute.dials("+49301");
    assertEquals(List.of(Q850.NO_ROUTE), noRoute.caller.causes);
  }

  @Test
  void whenAllTrunksFailTheLastOnesCauseIsTold() {
    world.dials("+49301").calleeSays(new Signalling.Event.Failed(503, "Full", 42, null));
    world.calleeSays(new Signalling.Event.Failed(503, "Full", 34, null));
    assertEquals(List.of(34), world.caller.causes);
  }

  @Test
  void theCreditsEndIsARejectionForBoth() {
    world.admission = World.granted(10, true);
    world.extension = sequence -> World.granted(10, true);
    world.dials("+49301").answered();
    world.seconds(11);
    assertEquals(List.of(Q850.REJECTED), world.caller.causes);
    assertEquals(List.of(Q850.REJECTED), world.callee().causes);
    assertEquals(Duration.ofSeconds(10), world.ended(world.callee().id()).charged());
  }

  @Test
  void aHangUpSaysItsCauseToAll() {
    world.dials("102").answered();
    Outcomes.done(world.verb(new Verb.HangUp("enough", 480, 31)));
    assertEquals(List.of(31), world.caller.causes);
    assertEquals(List.of(31), world.callee().causes);
    World rings = new World();
    rings.dials("102");
    Outcomes.done(rings.verb(new Verb.HangUp("busy", 486)));
    assertEquals(List.of(17), rings.caller.causes);
    assertTrue(rings.caller.did.contains("reject 486 busy"), rings.caller.did::toString);
  }

  @Test
  void aProgramLearnsWhyWhoWasDialledDidNotAnswer() {
    world.dials("500");
    var dial = world.verb(new Verb.Dial("102", Duration.ofSeconds(20)));
    world.calleeSays(new Signalling.Event.Failed(486, "Busy here", 0, null));
    assertEquals(17, Outcomes.dialled(dial).cause());
    assertEquals("Optional[17]", hangUpCause());
    world.programEnds(0, "exited");
    assertEquals(List.of(17), world.caller.causes);
  }

  @Test
  void thoseWhoRangInVainAreNotSelected() {
    world.phone("103", 5071).dials("500");
    world.verb(
        new Verb.Dial(List.of("102", "103"), Duration.ofSeconds(20), false, Optional.empty()));
    world.calleeAnswers();
    assertEquals(List.of(Q850.NOT_SELECTED), world.invited.getFirst().causes);
  }
}
