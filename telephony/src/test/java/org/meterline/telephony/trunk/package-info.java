@NullMarked
package org.meterline.telephony.trunk;

import org.jspecify.annotations.NullMarked;
