/** Journals, periods and checks of the tenant's book. */
@NullMarked
package org.meterline.web.ledger;

import org.jspecify.annotations.NullMarked;
