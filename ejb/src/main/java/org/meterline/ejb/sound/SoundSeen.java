package org.meterline.ejb.sound;

import java.time.Duration;
import java.time.Instant;

/**
 * A sound as its tenant sees it.
 *
 * @param bytes of the file
 * @param rules how many rules of recording have it heard
 * @param onHold whether those who are on hold hear it
 */
public record SoundSeen(
    String name,
    String sha256,
    int bytes,
    Duration length,
    int rules,
    boolean onHold,
    Instant changed,
    String changedBy) {}
