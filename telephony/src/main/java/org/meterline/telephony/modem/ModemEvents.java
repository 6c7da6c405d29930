package org.meterline.telephony.modem;

import java.time.Instant;

/** What happens at modems, told as it happens. Must be taken without blocking. */
public interface ModemEvents {
  ModemEvents NONE = new ModemEvents() {};

  /** A modem is in another state, or its memory for messages is full, or is it no more. */
  default void changed(ModemStatus now, Instant at) {}

  /** A message came, whole. */
  default void received(ModemStatus by, TextMessage message, Instant at) {}
}
