/** IP addresses of both families as text, and which of them are ours. */
@NullMarked
package org.meterline.telephony.address;

import org.jspecify.annotations.NullMarked;
