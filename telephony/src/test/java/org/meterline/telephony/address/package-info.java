@NullMarked
package org.meterline.telephony.address;

import org.jspecify.annotations.NullMarked;
