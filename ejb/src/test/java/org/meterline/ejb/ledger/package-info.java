@NullMarked
package org.meterline.ejb.ledger;

import org.jspecify.annotations.NullMarked;
