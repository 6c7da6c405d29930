@NullMarked
package org.meterline.telephony.registrar;

import org.jspecify.annotations.NullMarked;
