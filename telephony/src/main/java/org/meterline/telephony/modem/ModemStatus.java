package org.meterline.telephony.modem;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a modem is.
 *
 * @param why it is in this state, for people
 * @param since when it is
 * @param model maker and model as it says
 * @param network the operator's name as it says
 * @param dbm strength of the signal in dBm, or null if it is not known (27.007, section 8.5)
 * @param lastError the last thing that went wrong
 * @param calling whether it has a call
 */
public record ModemStatus(
    String name,
    String port,
    String number,
    ModemState state,
    String why,
    Instant since,
    @Nullable String model,
    @Nullable String network,
    @Nullable Integer dbm,
    @Nullable String lastError,
    boolean calling) {}
