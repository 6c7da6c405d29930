package org.meterline.telephony.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Frames in packets as RFC 6716, section 3, has them; anything else is none. */
class OpusPacketTest {
  private final int[] places = new int[OpusPacket.MOST_FRAMES];
  private final int[] lengths = new int[OpusPacket.MOST_FRAMES];

  /** What is found lies within the payload, in order; nothing before or after it is looked at. */
  @Property(tries = 5_000)
  void noOctetsDoHarm(
      @ForAll @Size(max = 60) byte[] octets,
      @ForAll @IntRange(max = 20) int before,
      @ForAll @IntRange(min = -1, max = 63) int many) {
    if (octets.length > 1 && many >= 0) {
      octets[0] |= 3;
      octets[1] = (byte) ((octets[1] & 0xC0) | many);
    }
    ByteBuffer b = ByteBuffer.allocate(before + octets.length);
    b.put(before, octets);
    int frames = OpusPacket.frames(b, before, octets.length, places, lengths);
    assertTrue(frames >= 0 && frames <= OpusPacket.MOST_FRAMES);
    int at = before;
    for (int i = 0; i < frames; i++) {
      assertTrue(places[i] > at || (i > 0 && places[i] == at), "frame " + i + " of " + frames);
      assertTrue(lengths[i] >= 0);
      at = places[i] + lengths[i];
    }
    assertTrue(at <= before + octets.length);
  }

  /** As silence is sent: nothing follows the lengths, each an octet (RFC 6716, section 3.2.1). */
  @Test
  void framesMayAllBeEmpty() {
    for (int frames = 1; frames <= 6; frames++) {
      ByteBuffer b = ByteBuffer.allocate(OpusPacket.room(frames));
      int head = OpusPacket.begin(b, 0, (byte) 0, new int[frames], 0, frames);
      assertEquals(frames, OpusPacket.frames(b, 0, head, places, lengths));
      assertEquals(0, lengths[frames - 1]);
    }
  }

  @Property(tries = 2_000)
  void whatIsWrittenIsReadBackTheSame(
      @ForAll @Size(min = 1, max = 6) List<@IntRange(max = 1_000) Integer> sizes,
      @ForAll @IntRange(max = 31) int configuration,
      @ForAll boolean stereo) {
    byte first = (byte) ((configuration << 3) | (stereo ? 4 : 0) | 1);
    int[] each = sizes.stream().mapToInt(Integer::intValue).toArray();
    int sum = sizes.stream().mapToInt(Integer::intValue).sum();
    ByteBuffer b = ByteBuffer.allocate(OpusPacket.room(each.length) + sum);
    int head = OpusPacket.begin(b, 0, first, each, 0, each.length);
    assertTrue(head <= OpusPacket.room(each.length));
    int samples = each.length * OpusPacket.frameSamples(first);
    boolean fits = samples <= 8 * 120;
    assertEquals(fits ? samples : 0, OpusPacket.samples(b, 0, head + sum));
    int found = OpusPacket.frames(b, 0, head + sum, places, lengths);
    assertEquals(fits ? each.length : 0, found);
    int at = head;
    for (int i = 0; i < found; i++) {
      assertEquals(at, places[i]);
      assertEquals(each[i], lengths[i]);
      at += each[i];
    }
  }
}
