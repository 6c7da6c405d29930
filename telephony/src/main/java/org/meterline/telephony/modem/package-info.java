/**
 * Telephony hardware on serial ports: GSM and LTE modules and voice modems that are spoken to by AT
 * commands (ITU-T V.250, 3GPP TS 27.007 and 27.005). To calls they are one more {@link
 * org.meterline.telephony.call.Signalling}.
 */
@NullMarked
package org.meterline.telephony.modem;

import org.jspecify.annotations.NullMarked;
