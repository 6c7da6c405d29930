package org.meterline.telephony.call;

import com.fasterxml.uuid.Generators;
import java.util.UUID;

/**
 * What names a leg everywhere: logs, records, events, the screen. A UUIDv7 (RFC 9562, section 5.7),
 * so ids sort by time.
 */
public record LegId(UUID value) {
  /** A new id, unlike any other. */
  public static LegId mint() {
    return new LegId(Generators.timeBasedEpochGenerator().generate());
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
