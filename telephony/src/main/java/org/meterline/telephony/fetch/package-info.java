/** Asking other servers by HTTP, without letting who names them reach what only we reach. */
@NullMarked
package org.meterline.telephony.fetch;

import org.jspecify.annotations.NullMarked;
