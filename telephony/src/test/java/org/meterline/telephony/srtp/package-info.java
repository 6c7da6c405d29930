@NullMarked
package org.meterline.telephony.srtp;

import org.jspecify.annotations.NullMarked;
