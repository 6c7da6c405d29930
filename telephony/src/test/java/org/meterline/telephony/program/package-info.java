@NullMarked
package org.meterline.telephony.program;

import org.jspecify.annotations.NullMarked;
