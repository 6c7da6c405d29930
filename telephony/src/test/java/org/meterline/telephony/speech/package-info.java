@NullMarked
package org.meterline.telephony.speech;

import org.jspecify.annotations.NullMarked;
