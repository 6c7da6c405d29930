/** What a tenant's calls may cost and how many there may be: against toll fraud. */
@NullMarked
package org.meterline.ejb.limit;

import org.jspecify.annotations.NullMarked;
