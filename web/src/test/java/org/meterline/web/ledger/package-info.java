/** Tests of the ledger over REST. */
@NullMarked
package org.meterline.web.ledger;

import org.jspecify.annotations.NullMarked;
