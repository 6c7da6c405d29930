/** Keys and protection of media: SRTP and SRTCP (RFC 3711), SDES (RFC 4568), DTLS (RFC 5764). */
@NullMarked
package org.meterline.telephony.srtp;

import org.jspecify.annotations.NullMarked;
