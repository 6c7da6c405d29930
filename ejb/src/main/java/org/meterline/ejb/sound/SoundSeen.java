package org.meterline.ejb.sound;

import java.time.Duration;
import java.time.Instant;

/**
 * A sound as its tenant sees it.
 *
 * @param bytes of the file
 * @param rules how many rules of recording have it heard
 */
public record SoundSeen(
    String name,
    String sha256,
    int bytes,
    Duration length,
    int rules,
    Instant changed,
    String changedBy) {}
