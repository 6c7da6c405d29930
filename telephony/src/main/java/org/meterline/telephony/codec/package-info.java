/** Sound and how it is coded: G.711, G.722, Opus, and the tones of digits. */
@NullMarked
package org.meterline.telephony.codec;

import org.jspecify.annotations.NullMarked;
