package org.meterline.telephony.server;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.call.CallFact;

/**
 * One record of the journal file: a fact, or without one a heartbeat.
 *
 * @param boot names the process that wrote it; {@code up} can be compared within one boot only
 * @param up nanoseconds of that process's monotonic clock
 * @param at the wall clock
 */
record JournalEntry(String boot, long up, Instant at, @Nullable CallFact fact) {}
