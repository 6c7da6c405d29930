package org.meterline.telephony.call;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.guard.Ban;
import org.meterline.telephony.identity.Verification;
import org.meterline.telephony.modem.ModemStatus;
import org.meterline.telephony.modem.TextMessage;
import org.meterline.telephony.recording.Recorded;
import org.meterline.telephony.registrar.Binding;
import org.meterline.telephony.trunk.Health;

/** Live state, told as it happens and kept nowhere. Must be taken without blocking. */
public interface CallEvents {
  /** A call changed: begun, another state, ended. */
  void changed(Snapshot call);

  /**
   * Something on a call that leaves its state as it is.
   *
   * @param at when
   */
  default void happened(CallId call, Domain domain, Instant at, Detail what) {}

  /** What happens on a call. */
  sealed interface Detail {
    /** A leg is in another state. */
    record Leg(LegId leg, boolean incoming, String destination, LegState state, String reason)
        implements Detail {}

    /**
     * Help is called for.
     *
     * @param caller who calls
     * @param number as it was dialled
     */
    record Emergency(LegId leg, String caller, String number, Place place) implements Detail {}

    /** A digit was pressed at a leg. */
    record Digit(LegId leg, char digit) implements Detail {}

    /**
     * A recording began, changed or ended.
     *
     * @param what {@code started}, {@code paused}, {@code resumed}, {@code masked}, {@code
     *     unmasked} or {@code ended}
     * @param end what it came to; null before its end
     */
    record Recording(UUID recording, LegId leg, String what, @Nullable Recorded end)
        implements Detail {}

    /**
     * A rule asked for a recording: what came of it.
     *
     * @param recording the one that runs; null: it is not recorded
     * @param hindrance why it cannot be though all agree
     */
    record RecordingRuled(
        RecordingBasis basis, @Nullable UUID recording, @Nullable String hindrance)
        implements Detail {}
  }

  /** An account's registration changed. {@code registered} is false for one removed or expired. */
  void registered(Binding binding, boolean registered);

  /** A source was banned for what came from there. */
  default void banned(Ban ban) {}

  /** A trunk went down, or came back and is well. */
  default void trunkChanged(String trunk, Health.Seen seen, Instant at) {}

  /** A modem is in another state, or its memory for messages is full, or is it no more. */
  default void modemChanged(ModemStatus modem, Instant at) {}

  /** A text message came to a modem, whole. */
  default void messageReceived(ModemStatus modem, TextMessage message, Instant at) {}

  /**
   * @param callee the extension, number or program it goes to, once known
   * @param answered when the caller's leg was answered
   * @param verification whether the caller is who they say; null: that was not looked into, or not
   *     yet
   */
  record Snapshot(
      CallId call,
      Domain domain,
      Origin from,
      String caller,
      String dialled,
      @Nullable String callee,
      CallState state,
      String reason,
      Instant began,
      @Nullable Instant answered,
      Instant at,
      @Nullable Verification verification) {
    /** Of a caller who was not looked into. */
    public Snapshot(
        CallId call,
        Domain domain,
        Origin from,
        String caller,
        String dialled,
        @Nullable String callee,
        CallState state,
        String reason,
        Instant began,
        @Nullable Instant answered,
        Instant at) {
      this(call, domain, from, caller, dialled, callee, state, reason, began, answered, at, null);
    }
  }
}
