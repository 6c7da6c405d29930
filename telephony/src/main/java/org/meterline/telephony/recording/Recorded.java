package org.meterline.telephony.recording;

import java.time.Duration;
import java.util.UUID;

/**
 * A recording that is over.
 *
 * @param reason one of those of {@link Reason}
 * @param length of the audio in the file
 * @param bytes of the whole file; 0 when there is none
 * @param sha256 of the whole file, in hexadecimal; empty when there is none
 * @param masked how much of the audio is the silence of a mask
 * @param lost how much of one side or the other came too fast for the disk, and is silence
 */
public record Recorded(
    UUID id,
    String reason,
    Duration length,
    long bytes,
    String sha256,
    Duration masked,
    Duration lost) {
  /** Why a recording ended. */
  public static final class Reason {
    public static final String STOPPED = "stopped";
    public static final String DIGIT = "digit";
    public static final String SILENCE = "silence";
    public static final String LONGEST = "longest";
    public static final String HUNG_UP = "hung-up";
    public static final String DISK_FULL = "disk-full";
    public static final String WRITE_FAILED = "write-failed";
    public static final String SERVER_STOPPED = "server-stopped";

    /** After a crash: there is no file, or none that could be repaired. */
    public static final String LOST = "lost";

    private Reason() {}
  }
}
