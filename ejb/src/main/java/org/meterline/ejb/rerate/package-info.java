/** Charging a period's calls anew by a corrected deck: one prepares, another approves. */
@NullMarked
package org.meterline.ejb.rerate;

import org.jspecify.annotations.NullMarked;
