package org.meterline.telephony.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Packets that come as networks bring them. */
class JitterBufferTest {
  private static final long FRAME = 20_000_000;

  private final JitterBuffer buffer = new JitterBuffer();
  private final ByteBuffer payload = ByteBuffer.allocate(JitterBuffer.MOST);

  /** Sends packet {@code number} of a stream that began with sequence number {@code first}. */
  private void put(int first, int number, long now) {
    payload.putShort(0, (short) number);
    buffer.put(1, (first + number) & 0xFFFF, number * 160, 8000, payload, 0, 160, now);
  }

  private int number(int slot) {
    return slot < 0 ? slot : ByteBuffer.wrap(buffer.octets(slot)).getShort() & 0xFFFF;
  }

  /** What is given at each turn: numbers of packets, or what is wrong; nothing is left out. */
  private List<Integer> play(int first, int frames, long[] delays) {
    List<Integer> given = new ArrayList<>();
    for (int turn = 0; turn < frames + 20; turn++) {
      long now = turn * FRAME;
      for (int i = 0; i < frames; i++) {
        long at = i * FRAME + delays[i];
        if (delays[i] >= 0 && at > now - FRAME && at <= now) {
          put(first, i, at);
        }
      }
      int slot = buffer.next(now);
      if (slot != JitterBuffer.NOTHING) {
        given.add(number(slot));
      }
    }
    return given.stream().filter(each -> each != JitterBuffer.LATE).toList();
  }

  @Test
  void inOrderAcrossTheWrap() {
    List<Integer> given = play(65_530, 20, new long[20]);
    assertEquals(20, given.size());
    for (int i = 0; i < 20; i++) {
      assertEquals(i, given.get(i));
    }
  }

  @Test
  void whatWasOvertakenIsPutBack() {
    long[] delays = new long[20];
    delays[7] = FRAME * 3 / 2;
    assertEquals(List.of(6, 7, 8, 9), play(100, 20, delays).subList(6, 10));
  }

  @Test
  void whatIsLostIsTold() {
    long[] delays = new long[20];
    delays[7] = -1;
    delays[12] = -1;
    delays[13] = -1;
    List<Integer> given = play(100, 20, delays);
    assertEquals(3, given.stream().filter(each -> each == JitterBuffer.LOST).count());
    assertEquals(17, given.stream().filter(each -> each >= 0).count());
  }

  @Test
  void itWaitsLongerWhereThereIsMoreJitterButNotForEver() {
    assertEquals(2 * FRAME, buffer.targetNanos());
    Random random = new Random(1);
    for (int i = 0; i < 200; i++) {
      put(0, i, i * FRAME + random.nextLong(2 * FRAME));
      buffer.next(i * FRAME);
    }
    long target = buffer.targetNanos();
    assertTrue(target > 2 * FRAME && target < 6 * FRAME, "target " + target);
    for (int i = 200; i < 400; i++) {
      put(0, i, i * FRAME + random.nextLong(40 * FRAME));
      buffer.next(i * FRAME);
    }
    assertEquals(10 * FRAME, buffer.targetNanos());
  }

  @Test
  void aFasterClockIsCaughtUpWith() {
    int left = 0;
    int given = 0;
    int put = 0;
    for (int turn = 0; turn < 3000; turn++) {
      long now = turn * FRAME;
      // 101 packets where we take 100.
      for (; put * 100L <= turn * 101L; put++) {
        put(0, put, now);
      }
      given += buffer.next(now) >= 0 ? 1 : 0;
      if (buffer.hasPlenty()) {
        left++;
        given += buffer.next(now) >= 0 ? 1 : 0;
      }
    }
    assertTrue(left > 20, "left out: " + left);
    assertTrue(put - given <= 32, "waiting: " + (put - given));
  }

  @Test
  void afterAPauseAndForANewSourceItBeginsAnew() {
    play(100, 10, new long[10]);
    long now = 100 * FRAME;
    buffer.put(1, 110, 80_000, 8000, payload, 0, 160, now);
    assertEquals(JitterBuffer.NOTHING, buffer.next(now), "it waits again");
    assertTrue(buffer.next(now + 2 * FRAME) >= 0);
    buffer.put(2, 40_000, 5, 8000, payload, 0, 160, now + 2 * FRAME);
    assertEquals(JitterBuffer.NOTHING, buffer.next(now + 3 * FRAME));
    assertTrue(buffer.next(now + 4 * FRAME) >= 0);
  }

  @Property(tries = 500, seed = "20261126")
  void whateverComesNothingIsGivenTwice(
      @ForAll @Size(max = 200) List<@IntRange(max = 65_535) Integer> numbers) {
    JitterBuffer any = new JitterBuffer();
    long now = 0;
    for (int number : numbers) {
      any.put(1, number, number * 160, 8000, payload, 0, 160, now);
      any.put(1, number, number * 160, 8000, payload, 0, 160, now);
      int slot = any.next(now);
      assertTrue(slot >= JitterBuffer.LATE && slot < 32);
      now += FRAME / 2;
    }
    int given = 0;
    for (int i = 0; i < 200; i++) {
      given += any.next(now) >= 0 ? 1 : 0;
      now += FRAME;
    }
    assertTrue(given <= 32);
    assertEquals(JitterBuffer.NOTHING, any.next(now));
  }
}
