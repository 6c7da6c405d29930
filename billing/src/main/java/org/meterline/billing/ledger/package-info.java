/** Double entry, append-only: accounts, transfers, statements, and the check that all agrees. */
@NullMarked
package org.meterline.billing.ledger;

import org.jspecify.annotations.NullMarked;
