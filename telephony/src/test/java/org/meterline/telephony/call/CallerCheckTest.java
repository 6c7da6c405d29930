package org.meterline.telephony.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.meterline.telephony.identity.Attestation;
import org.meterline.telephony.identity.Claim;
import org.meterline.telephony.identity.Verification;

/** A call that waits until it is known whether its caller is who they say. */
class CallerCheckTest {
  private static final Verification PASSED =
      new Verification(Verification.Status.PASSED, Attestation.A, null, "");
  private static final Verification FORGED =
      new Verification(Verification.Status.FAILED, null, Verification.Problem.WRONG_SIGNATURE, "");

  private final World world = new World();
  private final List<Consumer<Verification>> waiting = new ArrayList<>();

  private void comesIn(boolean strict) {
    var claim =
        new Claim() {
          @Override
          public boolean wanted() {
            return true;
          }

          @Override
          public boolean strict() {
            return strict;
          }

          @Override
          public List<String> identities() {
            return List.of("one");
          }

          @Override
          public void check(Consumer<Verification> then) {
            waiting.add(then);
          }
        };
    world.comesIn(
        new Origin.Carrier("one"),
        new Signalling.Introduction("102", "+491701234567", null, false, null, claim));
  }

  private void answered(Verification found) {
    waiting.getFirst().accept(found);
    world.settle();
  }

  private Invitation.Confidence told() {
    return Objects.requireNonNull(world.callee().invitation).confidence();
  }

  @Test
  void nothingRingsBefore() {
    comesIn(false);
    assertEquals(CallState.ARRIVED, world.call().state());
    assertTrue(world.invited.isEmpty());
    answered(PASSED);
    assertEquals(PASSED, told().verified());
    assertNull(told().asserted());
    assertEquals(PASSED, world.only(CallFact.CallerChecked.class).verification());
    assertEquals("A", world.call().variables().get(CallerCheck.ATTESTATION));
    world.calleeAnswers();
    world.callerHangsUp();
    assertEquals(200, world.ended().sipStatus());
  }

  @Test
  void whoIsNotVerifiedComesWithAMark() {
    comesIn(false);
    answered(FORGED);
    assertEquals(FORGED, told().verified());
    assertEquals("wrong-signature", world.call().variables().get(CallerCheck.UNVERIFIED));
    world.callerHangsUp();
    assertEquals(487, world.ended().sipStatus());
  }

  @Test
  void orIsRefusedWhereThatIsWanted() {
    comesIn(true);
    answered(FORGED);
    assertTrue(world.invited.isEmpty());
    CallFact.Ended ended = world.ended();
    assertEquals(438, ended.sipStatus());
    assertEquals("The caller is not verified: the signature does not fit", ended.reason());
  }

  @Test
  void whoHangsUpWhileItWaitsIsGone() {
    comesIn(false);
    world.callerHangsUp();
    assertEquals(CallState.ENDED, world.call().state());
    answered(PASSED);
    assertTrue(world.invited.isEmpty());
    assertTrue(world.facts(CallFact.CallerChecked.class).isEmpty());
  }
}
