package org.meterline.telephony.call;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.meterline.telephony.call.CallAuthority.Granted;
import org.meterline.telephony.media.Sdp;

/** What is said before the answer to who costs money from the answer on. */
class UnpaidTalkTest {
  private static final Signalling.Event EARLY =
      new Signalling.Event.Progress(183, new Sdp("early"));

  private final World world = new World().phone("103", 5071);

  private FakeAudio caller() {
    return world.audio.getFirst();
  }

  @Test
  void whoIsPaidForHearsTheCallersKeysAloneUntilTheAnswer() {
    world.dials("+49301");
    world.calleeSays(EARLY);
    assertNotNull(caller().bridged);
    assertTrue(caller().digitsOnly);
    assertFalse(world.audio.getLast().digitsOnly, "the caller hears what is said");
    world.calleeAnswers();
    assertNotNull(caller().bridged);
    assertFalse(caller().digitsOnly);
  }

  @Test
  void aSecondDescriptionBeforeTheAnswerChangesNothing() {
    world.dials("+49301");
    world.calleeSays(EARLY);
    world.calleeSays(new Signalling.Event.Progress(183, new Sdp("another")));
    assertTrue(caller().digitsOnly);
  }

  @Test
  void whoeverHearsTheCallerNextHearsThem() {
    world.dials("+49301");
    world.calleeSays(EARLY);
    world.calleeSays(new Signalling.Event.Progress(199, null));
    assertFalse(caller().digitsOnly);
  }

  @Test
  void whoWasAnsweredFirstIsHeardByThePaidOneFromTheAnswerOn() {
    world.asksFor("102", "+49301").calleeAnswers();
    world.calleeSays(EARLY);
    assertTrue(caller().digitsOnly);
    world.seconds(2);
    world.calleeAnswers();
    assertFalse(caller().digitsOnly);
    assertNotNull(caller().bridged);
  }

  @Test
  void whoCostsNothingHearsThemAtOnce() {
    world.admission =
        new Granted(Granted.UNLIMITED, false, Duration.ZERO, List.of("one"), "nobody");
    for (String dialled : List.of("103", "+49301")) {
      world.dials(dialled);
      world.calleeSays(EARLY);
      assertNotNull(world.call().first.media);
      assertFalse(caller().digitsOnly, dialled);
      world.callerHangsUp();
    }
  }

  @Test
  void aPhoneOfTheirOwnThatHasAPriceHearsTheirKeysAlone() {
    world.dials("103");
    world.calleeSays(EARLY);
    assertNotNull(caller().bridged);
    assertTrue(caller().digitsOnly);
    world.calleeAnswers();
    assertFalse(caller().digitsOnly);
  }

  @Test
  void helpHearsThemAtOnce() {
    var pier = new Place("Pier", "DE", "Pier 1, Hamburg");
    world.numbers.put("112", new Destination.Emergency(World.HARBOUR, "112", pier));
    world.dials("112");
    world.calleeSays(EARLY);
    assertNotNull(caller().bridged);
    assertFalse(caller().digitsOnly);
  }
}
