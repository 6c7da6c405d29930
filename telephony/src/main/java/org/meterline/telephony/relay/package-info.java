/** Media through rtpengine, which stands between a leg of the embedded plane and its far end. */
@NullMarked
package org.meterline.telephony.relay;

import org.jspecify.annotations.NullMarked;
