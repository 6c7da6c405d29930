package org.meterline.ejb.recording;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.call.RecordingRule;

/**
 * A rule of recording as its tenant keeps it.
 *
 * @param scope whose calls; the names of phone and number as they are now
 * @param phone the id of the phone it is for, and {@code number} of the number; both null: for all
 *     that have no rule of their own
 * @param sound the name of the tenant's sound that is heard in place of ours; null: ours
 * @param statement why it may record in silence; null when it does not
 * @param version another one after each change
 */
public record RecordingRuleSeen(
    UUID id,
    RecordingRule.Scope scope,
    @Nullable UUID phone,
    @Nullable UUID number,
    RecordingRule.Ways ways,
    boolean internal,
    RecordingRule.Consent consent,
    RecordingRule.Told told,
    boolean required,
    @Nullable String sound,
    Instant changed,
    String changedBy,
    @Nullable String statement,
    int version) {}
