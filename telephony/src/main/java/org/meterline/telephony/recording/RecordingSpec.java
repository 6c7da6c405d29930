package org.meterline.telephony.recording;

import java.time.Duration;
import java.util.UUID;

/**
 * What is to be recorded.
 *
 * @param path of the file, below the folder of recordings
 * @param stereo left what the far end says, right what it hears; else both in one
 * @param longest as much is recorded at most; pauses do not count
 * @param silence when the far end said nothing for so long it ends; zero: it does not
 */
public record RecordingSpec(
    UUID id, String path, boolean stereo, Duration longest, Duration silence) {}
