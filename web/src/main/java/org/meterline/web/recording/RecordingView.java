package org.meterline.web.recording;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.ejb.recording.RecordingSeen;

/**
 * A recording.
 *
 * @param whole of the whole call: left the caller, right who they talk to; else of the leg: left
 *     what its far end says, right what it hears
 * @param reason why it ended; absent while it runs
 * @param maskedMillis how much of it is the silence of a mask
 * @param lostMillis how much is silence because the disk was too slow
 * @param audible whether there is something to be heard
 * @param expires when it is erased
 * @param ruleId the rule that asked for it; absent if a person or a program did
 * @param because whose rule, for people
 * @param consent how those who talk agreed: {@code announced}, {@code agreed} or {@code silent}
 */
public record RecordingView(
    UUID id,
    UUID callId,
    UUID legId,
    boolean whole,
    String askedBy,
    int channels,
    String caller,
    @Nullable String callee,
    Instant began,
    @Nullable Instant ended,
    @Nullable String reason,
    long millis,
    long maskedMillis,
    long lostMillis,
    long bytes,
    @Nullable String sha256,
    boolean audible,
    Instant expires,
    @Nullable Instant deleted,
    @Nullable String deletedBy,
    @Nullable UUID ruleId,
    @Nullable String because,
    @Nullable String consent) {
  static RecordingView of(RecordingSeen r) {
    return new RecordingView(
        r.id(),
        r.call(),
        r.leg(),
        r.whole(),
        r.askedBy(),
        r.channels(),
        r.caller(),
        r.callee(),
        r.began(),
        r.ended(),
        r.reason(),
        r.millis(),
        r.maskedMillis(),
        r.lostMillis(),
        r.bytes(),
        r.sha256(),
        r.audible(),
        r.expires(),
        r.deleted(),
        r.deletedBy(),
        r.rule(),
        r.because(),
        r.consent());
  }
}
