package org.meterline.telephony.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.meterline.telephony.call.Outcomes.done;
import static org.meterline.telephony.call.Outcomes.refused;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What can be done with a caller before the answer. */
class UnansweredTest {
  private final World world = new World();

  @BeforeEach
  void aProgramSteers() {
    world.dials("500");
  }

  @Test
  void theyHearItRingAndAreAnswered() {
    done(world.verb(new Verb.Ring()));
    assertEquals(LegState.RINGING, world.call().first.state());
    done(world.verb(new Verb.Progress()));
    done(world.verb(new Verb.Answer()));
    assertEquals(List.of("ring", "progress", "answer answer to offer"), world.caller.did);
    for (Verb<?> verb :
        List.of(
            new Verb.Ring(),
            new Verb.Progress(),
            new Verb.Reject(486, "busy"),
            new Verb.Redirect("102"))) {
      assertEquals("answered-already", refused(world.verb(verb)), verb.toString());
    }
  }

  @Test
  void theyAreRejectedWithACause() {
    done(world.verb(new Verb.Reject(486, "All are talking")));
    assertEquals("reject 486 All are talking", world.caller.did.getLast());
    world.programEnds(0, "exited");
    assertEquals(486, world.ended().sipStatus());
  }

  @Test
  void theyAreSentElsewhere() {
    assertEquals(
        "no-such-destination", refused(world.verb(new Verb.Redirect("sip:a@b>\r\nVia: x"))));
    done(world.verb(new Verb.Redirect("102")));
    assertEquals("redirect sip:102@harbour.example", world.caller.did.getFirst());
    world.programEnds(0, "exited");
    assertEquals(302, world.ended().sipStatus());
  }

  @Test
  void whoCalledNobodyIsNotRejected() {
    World asked = new World();
    asked.asksFor("102", "103");
    assertEquals("answered-already", refused(asked.verb(new Verb.Reject(486, "busy"))));
  }

  @Test
  void theCallEndsWithTheCauseThatIsWanted() {
    done(world.verb(new Verb.HangUp("out of order", 502)));
    assertEquals("reject 502 out of order", world.caller.did.getLast());
  }
}
