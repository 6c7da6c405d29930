package org.meterline.telephony.modem;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A text message that a modem received, and keeps until it is taken off.
 *
 * @param id names it at its modem, as long as it lies there; no other one there has it
 * @param from a number, with a plus if it is international, or a name
 * @param sent when the sender's service centre took it; null if that cannot be read
 * @param missing how many parts of a long one have not come yet
 */
public record TextMessage(int id, String from, String text, @Nullable Instant sent, int missing) {}
