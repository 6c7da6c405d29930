package org.meterline.telephony.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.meterline.telephony.Patience.until;

import java.lang.ref.WeakReference;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How many calls there may be, of the node and of a tenant. */
class IntakeTest {
  private static final Domain ONE = new Domain("one.example");
  private static final Domain OTHER = new Domain("other.example");
  private long now = 1;
  private final Intake intake = new Intake(new CallLimits(3, 100, 2, 2), () -> now);

  @Test
  void aTenantDoesNotTakeTheRoomOfAnother() {
    assertEquals(Optional.empty(), intake.enter(ONE));
    now += 2_000_000_000L;
    assertEquals(Optional.empty(), intake.enter(ONE));
    assertEquals(Optional.of("Too many calls of this tenant at once"), intake.enter(ONE));
    assertEquals(Optional.empty(), intake.full(OTHER));
    intake.count(ONE);
    assertEquals(Optional.of("Too many calls at once"), intake.full(OTHER));
    intake.leave(ONE);
    intake.leave(ONE);
    now += 1_000_000_000L;
    assertEquals(Optional.empty(), intake.full(ONE));
  }

  @Test
  void callsThatAreOverCountWithinTheirSecond() {
    for (int i = 0; i < 2; i++) {
      assertEquals(Optional.empty(), intake.enter(ONE));
      intake.leave(ONE);
    }
    assertEquals(Optional.of("Too many new calls within a second"), intake.enter(ONE));
    assertEquals(Optional.empty(), intake.enter(OTHER));
    now += 1_000_000_000L;
    assertEquals(Optional.empty(), intake.enter(ONE));
  }

  /** A carrier may name any host, and is told at once that no number is there. */
  @Test
  void aDomainThatIsMerelyAskedForIsNotKept() {
    var asked = asked();
    until(
        "nobody keeps it",
        () -> {
          System.gc();
          return asked.get() == null;
        });
  }

  private WeakReference<Domain> asked() {
    var host = new Domain("host.example");
    assertEquals(Optional.empty(), intake.full(host));
    return new WeakReference<>(host);
  }
}
