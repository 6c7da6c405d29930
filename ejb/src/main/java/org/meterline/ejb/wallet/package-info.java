/** The tenant's books on the screen: wallets, statements, top-ups, accounts, prices. */
@NullMarked
package org.meterline.ejb.wallet;

import org.jspecify.annotations.NullMarked;
