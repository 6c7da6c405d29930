package org.meterline.telephony.media;

import java.util.List;
import org.meterline.telephony.srtp.Fingerprint;
import org.meterline.telephony.srtp.SrtpKeys;

/** What was agreed on the protection of a leg's packets. */
sealed interface Keying {
  /** None: they travel as they are. */
  record Open() implements Keying {}

  /** The keys stand in the session descriptions. */
  record Described(SrtpKeys ours, SrtpKeys theirs) implements Keying {}

  /**
   * A handshake will tell.
   *
   * @param theirs of the far end's certificate
   * @param active whether we begin
   */
  record Handshake(List<Fingerprint> theirs, boolean active) implements Keying {
    public Handshake {
      theirs = List.copyOf(theirs);
    }
  }
}
