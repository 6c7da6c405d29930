package org.meterline.telephony.server;

/**
 * What an engine counts, at one moment.
 *
 * @param callsLive calls now
 * @param callsTotal calls taken since the start; {@code callsRefused} those for which there was no
 *     room
 * @param journalUnposted bytes of the journal that wait to be posted
 * @param journalPosted facts posted since the start
 * @param journalAside facts that the books refused, kept in the journal's folder
 * @param journalWritable whether calls that cost money are taken
 * @param booksAvailable whether the last posting was taken
 */
public record Counters(
    int callsLive,
    long callsTotal,
    long callsRefused,
    long journalUnposted,
    long journalPosted,
    long journalAside,
    boolean journalWritable,
    boolean booksAvailable) {}
