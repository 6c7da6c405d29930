package org.meterline.telephony.media;

import java.nio.ByteBuffer;
import org.meterline.telephony.srtp.SrtpContext;

/**
 * What lies between a leg's socket and its audio: packets are unprotected and protected in place.
 */
sealed interface Shield {
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

  /** Packets travel as they are. */
  record None() implements Shield {
    @Override
    public boolean unprotect(ByteBuffer b, boolean control) {
      return true;
    }

    @Override
    public boolean protect(ByteBuffer b) {
      return true;
    }

    @Override
    public boolean protectControl(ByteBuffer b) {
      return true;
    }
  }

  /** They are to be protected, and there are no keys yet. */
  record Pending() implements Shield {
    @Override
    public boolean isPending() {
      return true;
    }

    @Override
    public boolean unprotect(ByteBuffer b, boolean control) {
      return false;
    }

    @Override
    public boolean protect(ByteBuffer b) {
      return false;
    }

    @Override
    public boolean protectControl(ByteBuffer b) {
      return false;
    }
  }

  /** SRTP. */
  record Keyed(SrtpContext in, SrtpContext out) implements Shield {
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
