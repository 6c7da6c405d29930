@NullMarked
package org.meterline.telephony.modem;

import org.jspecify.annotations.NullMarked;
