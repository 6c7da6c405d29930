package org.meterline.ejb.record;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What came of a rule that asked for a recording of a call.
 *
 * @param because whose rule, for people
 * @param consent {@code silent}, {@code announced}, {@code agreed}, {@code refused}, {@code
 *     unanswered} or {@code not-told}
 * @param recording null: it was not recorded
 * @param hindrance why not though all agreed, for example {@code disk-full}
 */
public record RuledRecording(
    UUID rule,
    String because,
    String consent,
    @Nullable UUID recording,
    @Nullable String hindrance) {}
