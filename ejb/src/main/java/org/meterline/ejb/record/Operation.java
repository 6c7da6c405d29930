package org.meterline.ejb.record;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.call.Outcome;

/**
 * What is done with a call.
 *
 * @param verb the resource's name, for example {@code send-digits}
 * @param outcome how it ended; null while it runs
 */
public record Operation(UUID id, UUID call, String verb, @Nullable Outcome<?> outcome) {}
