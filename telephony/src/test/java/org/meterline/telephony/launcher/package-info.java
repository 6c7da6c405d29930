@NullMarked
package org.meterline.telephony.launcher;

import org.jspecify.annotations.NullMarked;
