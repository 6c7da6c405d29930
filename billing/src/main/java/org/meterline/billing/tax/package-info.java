/** Rates of tax, by country and class, and who pays them. */
@NullMarked
package org.meterline.billing.tax;

import org.jspecify.annotations.NullMarked;
