/** Wallets, prices and books over REST. */
@NullMarked
package org.meterline.web.wallet;

import org.jspecify.annotations.NullMarked;
