/** Prepaid balances that concurrent calls share: holds, their extension and settlement. */
@NullMarked
package org.meterline.billing.wallet;

import org.jspecify.annotations.NullMarked;
