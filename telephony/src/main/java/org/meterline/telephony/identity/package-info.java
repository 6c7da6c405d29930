/**
 * Who calls, signed and verified (STIR/SHAKEN): Identity headers (RFC 8224), PASSporTs (RFC 8225,
 * 8588, 8946), the certificates behind them (RFC 8226).
 */
@NullMarked
package org.meterline.telephony.identity;

import org.jspecify.annotations.NullMarked;
