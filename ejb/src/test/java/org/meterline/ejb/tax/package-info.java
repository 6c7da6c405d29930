@NullMarked
package org.meterline.ejb.tax;

import org.jspecify.annotations.NullMarked;
