package org.meterline.telephony.call;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.meterline.telephony.call.CallAuthority.Granted;

/** What a program is told of its call before it says a word. */
class GreetingTest {
  private static final Granted FREE =
      new Granted(Granted.UNLIMITED, false, Duration.ZERO, List.of(), "");

  private final World world = new World();

  @Test
  void theAccountIsWhoPays() {
    world.dials("500");
    assertEquals(
        new Programs.Greeting(
            ChannelName.of("101", world.caller.id()),
            "101",
            "Anna",
            false,
            "500",
            null,
            "en",
            "wallet"),
        world.run().request.greeting());
  }

  @Test
  void whenNobodyPaysTheAccountIsThePhone() {
    world.admission = FREE;
    world.dials("500");
    assertEquals("101", world.run().request.greeting().account());
  }

  @Test
  void overATrunkNobodyPaysAndNobodysPhoneCalls() {
    world.admission = FREE;
    world.comesIn(
        new Origin.Carrier("one"),
        new Signalling.Introduction("500", "Eve's phone", null, true, "+4930111"));
    Programs.Greeting greeting = world.run().request.greeting();
    assertEquals("", greeting.account());
    assertEquals("+4930111", greeting.redirectedFrom());
    assertEquals(
        "PJSIP/Eve_s_phone-", greeting.channel().substring(0, greeting.channel().length() - 8));
  }
}
