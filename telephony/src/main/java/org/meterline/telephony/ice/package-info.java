/** Finding the way to a far end behind NATs: STUN (RFC 8489) and ICE, lite (RFC 8445). */
@NullMarked
package org.meterline.telephony.ice;

import org.jspecify.annotations.NullMarked;
