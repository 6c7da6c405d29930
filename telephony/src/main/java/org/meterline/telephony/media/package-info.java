@NullMarked
package org.meterline.telephony.media;

import org.jspecify.annotations.NullMarked;
