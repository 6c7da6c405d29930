package org.meterline.ejb.modem;

import java.util.Optional;
import org.meterline.telephony.modem.ModemSignalling;

/** Where this node's modems are. */
@FunctionalInterface
public interface ModemDoor {
  /** Its modems; empty while no calls are taken. */
  Optional<ModemSignalling> modems();
}
