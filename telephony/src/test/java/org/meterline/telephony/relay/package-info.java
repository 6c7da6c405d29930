@NullMarked
package org.meterline.telephony.relay;

import org.jspecify.annotations.NullMarked;
