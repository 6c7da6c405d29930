@NullMarked
package org.meterline.telephony.guard;

import org.jspecify.annotations.NullMarked;
