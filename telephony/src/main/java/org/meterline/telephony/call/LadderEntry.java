package org.meterline.telephony.call;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One step of a call's ladder.
 *
 * @param leg the leg it belongs to, or null for the call as a whole
 * @param from who sent it: {@code caller}, {@code meterline}, {@code callee}, {@code program}
 * @param to who got it, from the same names; the same as {@code from} for a change of state
 * @param title the request or status line, the state entered, or the verb run
 * @param detail the whole SIP message without secrets, or the reason of the change
 */
public record LadderEntry(
    Instant at, @Nullable LegId leg, String from, String to, String title, String detail) {}
