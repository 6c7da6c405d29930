@NullMarked
package org.meterline.telephony.sip;

import org.jspecify.annotations.NullMarked;
