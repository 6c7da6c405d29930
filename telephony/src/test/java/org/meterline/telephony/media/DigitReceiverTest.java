package org.meterline.telephony.media;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Telephone events (RFC 4733), with what networks do to them. */
class DigitReceiverTest {
  private static final long MILLI = 1_000_000;

  private final StringBuilder told = new StringBuilder();
  private final DigitReceiver receiver = new DigitReceiver(told::append);
  private long now;

  /** One packet 20 ms after the one before. */
  private void packet(int timestamp, int code, boolean end, boolean marker) {
    now += 20 * MILLI;
    receiver.tick(now);
    receiver.packet(5, timestamp, code, end, marker, now);
  }

  private void press(int timestamp, int code) {
    packet(timestamp, code, false, true);
    packet(timestamp, code, false, false);
    packet(timestamp, code, true, false);
    packet(timestamp, code, true, false);
    packet(timestamp, code, true, false);
  }

  @Test
  void aDigitIsToldOnce() {
    press(1000, 7);
    assertEquals("7", told.toString());
  }

  @Test
  void theSameDigitTwiceIsTwoDigits() {
    press(1000, 1);
    press(3000, 1);
    assertEquals("11", told.toString());
  }

  @Test
  void allSixteen() {
    for (int code = 0; code < 18; code++) {
      press(1000 * (code + 1), code); // 16 is the hook flash: no digit
    }
    assertEquals("0123456789*#ABCD", told.toString());
  }

  @Test
  void lostEndPacketsAreMadeUpForByTheNextDigit() {
    packet(1000, 3, false, true);
    packet(3000, 4, false, true);
    packet(3000, 4, true, false);
    assertEquals("34", told.toString());
  }

  @Test
  void lostEndPacketsAreMadeUpForByTime() {
    packet(1000, 3, false, true);
    receiver.tick(now + 199 * MILLI);
    assertEquals("", told.toString());
    receiver.tick(now + 200 * MILLI);
    assertEquals("3", told.toString());
    packet(1000, 3, true, false);
    assertEquals("3", told.toString(), "a late end says nothing new");
  }

  @Test
  void onlyAnEndPacketArrives() {
    packet(1000, 9, true, false);
    assertEquals("9", told.toString());
  }

  @Test
  void anOvertakenPacketOfTheDigitBeforeIsIgnored() {
    packet(1000, 1, true, false);
    packet(3000, 2, false, true);
    packet(1000, 1, true, false);
    packet(3000, 2, true, false);
    assertEquals("12", told.toString());
  }

  @Test
  void aVeryLongPressGoesOnInSegments() {
    packet(1000, 5, false, true);
    packet(1000 + 0xFFFF, 5, false, false);
    packet(1000 + 0xFFFF, 5, true, false);
    assertEquals("5", told.toString());
  }

  @Test
  void theClockWraps() {
    press(-500, 1);
    press(1500, 2);
    assertEquals("12", told.toString());
  }

  /** As gateways do when they connect the call to another card, under the same SSRC. */
  @Test
  void aClockThatIsSetBackEndsNoDigits() {
    press(900_000, 1);
    now += DigitReceiver.LATEST_NANOS;
    press(1000, 2);
    press(3000, 3);
    assertEquals("123", told.toString());
  }

  @Test
  void anotherStreamBeginsAnew() {
    press(1_000_000, 1);
    receiver.packet(6, 1000, 2, true, true, now);
    assertEquals("12", told.toString());
  }

  /**
   * Each digit's packets may be lost but for one, doubled and mixed: each is told once, in order.
   */
  @Property(tries = 300, seed = "20261105")
  void lossDisorderAndDoublesWithinADigit(
      @ForAll @Size(min = 1, max = 12) List<@IntRange(min = 0, max = 15) Integer> codes,
      @ForAll Random random) {
    DigitReceiverTest each = new DigitReceiverTest();
    StringBuilder expected = new StringBuilder();
    for (int i = 0; i < codes.size(); i++) {
      int code = codes.get(i);
      expected.append("0123456789*#ABCD".charAt(code));
      List<Boolean> ends = new ArrayList<>(List.of(false, false, false, true, true, true));
      Collections.shuffle(ends, random);
      int keep = 1 + random.nextInt(ends.size());
      for (int k = 0; k < keep; k++) {
        each.packet(1000 + 2000 * i, code, ends.get(k), false);
      }
    }
    each.receiver.tick(each.now + 1000 * MILLI);
    assertEquals(expected.toString(), each.told.toString());
  }
}
