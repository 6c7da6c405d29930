/** What a call costs: decks of rates, the match by longest prefix, and the one cost function. */
@NullMarked
package org.meterline.billing.rate;

import org.jspecify.annotations.NullMarked;
