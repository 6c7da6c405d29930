/** Rates of tax over REST. */
@NullMarked
package org.meterline.web.tax;

import org.jspecify.annotations.NullMarked;
