package org.meterline.telephony.guard;

/**
 * Something that is counted.
 *
 * @param name for example {@code sip.malformed}
 * @param meaning for people
 */
public record Tally(String name, long value, String meaning) {}
