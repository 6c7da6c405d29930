/** Changing rates of tax, and saying whose tax a payer pays. */
@NullMarked
package org.meterline.ejb.tax;

import org.jspecify.annotations.NullMarked;
