package org.meterline.telephony.call;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** What a leg is doing. Every state has one sentence saying what it means. */
public enum LegState {
  /** It is wanted; nothing was done for it yet. */
  NEW,
  /** The authority was asked whether it may be set up; its answer is awaited. */
  ASKING,
  /** Its INVITE is under way, in or out; its far end does not ring. */
  INVITED,
  /** Its far end rings, or is told that it does. */
  RINGING,
  /** It is answered. */
  UP,
  /** It is answered, and hears music apart from the other one. */
  HELD,
  /** It is closed; an answer about it is still owed, or the fact that ends it. */
  CLOSING,
  /** The fact that ends it is written. */
  OVER;

  private static final Map<LegState, Set<LegState>> NEXT =
      Map.of(
          NEW, EnumSet.of(ASKING, INVITED, CLOSING),
          ASKING, EnumSet.of(INVITED, RINGING, UP, CLOSING),
          INVITED, EnumSet.of(ASKING, RINGING, UP, CLOSING),
          RINGING, EnumSet.of(ASKING, INVITED, UP, CLOSING),
          UP, EnumSet.of(HELD, CLOSING),
          HELD, EnumSet.of(UP, CLOSING),
          CLOSING, EnumSet.of(OVER),
          OVER, EnumSet.noneOf(LegState.class));

  /** The states that may follow this one. */
  public Set<LegState> next() {
    return Set.copyOf(NEXT.getOrDefault(this, Set.of()));
  }

  /** Whether it was answered and goes on. */
  public boolean up() {
    return this == UP || this == HELD;
  }

  /** Whether nothing more is done with it. */
  public boolean over() {
    return this == CLOSING || this == OVER;
  }
}
