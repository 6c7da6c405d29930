package org.meterline.telephony.server;

import java.time.Duration;
import java.util.List;
import org.meterline.telephony.call.CallAuthority;
import org.meterline.telephony.call.LegId;

/** Lets every leg go on for as long as it likes. */
final class NobodyPays implements CallAuthority {
  @Override
  public Answer admit(Ask ask) {
    return new Granted(Granted.UNLIMITED, false, Duration.ZERO, ask.trunks(), "nobody");
  }

  @Override
  public Answer extend(LegId leg, int sequence, Duration used) {
    return new Granted(Granted.UNLIMITED, false, Duration.ZERO, List.of(), "nobody");
  }
}
