package org.meterline.telephony.call;

import org.meterline.telephony.trunk.Trunk;

/**
 * A way to call for help.
 *
 * @param number as it is written there
 * @param meant for calls of that country; else it is tried rather than nothing
 */
public record EmergencyWay(Trunk trunk, String number, boolean meant) {}
