package org.meterline.telephony.call;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** What a call is doing. Every state has one sentence saying what it means. */
public enum CallState {
  /** The INVITE is in; nobody knows yet where it goes. */
  ARRIVED,
  /** Asked for over the API; the leg to the one who is called first is being set up. */
  ORIGINATING,
  /** The authority was asked whether the leg may be set up; its answer is awaited. */
  ASKING,
  /** The outgoing leg is being set up; its far end has not answered. */
  RINGING,
  /** A program, or verbs alone, steer the call, which may be answered or not. */
  STEERED,
  /** Both legs are answered and bridged. */
  TALKING,
  /** Somebody is called in place of one who talks; they talk on, or who is left hears it ring. */
  TRANSFERRING,
  /** The end was decided; legs are being closed. */
  ENDING,
  /** All legs are closed, the last fact is written. */
  ENDED;

  private static final Map<CallState, Set<CallState>> NEXT =
      Map.of(
          ARRIVED, EnumSet.of(ASKING, RINGING, ENDING),
          ORIGINATING, EnumSet.of(ASKING, RINGING, STEERED, ENDING),
          ASKING, EnumSet.of(RINGING, STEERED, ENDING),
          RINGING, EnumSet.of(TALKING, STEERED, ENDING),
          STEERED, EnumSet.of(ASKING, RINGING, ENDING),
          TALKING, EnumSet.of(TRANSFERRING, STEERED, ENDING),
          TRANSFERRING, EnumSet.of(TALKING, STEERED, ENDING),
          ENDING, EnumSet.of(ENDED),
          ENDED, EnumSet.noneOf(CallState.class));

  /** The states that may follow this one. */
  public Set<CallState> next() {
    return Set.copyOf(NEXT.getOrDefault(this, Set.of()));
  }

  /** Whether the call is neither over nor about to be. */
  public boolean live() {
    return this != ENDING && this != ENDED;
  }
}
