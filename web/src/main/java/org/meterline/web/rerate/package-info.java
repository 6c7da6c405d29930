/** Charging a period's calls anew by a corrected deck. */
@NullMarked
package org.meterline.web.rerate;

import org.jspecify.annotations.NullMarked;
