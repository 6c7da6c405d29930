/** What stands between the internet and the engine: rates of sources, bans, and load. */
@NullMarked
package org.meterline.telephony.guard;

import org.jspecify.annotations.NullMarked;
