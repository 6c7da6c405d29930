package org.meterline.telephony.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.meterline.telephony.call.ReferTest.Asked;
import org.meterline.telephony.trunk.Trunk;

/** Carriers ask by REFER for those who talk to them to be put through: the tenant decides. */
class CarrierReferralsTest {
  private static final Signalling.Event BYE = new Signalling.Event.HungUp(false, "bye");
  private static final String CALLED = "+4930555101";
  private static final String MOBILE = "+4915112345678";

  private final World world = new World().phone("103", 5071);

  @BeforeEach
  void trunksTransfer() {
    world.admission = World.granted(1000, false);
    world.trunks.replaceAll(trunk -> trunk.transfers(true));
    world.numbers.put("+49302", new Destination.Outside(World.HARBOUR, new E164("+49302")));
    world.numbers.put(CALLED, new Destination.Phone(World.HARBOUR, "102"));
  }

  private Asked refers(FakeLeg who, String to) {
    return refers(who, to, null);
  }

  private Asked refers(FakeLeg who, String to, @Nullable LegId replaces) {
    Asked asked = new Asked(to, replaces);
    who.says(new Signalling.Event.Referred(asked));
    world.settle();
    return asked;
  }

  private void carrierCalls() {
    world.comesIn(
        new Origin.Carrier("one"), new Signalling.Introduction(CALLED, MOBILE, null, false, null));
    world.answered();
  }

  private Invitation invitation() {
    return Objects.requireNonNull(world.callee().invitation);
  }

  /** The tenant pays, and not the account whose call it is; but that user's limits hold. */
  @Test
  void whoIsCalledPutsTheCallerThroughAtTheTenantsCost() {
    world.dials("+49301").answered();
    FakeLeg before = world.callee();
    world.seconds(2);
    Asked asked = refers(before, "49302");
    CallAuthority.Ask ask = world.asks.getLast();
    assertEquals(new Origin.Carrier("one"), ask.from());
    assertEquals("101", ask.sentOnBy(), "whose limits count");
    assertEquals(new Destination.Outside(World.HARBOUR, new E164("+49302")), ask.to());
    assertEquals(new Origin.Phone(World.HARBOUR, "101"), world.asks.getFirst().from());
    assertEquals(CALLED, invitation().from(), "who calls is shown");
    world.calleeSays(new Signalling.Event.Progress(180, null));
    world.calleeAnswers();
    assertEquals(List.of("accepted", "rings", "200"), asked.told);
    assertTrue(before.closed());
    assertSame(world.audio.get(2), world.audio.getFirst().bridged);
    world.seconds(3);
    FakeLeg last = world.callee();
    world.callerHangsUp();
    String ladder = world.ended().ladder().toString();
    assertTrue(ladder.contains("+49301 over one to +49302, for <sip:101@"), ladder);
    assertEquals(Duration.ofSeconds(2), world.ended(before.id()).charged());
    assertEquals(Duration.ofSeconds(3), world.ended(last.id()).charged());
  }

  /** Who called has left: that number is not shown, however calls that are sent on show it. */
  @Test
  void whoCallsPutsWhoIsCalledThroughAndTheirNumberIsNotShown() {
    world.trunks.replaceAll(trunk -> trunk.with(Trunk.Signing.PASSED_ON, Trunk.Unverified.MARKED));
    carrierCalls();
    FakeLeg stays = world.callee();
    Asked asked = refers(world.caller, "+49302");
    assertEquals(new Origin.Carrier("one"), world.asks.getLast().from());
    assertEquals("102", world.asks.getLast().sentOnBy());
    assertEquals(CALLED, invitation().from());
    world.calleeAnswers();
    assertEquals(List.of("accepted", "200"), asked.told);
    assertTrue(world.caller.closed());
    assertSame(world.audio.get(2), world.audio.get(1).bridged);
    stays.says(BYE);
    world.settle();
    assertEquals(200, world.ended().sipStatus());
  }

  /** A caller from outside who is put through by whom the tenant's number leads to. */
  @Test
  void aForwardedCallIsPutThroughAndItsCallerIsShown() {
    world.trunks.replaceAll(trunk -> trunk.with(Trunk.Signing.PASSED_ON, Trunk.Unverified.MARKED));
    world.numbers.put(CALLED, new Destination.Outside(World.HARBOUR, new E164("+49301"), CALLED));
    carrierCalls();
    refers(world.callee(), "+49302");
    assertEquals(new Origin.Carrier("one"), world.asks.getLast().from());
    assertNull(world.asks.getLast().sentOnBy());
    assertEquals(MOBILE, invitation().from());
    world.calleeAnswers();
    world.callerHangsUp();
    world.ended();
  }

  @Test
  void whatIsRefusedIsToldAndTheTalkGoesOn() {
    world.dials("+49301").answered();
    FakeLeg carrier = world.callee();
    world.admission = World.refused("destination-not-approved", 403);
    Asked asked = refers(carrier, "+49302");
    assertEquals(List.of("accepted", "403"), asked.told);
    world.admission = World.granted(1000, false);
    Asked busy = refers(carrier, "+49302");
    world.calleeSays(new Signalling.Event.Failed(486, "Busy here"));
    assertEquals(List.of("accepted", "486"), busy.told);
    assertEquals(CallState.TALKING, world.call().state());
    assertSame(world.audio.get(1), world.audio.getFirst().bridged);
    world.callerHangsUp();
    world.ended();
  }

  /** What is neither a number outside nor a phone's is not a carrier's to name. */
  @ParameterizedTest
  @ValueSource(strings = {"102", "500", "112", "+112", "nobody", "+4930555103", "+4930555104"})
  void carriersTransferToNumbersAlone(String named) {
    world.numbers.put("+112", new Destination.Emergency(World.HARBOUR, "112"));
    world.numbers.put("+4930555103", World.program());
    world.numbers.put(
        "+4930555104", new Destination.Outside(World.HARBOUR, new E164("+44123"), "+4930555104"));
    world.dials("+49301").answered();
    assertEquals(List.of("refused 403"), refers(world.callee(), named).told);
    assertEquals(1, world.invited.size());
    world.callerHangsUp();
  }

  @Test
  void aNumberOfThePhonesOfTheTenantIsCalledInside() {
    world.dials("+49301").answered();
    Asked asked = refers(world.callee(), CALLED);
    assertTrue(invitation().targets().getFirst().uri().startsWith("sip:102@"));
    world.calleeAnswers();
    assertEquals(List.of("accepted", "200"), asked.told);
    world.callerHangsUp();
    world.ended();
  }

  /** Where a phone that was named sends the call on, the tenant still pays, not who calls. */
  @Test
  void whereAPhoneSendsItOnTheTenantPaysStill() {
    world.dials("+49301").answered();
    refers(world.callee(), CALLED);
    world.calleeSays(new Signalling.Event.Redirected(302, "Moved", List.of("+49302")));
    assertEquals(new Origin.Carrier("one"), world.asks.getLast().from());
    assertEquals("102", world.asks.getLast().sentOnBy());
    world.calleeAnswers();
    world.callerHangsUp();
  }

  @Test
  void noMoreThanFiveTimesInACall() {
    world.dials("+49301").answered();
    for (int i = 0; i < 5; i++) {
      Asked asked = refers(world.callee(), i % 2 == 0 ? "+49302" : "+49301");
      world.calleeAnswers();
      assertEquals(List.of("accepted", "200"), asked.told);
    }
    assertEquals(List.of("refused 403"), refers(world.callee(), "+49301").told);
    assertEquals(6, world.invited.size());
    world.callerHangsUp();
    world.ended();
  }

  @Test
  void noCallForHelpIsTransferred() {
    world.dials("112").answered();
    assertEquals(List.of("refused 403"), refers(world.callee(), "+49302").told);
    assertEquals(1, world.invited.size());
    world.callerHangsUp();
  }

  /** It joins its own talks all the same. */
  @Test
  void aTrunkThatIsNotToTransferHasNobodyCalled() {
    world.trunks.replaceAll(trunk -> trunk.transfers(false));
    World.Beside other = world.beside("101", "+49302", null);
    FakeLeg there = world.callee();
    world.calleeAnswers();
    world.dials("+49301").answered();
    FakeLeg carrier = world.callee();
    assertEquals(List.of("refused 403"), refers(carrier, "+49302").told);
    int questions = world.asks.size();
    assertEquals(List.of("accepted", "200"), refers(carrier, "+49302", there.id()).told);
    assertTrue(carrier.closed() && there.closed(), "its two talks are joined");
    assertEquals(questions, world.asks.size(), "and nobody pays more");
    assertSame(other.audio, world.audio.get(2).bridged);
    world.callerHangsUp();
  }

  /** Our leg of a talk across two calls is a carrier's: who talks to it is another call's. */
  @Test
  void whoTalksInAnotherCallIsPutThroughToo() {
    World.Beside other = world.beside("101", "103", null);
    world.calleeAnswers();
    FakeLeg far = world.callee();
    FakeAudio audio = world.audio.getLast();
    world.dials("+49301").answered();
    FakeLeg carrier = world.callee();
    assertEquals(List.of("accepted", "200"), refers(world.caller, "103", other.caller.id()).told);
    Asked asked = refers(carrier, "+49302");
    assertEquals(new Origin.Carrier("one"), world.asks.getLast().from());
    assertEquals("103", world.asks.getLast().sentOnBy(), "the limits of who stays there count");
    world.calleeAnswers();
    assertEquals(List.of("accepted", "200"), asked.told);
    assertTrue(carrier.closed());
    assertSame(world.audio.getLast(), audio.bridged);
    far.says(BYE);
    world.settle();
    assertEquals(CallState.ENDED, world.call().state());
    assertEquals(CallState.ENDED, other.call.state());
    assertTrue(world.audio.stream().allMatch(each -> each.closed));
  }
}
