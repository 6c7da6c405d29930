package org.meterline.telephony;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** How often a fuzzer got how far: what it never reaches it does not test. */
public final class Reached {
  private final Map<Part, LongAdder> counts = new ConcurrentHashMap<>();

  /** What lies behind the door. */
  public enum Part {
    PASSWORD_TAKEN,
    REGISTERED_WITH_PATH,
    OFFER_ANSWERED,
    OFFER_OF_ICE_ANSWERED,
    OFFER_OF_KEYS_ANSWERED,
    SESSION_TIMED,
    DIALOG_TAKES_REQUEST,
    UPDATE_ANSWERED,
    INVITED_AGAIN,
    PRACK_CAME,
    REFER_TAKEN,
    REPLACED,
    CANCELLED,
    TRUNK_CALLED,
    TRUNK_PUT_THROUGH,
    PHONE_CALLED,
    CHECK_ANSWERED,
    HANDSHAKE_KEYED,
    PROTECTED_AUDIO_CAME,
    RELAY_ANSWERED
  }

  /** It got there once more. */
  public void once(Part part) {
    counts.computeIfAbsent(part, _ -> new LongAdder()).increment();
  }

  /** How often it got there. */
  public long times(Part part) {
    LongAdder count = counts.get(part);
    return count == null ? 0 : count.sum();
  }

  @Override
  public String toString() {
    return new TreeMap<>(counts).toString();
  }

  /** Whether each was, once at least. */
  public boolean all() {
    return Arrays.stream(Part.values()).allMatch(part -> times(part) > 0);
  }
}
