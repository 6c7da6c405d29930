package org.meterline.telephony.modem;

/**
 * A text message that a modem received, and keeps until it is taken off.
 *
 * @param id names it at its modem
 * @param from a number, with a plus if it is international, or a name
 */
public record TextMessage(int id, String from, String text) {}
