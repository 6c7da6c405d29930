/** Who pays for a leg of a call. */
@NullMarked
package org.meterline.billing.payer;

import org.jspecify.annotations.NullMarked;
