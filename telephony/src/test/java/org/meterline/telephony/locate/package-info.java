@NullMarked
package org.meterline.telephony.locate;

import org.jspecify.annotations.NullMarked;
