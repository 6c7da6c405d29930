/** Sponsors, what they offer, and the tenant's rule of who pays. */
@NullMarked
package org.meterline.ejb.sponsor;

import org.jspecify.annotations.NullMarked;
