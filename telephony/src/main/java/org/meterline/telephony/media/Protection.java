package org.meterline.telephony.media;

import java.nio.ByteBuffer;
import org.meterline.telephony.srtp.SrtpContext;

/**
 * What lies between a leg's socket and its audio: packets are unprotected and protected in place.
 */
sealed interface Protection {
  /** Whether nothing passes yet. */
  default boolean isPending() {
    return false;
  }

  /** Opens a packet from the far end; false if it is not to be taken. */
  boolean unprotect(ByteBuffer b, boolean control);

  /** Closes a packet to the far end; false if it must not be sent. */
  boolean protect(ByteBuffer b);

  /** Closes a report to the far end; false if it must not be sent. */
  boolean protectControl(ByteBuffer b);

  /**
   * There are no keys.
   *
   * @param passes packets travel as they are; else they are to be protected, and none passes yet
   */
  record Unkeyed(boolean passes) implements Protection {
    @Override
    public boolean isPending() {
      return !passes;
    }

    @Override
    public boolean unprotect(ByteBuffer b, boolean control) {
      return passes;
    }

    @Override
    public boolean protect(ByteBuffer b) {
      return passes;
    }

    @Override
    public boolean protectControl(ByteBuffer b) {
      return passes;
    }
  }

  /** SRTP. */
  record Keyed(SrtpContext in, SrtpContext out) implements Protection {
    @Override
    public boolean unprotect(ByteBuffer b, boolean control) {
      return control ? in.unprotectControl(b) : in.unprotect(b);
    }

    @Override
    public boolean protect(ByteBuffer b) {
      return out.protect(b);
    }

    @Override
    public boolean protectControl(ByteBuffer b) {
      return out.protectControl(b);
    }
  }
}
