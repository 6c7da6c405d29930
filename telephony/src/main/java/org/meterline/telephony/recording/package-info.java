/** Recordings of calls: what is said and heard at a leg, in WAV files. */
@org.jspecify.annotations.NullMarked
package org.meterline.telephony.recording;
