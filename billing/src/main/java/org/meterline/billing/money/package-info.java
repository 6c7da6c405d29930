/** Amounts of money as whole numbers at the scale of their currency. */
@NullMarked
package org.meterline.billing.money;

import org.jspecify.annotations.NullMarked;
