@NullMarked
package org.meterline.telephony.identity;

import org.jspecify.annotations.NullMarked;
