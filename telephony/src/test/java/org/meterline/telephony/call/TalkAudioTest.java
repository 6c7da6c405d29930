package org.meterline.telephony.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.meterline.telephony.media.MediaPlane;

/** What is done to the media plane when two talk, are parted, or are supervised. */
class TalkAudioTest {
  private final Effects effects = new Effects();
  private final FakePlane plane = new FakePlane(effects, new OneThread(message -> {}));
  private final TalkAudio talk = new TalkAudio(plane);
  private final FakeAudio one = leg();
  private final FakeAudio other = leg();
  private final FakeAudio boss = leg();

  private FakeAudio leg() {
    try {
      return (FakeAudio) plane.open("call", "leg", event -> {});
    } catch (MediaPlane.NoPorts e) {
      throw new AssertionError(e);
    }
  }

  private TalkAudio.Supervisor whispersTo(FakeAudio leg) {
    return new TalkAudio.Supervisor(boss, SupervisionVerb.Mode.WHISPER, leg);
  }

  private void assertDid(String... all) {
    assertEquals(List.of(all), effects.log);
    effects.log.clear();
  }

  @BeforeEach
  void theyAreThere() {
    assertDid("open", "open", "open");
  }

  @Test
  void whoIsPartedHearsNobody() {
    talk.join(one, other, null);
    assertSame(other, one.bridged);
    talk.part();
    assertNull(one.bridged);
    assertNull(other.bridged);
    talk.supervise(whispersTo(one));
    assertDid("bridge", "unbridge", "unbridge", "mix", "add to mix");
  }

  @Test
  void whoIsPartedLeavesTheMix() {
    talk.join(one, other, whispersTo(one));
    talk.part();
    assertEquals(1, plane.mixes.getFirst().legs.size());
    talk.leave(boss);
    assertTrue(plane.mixes.getFirst().closed);
    assertNull(one.bridged);
  }

  /** Who supervises may whisper to another by then. */
  @Test
  void theyAreJoinedOnceWithWhoSupervisesThem() {
    talk.join(one, other, whispersTo(one));
    assertDid("mix", "add to mix", "add to mix", "add to mix");
    FakeMix mix = plane.mixes.getFirst();
    assertTrue(mix.hears(one, boss) && !mix.hears(other, boss));
    FakeAudio next = leg();
    talk.join(one, next, whispersTo(next));
    assertDid("open", "add to mix", "add to mix", "add to mix");
    assertTrue(mix.hears(next, boss) && !mix.hears(one, boss));
    assertNull(other.mixed);
  }
}
