@NullMarked
package org.meterline.telephony.call;

import org.jspecify.annotations.NullMarked;
