package org.meterline.ejb.sound;

import org.jspecify.annotations.Nullable;
import org.meterline.telephony.call.MusicOnHold;

/**
 * What a tenant has those hear who are on hold.
 *
 * @param sound the name of the tenant's own; null of anything else
 */
public record HoldMusic(Plays plays, @Nullable String sound) {
  static final HoldMusic USUAL = new HoldMusic(Plays.BUILT_IN, null);

  /** What it is. */
  public enum Plays {
    BUILT_IN,
    SILENCE,
    SOUND
  }

  /**
   * What is heard now.
   *
   * @param version another one after each change; 0 of the usual one
   */
  public record InForce(HoldMusic music, int version) {}

  /** As calls play it. */
  public MusicOnHold inCalls() {
    if (sound != null) {
      return MusicOnHold.own(sound);
    }
    return plays == Plays.SILENCE ? MusicOnHold.SILENCE : MusicOnHold.BUILT_IN;
  }
}
