/** What people and the clock do to books: journals, periods, checks, seals. */
@NullMarked
package org.meterline.ejb.ledger;

import org.jspecify.annotations.NullMarked;
