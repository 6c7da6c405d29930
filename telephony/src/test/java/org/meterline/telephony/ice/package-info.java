@NullMarked
package org.meterline.telephony.ice;

import org.jspecify.annotations.NullMarked;
